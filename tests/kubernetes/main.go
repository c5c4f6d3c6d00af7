// kubecheck looks at what deploy/ has for Kubernetes with Kubernetes' own types and Helm's own engine:
//
//	kubecheck validate FILE...             each document, decoded strictly: an unknown or misspelt key is an error
//	kubecheck render CHART NAME VALUES...  the chart as `helm template` renders it, as a YAML stream
//
// What it finds is printed as JSON, one object a line, or YAML; what is wrong goes to stderr, with status 1.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "kubecheck:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) >= 2 && args[0] == "validate":
		return validate(args[1:])
	case len(args) >= 4 && args[0] == "render":
		return render(args[1], args[2], args[3:])
	}
	return fmt.Errorf("usage: kubecheck validate FILE... | kubecheck render CHART NAME VALUES...")
}
