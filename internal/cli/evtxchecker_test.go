package cli

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestChecker runs the regression tests of the public Sigma rules through the
// command that imitates their checker: each rule hits in its own log.
func TestChecker(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	dir := shared(t, "corpus/sigma")
	got := culprit(t, "evtx-sigma-checker", "--log-source", filepath.Join(dir, "thor.yml"), "--rule-level", "informational",
		"--evtx-path", filepath.Join(dir, "regression"), "--rule-path", filepath.Join(dir, "rules"))
	if got.status != ExitOK {
		t.Fatalf("status %d: %s", got.status, got.stderr)
	}
	hits := map[string]bool{} // rules by the log that they hit in
	for line := range strings.Lines(got.stdout) {
		var hit struct {
			RuleID  string `json:"RuleId"`
			LogFile string
			Matched map[string]any
		}
		if err := json.Unmarshal([]byte(line), &hit); err != nil {
			t.Fatal(err)
		}
		if hit.Matched["channel"] == "" {
			t.Errorf("no event in %s", line)
		}
		hits[hit.RuleID+" "+filepath.ToSlash(hit.LogFile)] = true
	}
	loaded := ruleIDs(t, filepath.Join(dir, "rules"))
	ran := 0
	err := filepath.WalkDir(filepath.Join(dir, "regression"), func(name string, _ fs.DirEntry, err error) error {
		id, isLog := strings.CutSuffix(filepath.Base(name), ".evtx")
		if !isLog || !loaded[id] {
			return err
		}
		if ran++; !hits[id+" "+filepath.ToSlash(name)] {
			t.Errorf("rule %s does not hit in %s", id, name)
		}
		return err
	})
	if err != nil || ran < 90 {
		t.Errorf("only %d tests: %v", ran, err)
	}
}

func ruleIDs(t *testing.T, dir string) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		for line := range strings.Lines(string(text)) {
			if id, ok := strings.CutPrefix(line, "id: "); ok {
				ids[strings.TrimSpace(id)] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}
