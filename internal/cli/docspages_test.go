package cli

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestIntegrityPage holds docs/integrity.md to a section for each code in the
// source, and the other way round.
func TestIntegrityPage(t *testing.T) {
	t.Parallel()
	codes := map[string]bool{}
	literal := regexp.MustCompile(`"(INT-[A-Z-]+)"`)
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
			codes[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range strings.Split(page(t, "integrity.md"), "\n## ")[1:] {
		code, text, _ := strings.Cut(s, "\n")
		got = append(got, code)
		if !strings.Contains(text, "\n- Harmless: ") || !strings.Contains(text, "\n- Look at: ") {
			t.Errorf("%s: want harmless reasons and what to look at", code)
		}
	}
	slices.Sort(got)
	if d := cmp.Diff(slices.Sorted(maps.Keys(codes)), got); d != "" {
		t.Errorf("-source +docs/integrity.md:\n%s", d)
	}
}

// TestSecurityPage looks up every test that docs/security.md names; each
// threat must name one.
func TestSecurityPage(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile("`([a-z/]+)\\.((?:Test|Fuzz)\\w+)`")
	threats := 0
	for line := range strings.Lines(page(t, "security.md")) {
		if regexp.MustCompile(`^\| [A-F]\d \|`).MatchString(line) {
			if threats++; !named.MatchString(line) {
				t.Errorf("no test is named: %s", line)
			}
		}
		for _, m := range named.FindAllStringSubmatch(line, -1) {
			if !hasTest(t, m[1], m[2]) {
				t.Errorf("%s has no %s", m[1], m[2])
			}
		}
	}
	if threats < 20 {
		t.Errorf("only %d threats were found", threats)
	}
}

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// hasTest reports whether the tests of the package in dir have that function.
func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(text), "\nfunc "+name+"(")
	})
}
