package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"culprit/internal/golden"
)

// TestLicences keeps licences.txt complete: the texts of what is linked into
// culprit on any system must be passed on with it. UPDATE=1 writes it anew.
func TestLicences(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../../go.mod", "../../go.sum"} { // so that the test cache notices
		if _, err := os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	dirs := map[string]string{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		linkedModules(t, system, dirs)
	}
	golden.Check(t, "licences.txt", textsOf(t, dirs))
	for path := range dirs {
		if licences[path] == "" {
			t.Errorf("the licence of %s is not named in version.go", path)
		}
	}
}

// linkedModules adds the folders of the modules that culprit links.
func linkedModules(t *testing.T, system string, dirs map[string]string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}", "../../cmd/culprit")
	cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if path, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && path != "culprit" {
			dirs[path] = dir
		}
	}
}

// textsOf writes every text once, under the modules that it is of.
func textsOf(t *testing.T, dirs map[string]string) []byte {
	t.Helper()
	of := map[string][]string{}
	for _, path := range sortedKeys(dirs) {
		files, err := filepath.Glob(filepath.Join(dirs[path], "[LN][IO][CT][EI]*"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s has no licence: %v", path, err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			key := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
			if path == "golang.org/x/sys" {
				of[key] = append(of[key], "the Go standard library") // the same text
			}
			of[key] = append(of[key], path)
		}
	}
	texts := sortedKeys(of)
	slices.SortStableFunc(texts, func(a, b string) int { return strings.Compare(of[a][0], of[b][0]) })
	var b bytes.Buffer
	for _, text := range texts {
		fmt.Fprintf(&b, "%s\n\n%s\n\n%s\n\n", strings.Join(of[text], "\n"), text, strings.Repeat("-", 78))
	}
	return b.Bytes()
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
