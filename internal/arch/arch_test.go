// Package arch holds the architecture of the module as a test.
package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "culprit/"

// mayImport lists, for each package, the packages of this module that it may
// import. A package that is not listed may not exist.
// Data flows down the list; imports point up it.
var mayImport = map[string][]string{
	"parser/event":           {},
	"parser/wincode":         {},
	"parser/internal/cursor": {},
	"parser/evtx":            {"parser/event", "parser/internal/cursor"},
	"parser/evtx/evtxtest":   {"parser/event"},
	"parser/evt":             {"parser/event", "parser/internal/cursor"},
	"parser/evt/evttest":     {"parser/event"},
	"parser/hexdata":         {"parser/event", "parser/wincode", "parser/internal/cursor"},
	"parser/text":            {"parser/event", "parser/wincode", "parser/hexdata"},
	"parser": {
		"parser/event", "parser/wincode", "parser/internal/cursor",
		"parser/evtx", "parser/evt", "parser/text", "parser/hexdata",
	},
	"rules/detect":      {"parser/event", "parser/wincode"},
	"rules":             {"parser/event", "rules/detect"},
	"rules/sigma":       {"parser/event", "rules/detect"},
	"rules/builtin":     {},
	"rules/diagnosis":   {"parser/event", "parser/wincode", "rules", "rules/detect"},
	"rules/ruletest":    {"parser/event", "rules", "rules/detect", "rules/diagnosis"},
	"internal/safetext": {},
	"report":            {"parser/event", "parser/wincode", "rules", "rules/detect", "rules/diagnosis", "rules/sigma", "internal/safetext"},
	"internal/golden":   {},
	"internal/samples":  {}, // tests only: the stories behind testdata
	"internal/arch":     {},
	"internal/cli": {
		"parser", "parser/event", "parser/wincode", "parser/hexdata", "parser/evtx", "parser/evt",
		"rules", "rules/detect", "rules/sigma", "rules/builtin", "rules/diagnosis", "rules/ruletest",
		"report", "internal/safetext",
	},
	"cmd/culprit":            {"internal/cli"},
	"cmd/culprit-crosscheck": {"parser", "parser/event", "internal/safetext"}, // safetext: it shows a person what logs hold
}

// TestImports reads the files itself rather than asking the go command, so
// that the test cache notices when an import changes.
func TestImports(t *testing.T) {
	root := os.DirFS("../..")
	seen := map[string]bool{}
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
		from := path.Dir(name)
		seen[from] = true
		for _, spec := range f.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if to, ours := strings.CutPrefix(imp, module); ours && !slices.Contains(mayImport[from], to) {
				t.Errorf("%s: %s must not import %s", name, from, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range seen {
		if _, ok := mayImport[pkg]; !ok {
			t.Errorf("%s is not in the architecture; add it to mayImport", pkg)
		}
	}
}

// TestDocs keeps the table in docs/architecture.md true.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) == 5 && strings.HasPrefix(cells[1], " `") {
			listed[strings.Trim(cells[1], " `")] = strings.TrimSpace(cells[3])
		}
	}
	for pkg, imports := range mayImport {
		want := strings.Join(imports, ", ")
		if want == "" {
			want = "–"
		}
		if listed[pkg] != want {
			t.Errorf("docs/architecture.md says that %s imports %q, the table here %q", pkg, listed[pkg], want)
		}
		delete(listed, pkg)
	}
	for pkg := range listed {
		t.Errorf("docs/architecture.md lists %s, the table here does not", pkg)
	}
}
