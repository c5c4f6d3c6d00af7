package main

import (
	"fmt"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/cli/values"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/getter"
)

// render prints what `helm template NAME CHART --values VALUES...` would, as far as it needs no cluster: for a Kubernetes
// of this Helm's own version, without the charts that the chart depends on, which must be switched off in the values.
func render(chartPath, name string, files []string) error {
	loaded, err := loader.Load(chartPath)
	if err != nil {
		return err
	}
	given, err := (&values.Options{ValueFiles: files}).MergeValues(getter.Providers{})
	if err != nil {
		return err
	}
	if err := chartutil.ProcessDependencies(loaded, given); err != nil {
		return err
	}
	release := chartutil.ReleaseOptions{Name: name, Namespace: "default", Revision: 1, IsInstall: true}
	merged, err := chartutil.ToRenderValues(loaded, given, release, chartutil.DefaultCapabilities)
	if err != nil {
		return err
	}
	rendered, err := engine.Render(loaded, merged)
	if err != nil {
		return err
	}
	printInOrder(rendered)
	return nil
}

func printInOrder(rendered map[string]string) {
	names := make([]string, 0, len(rendered))
	for name, text := range rendered {
		if strings.HasSuffix(name, ".yaml") && strings.TrimSpace(text) != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("---\n# Source: %s\n%s\n", name, rendered[name])
	}
}
