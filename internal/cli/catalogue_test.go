package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"culprit/internal/golden"
)

// TestCatalogue keeps the catalogue in the documentation up to date.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	got := culprit(t, "rules", "list", "--markdown")
	if got.status != ExitOK {
		t.Fatal(got.stderr)
	}
	golden.Check(t, "../../docs/rule-catalogue.md", []byte(got.stdout))
}

// TestGoInDocs holds the Go code in the tutorial to that of an example, which
// is compiled and run.
func TestGoInDocs(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	space := regexp.MustCompile(`\s+`)
	example := space.ReplaceAllString(read("../../rules/diagnosis/events_example_test.go"), " ")
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(read("../../docs/rules.md"), -1)
	if len(blocks) == 0 {
		t.Error("there is no Go code")
	}
	for _, b := range blocks {
		if code := strings.TrimSpace(space.ReplaceAllString(b[1], " ")); !strings.Contains(example, code) {
			t.Errorf("this is not in the example:\n%s", b[1])
		}
	}
}
