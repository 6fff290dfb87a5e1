package report_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"culprit/internal/golden"
	"culprit/internal/safetext"
	"culprit/report"
)

func render(t testing.TB, write func(*bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func table(t testing.TB, doc *report.Document, opt report.Options) string {
	t.Helper()
	return render(t, func(b *bytes.Buffer) error { return report.Table(b, doc, opt) })
}

func TestTable(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			golden.Check(t, filepath.Join("testdata", name+".table"), []byte(table(t, fixture(t, name), report.Options{})))
		})
	}
	t.Run("narrow", func(t *testing.T) {
		golden.Check(t, "testdata/ipsec.table40", []byte(table(t, fixture(t, "ipsec"), report.Options{Width: 40})))
	})
	t.Run("wide", func(t *testing.T) {
		golden.Check(t, "testdata/ipsec.table132", []byte(table(t, fixture(t, "ipsec"), report.Options{Width: 132})))
	})
}

func TestText(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			doc := fixture(t, name)
			got := render(t, func(b *bytes.Buffer) error { return report.Text(b, doc, report.Options{}) })
			golden.Check(t, filepath.Join("testdata", name+".txt"), []byte(got))
		})
	}
}

// TestTableFits draws every fixture at widths from absurd to generous: no
// line may be wider, and none may hold a character that acts.
func TestTableFits(t *testing.T) {
	for _, name := range fixtures {
		doc := fixture(t, name)
		for _, lang := range report.Languages() {
			for _, width := range []int{1, 2, 10, 20, 40, 49, 50, 60, 80, 132, 200} {
				got := table(t, doc, report.Options{Width: width, Lang: lang})
				for line := range strings.Lines(got) {
					line = strings.TrimSuffix(line, "\n")
					if w := safetext.Width(line); w > max(width, 2) {
						t.Fatalf("%s, %s, width %d: %d columns: %q", name, lang, width, w, line)
					}
					if bad := strings.IndexFunc(line, acts); bad >= 0 {
						t.Fatalf("%s: %q holds %q", name, line, line[bad:bad+1])
					}
				}
			}
		}
	}
}

func acts(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// TestTableColor checks that colours are all that Color adds.
func TestTableColor(t *testing.T) {
	for _, name := range fixtures {
		doc := fixture(t, name)
		for _, width := range []int{40, 80, 120} {
			plain := table(t, doc, report.Options{Width: width})
			colored := table(t, doc, report.Options{Width: width, Color: true})
			if !strings.Contains(colored, "\x1b[1m") {
				t.Errorf("%s: no colour", name)
			}
			if got := trimLines(sgr.ReplaceAllString(colored, "")); got != trimLines(plain) {
				t.Errorf("%s, width %d: colours move text:\n%s\nplain:\n%s", name, width, got, plain)
			}
		}
	}
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// TestTableOrder checks the promises about the first and the last line, and
// that a reader finds what matters in the first screen.
func TestTableOrder(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(table(t, fixture(t, "ipsec"), report.Options{Saved: "case/report.html"})), "\n")
	if !strings.HasPrefix(lines[0], "culprit: cause found: 2 incidents") {
		t.Errorf("first line is %q", lines[0])
	}
	if got := lines[len(lines)-1]; got != "Full report: case/report.html" {
		t.Errorf("last line is %q", got)
	}
	screen := strings.Join(lines[:24], "\n")
	for _, want := range []string{"block mode", "srv2003", "policy store is corrupt", "high: 94 %", "error 2", "Do first", "KB870910"} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not on the first screen:\n%s", want, screen)
		}
	}
}

func TestZone(t *testing.T) {
	zone := time.FixedZone("UTC+3", 3*60*60)
	got := table(t, fixture(t, "ipsec"), report.Options{Zone: zone})
	for _, want := range []string{"2008-03-14 09:00:33", "UTC+3"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q", want)
		}
	}
}

// TestEmpty renders documents with nothing in them.
func TestEmpty(t *testing.T) {
	for _, doc := range []*report.Document{
		{},
		{Incidents: []report.Incident{{}}},
		{Incidents: []report.Incident{{Causes: []report.Cause{{Verdict: report.Likely}}, Symptom: []string{"e9"}}}},
	} {
		if got := table(t, doc, report.Options{}); !strings.Contains(got, "Next:") {
			t.Errorf("no next step in %q", got)
		}
	}
}

func ExampleTable() {
	doc := &report.Document{
		Schema:  report.Schema,
		Tool:    report.Tool{Name: "culprit", Version: "1.0.0"},
		Run:     report.Run{Command: []string{"culprit", "analyze", "empty.evtx"}},
		Summary: report.Summary{Verdict: report.NothingFound},
	}
	var b bytes.Buffer
	if err := report.Table(&b, doc, report.Options{Width: 60}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(b.String())
	// Output:
	// culprit: no known problem found; 0 events in 0 files
	//
	// TO REPRODUCE THIS REPORT
	// ────────────────────────
	//   Tool     culprit 1.0.0
	//   Rules    0 rules, sha256
	//   Command  culprit analyze empty.evtx
	//
	// Next: no event was read; give a log (.evtx, .evt, text) or a
	// folder with logs.
}
