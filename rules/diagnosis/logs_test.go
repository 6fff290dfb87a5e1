package diagnosis_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/internal/golden"
	"culprit/parser"
	"culprit/rules"
	"culprit/rules/diagnosis"
)

// analyze reads all logs behind the paths, in the order given.
func analyze(t testing.TB, set *rules.Set, order func([]*parser.Input), paths ...string) *diagnosis.Result {
	t.Helper()
	found := parser.Expand(t.Context(), paths, nil)
	if order != nil {
		order(found.Inputs)
	}
	c := diagnosis.New(set, diagnosis.Options{})
	for _, in := range found.Inputs {
		tally := c.Begin(in.Source)
		log, err := in.Open(parser.OpenOptions{})
		if err != nil {
			t.Logf("%v", err)
			continue
		}
		for v, damage := range log.Records(parser.Options{Want: c.Want()}) {
			if damage != nil {
				tally.Damage(damage)
			} else {
				tally.Add(v)
			}
		}
		log.Close()
		tally.End(diagnosis.Facts{Bytes: in.Bytes, SHA256: in.SHA256})
	}
	return c.Result()
}

// TestLogs diagnoses each folder of samples. What it finds is a golden file.
func TestLogs(t *testing.T) {
	set := builtins(t)
	const samples = "../../testdata"
	folders, err := os.ReadDir(samples)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	for _, folder := range folders {
		name := folder.Name()
		if !folder.IsDir() || name == "cli" {
			continue
		}
		dir := filepath.Join(samples, name)
		r := analyze(t, set, nil, dir)
		fmt.Fprintf(&got, "== %s\n%s", name, outline(r))
		for _, g := range r.Unexplained {
			fmt.Fprintf(&got, "unexplained %d %s %s %d\n", g.Count, g.Level, g.Provider, g.EventID)
		}
		for _, s := range r.Sources {
			for _, f := range s.Findings {
				fmt.Fprintf(&got, "%s: %s %d\n", filepath.Base(s.Path), f.Code, f.Count)
			}
		}
		for _, c := range r.Coverage {
			fmt.Fprintf(&got, "covers %s %s: %d events%s, %d gaps\n", c.Host, c.Channel, c.Events, flag(c.Excerpt, " of an excerpt"), len(c.Gaps))
		}
		reversed := outline(analyze(t, set, slices.Reverse[[]*parser.Input], dir))
		if reversed != outline(r) {
			t.Errorf("%s: in another order:\n%s", name, reversed)
		}
	}
	golden.Check(t, "testdata/logs.txt", got.Bytes())
}

// TestRussianPage diagnoses the page that a search for the fault once led to:
// prose, six undated events, and a line of another product's log.
func TestRussianPage(t *testing.T) {
	page := filepath.Join(shared(t), "corpus/text/ipsec-block-mode-2003-ru.txt")
	r := analyze(t, builtins(t), nil, page)
	want := `ipsec-block-mode@ undated ongoing
  97% policy-store-corrupt likely
   3% unknown
   0% dns-took-the-port not_assessable
   0% other-program-took-the-port not_assessable
   0% boot-time-transient not_assessable
   0% winsock-catalog-damaged ruled_out
ipsec-block-mode@ANCCALLPILOT ongoing
 100% unknown
   0% dns-took-the-port not_assessable
   0% policy-store-corrupt not_assessable
   0% winsock-catalog-damaged not_assessable
   0% boot-time-transient not_assessable
   0% other-program-took-the-port not_assessable
`
	if diff := cmp.Diff(want, outline(r)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if s := r.Sources[0]; s.Events != 7 || s.Undated != 6 {
		t.Errorf("%d events, %d of them undated; want 7 and 6", s.Events, s.Undated)
	}
}

func shared(t testing.TB) string {
	dir := os.Getenv("CULPRIT_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the shared corpus is not here: %v", err)
	}
	return dir
}
