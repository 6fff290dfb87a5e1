package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// forbidden is what a program must link to open a connection, start another
// program, load code, or leave the memory safety of Go.
var forbidden = []string{"net/http", "crypto/tls", "os/exec", "plugin", "C"}

// linked lists the modules that may be linked, with the reason for each.
var linked = map[string]string{
	"github.com/bmatcuk/doublestar/v4":     "patterns with ** where the shell does not expand them",
	"github.com/cespare/xxhash/v2":         "of tablewriter",
	"github.com/clipperhouse/displaywidth": "of tablewriter and safetext: width of a cell on the screen",
	"github.com/clipperhouse/uax29/v2":     "of tablewriter: characters of several runes",
	"github.com/fatih/color":               "of tablewriter",
	"github.com/inconshreveable/mousetrap": "of cobra: a double-click from Windows Explorer is answered",
	"github.com/mattn/go-colorable":        "of tablewriter",
	"github.com/mattn/go-isatty":           "of tablewriter",
	"github.com/mattn/go-runewidth":        "of tablewriter",
	"github.com/olekukonko/cat":            "of tablewriter",
	"github.com/olekukonko/errors":         "of tablewriter",
	"github.com/olekukonko/ll":             "of tablewriter",
	"github.com/olekukonko/tablewriter":    "tables on a terminal",
	"github.com/spf13/cobra":               "commands and completion in four shells",
	"github.com/spf13/pflag":               "flags; links net for flag types of addresses, opens nothing",
	"go.yaml.in/yaml/v4":                   "rule files",
	"golang.org/x/sys":                     "of x/term",
	"golang.org/x/term":                    "whether a person is watching, and how wide the window is",
	"golang.org/x/text":                    "code pages of pasted text; plural forms of the report",
}

// TestOffline lists everything that is linked into culprit, for every system
// that it is built for.
func TestOffline(t *testing.T) {
	t.Parallel()
	noticeChanges(t)
	for _, system := range []string{"linux", "windows", "darwin"} {
		t.Run(system, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}}\t{{with .Module}}{{.Path}}{{end}}", ".")
			cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(out)) {
				pkg, mod, _ := strings.Cut(strings.TrimSpace(line), "\t")
				if slices.Contains(forbidden, pkg) {
					t.Errorf("culprit links %s", pkg)
				}
				if _, ok := linked[mod]; mod != "" && mod != "culprit" && !ok {
					t.Errorf("culprit links %s of module %s, which is not in the list", pkg, mod)
				}
			}
		})
	}
}

// noticeChanges opens what the answer of the go command depends on: without
// it, the test cache would go on with an old answer.
func noticeChanges(t *testing.T) {
	t.Helper()
	for _, name := range []string{"../../go.mod", "../../go.sum"} {
		if _, err := os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	ourImports(t)
}

// TestNoUnsafe keeps our own code within the memory safety of Go.
func TestNoUnsafe(t *testing.T) {
	t.Parallel()
	for file, imports := range ourImports(t) {
		for _, imp := range imports {
			if imp == "unsafe" || imp == "C" {
				t.Errorf("%s imports %s", file, imp)
			}
		}
	}
}

// ourImports reads the imports of every file of the module but tests.
func ourImports(t *testing.T) map[string][]string {
	t.Helper()
	root := os.DirFS("../..")
	imports := map[string][]string{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != "."):
			return fs.SkipDir
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports[name] = append(imports[name], imp)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

// TestOfflineFindsFaults makes sure that the lists are looked at: the test
// binary itself links what is forbidden.
func TestOfflineFindsFaults(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "-test", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(out)) {
		if pkg := strings.TrimSpace(line); slices.Contains(forbidden, pkg) {
			found = append(found, pkg)
		}
	}
	if d := cmp.Diff([]string{"os/exec"}, found); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
