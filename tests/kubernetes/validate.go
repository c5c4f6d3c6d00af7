package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	kubeflow "github.com/kubeflow/training-operator/pkg/apis/kubeflow.org/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

// decoder knows every kind of Kubernetes itself and of Kubeflow's training operator. Strict: what a type does not have, or
// has twice, is an error and not passed over, as the API server passes it over.
func decoder() (runtime.Decoder, error) {
	kinds := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, kubeflow.AddToScheme} {
		if err := add(kinds); err != nil {
			return nil, err
		}
	}
	return serializer.NewCodecFactory(kinds, serializer.EnableStrict).UniversalDeserializer(), nil
}

// validate prints every object of the files as the API server would have understood it, as JSON, one a line.
func validate(files []string) error {
	strict, err := decoder()
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := validateStream(strict, text); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func validateStream(strict runtime.Decoder, text []byte) error {
	reader := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for number := 1; ; number++ {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if isBlank(document) {
			continue
		}
		object, _, err := strict.Decode(document, nil, nil)
		if err != nil {
			return fmt.Errorf("document %d: %w", number, err)
		}
		if err := json.NewEncoder(os.Stdout).Encode(object); err != nil {
			return err
		}
	}
}

// isBlank tells whether there is nothing but comments in a document, as a chart's templates leave them.
func isBlank(document []byte) bool {
	for _, line := range bytes.Split(document, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}
