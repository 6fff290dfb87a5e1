package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestChangedRules changes one rule file: a report must tell that it was not
// made with the same rules.
func TestChangedRules(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../rules/builtin")); err != nil {
		t.Fatal(err)
	}
	sum := func() string {
		return analyze(t, "--no-builtin", "--rules", dir, sample("healthy")).Tool.Rules.SHA256
	}
	before := sum()
	if len(before) != 64 || sum() != before {
		t.Fatalf("the same rules give %q, then %q", before, sum())
	}
	file := filepath.Join(dir, "ipsec", "ipsec-block-mode.yml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(text, "\n# changed\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if sum() == before {
		t.Error("a change of a rule is not told")
	}
}
