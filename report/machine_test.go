package report_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"culprit/internal/golden"
	"culprit/report"
)

func written(t testing.TB, format string, doc *report.Document) string {
	t.Helper()
	return render(t, func(b *bytes.Buffer) error { return report.Write(b, format, doc, report.Options{}) })
}

// TestMachineFormats holds what other programs read against goldens.
func TestMachineFormats(t *testing.T) {
	for _, format := range []string{"jsonl", "csv", "sarif", "junit", "ecs", "timesketch"} {
		for _, name := range []string{"ipsec", "hostile"} {
			t.Run(format+"/"+name, func(t *testing.T) {
				file := filepath.Join("testdata", name+"."+report.Extension(format))
				golden.Check(t, file, []byte(written(t, format, fixture(t, name))))
			})
		}
	}
}

func TestCSV(t *testing.T) {
	for _, name := range fixtures {
		rows, err := csv.NewReader(strings.NewReader(written(t, "csv", fixture(t, name)))).ReadAll()
		if err != nil {
			t.Fatal(err) // also if rows have different lengths
		}
		for _, row := range rows {
			for _, cell := range row {
				_, notNumber := strconv.ParseFloat(cell, 64)
				if notNumber != nil && cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r|%") {
					t.Errorf("%s: a formula: %q", name, cell)
				}
				if strings.IndexFunc(cell, acts) >= 0 {
					t.Errorf("%s: %q", name, cell)
				}
			}
		}
	}
}

// TestJSONLines parses each line alone.
func TestJSONLines(t *testing.T) {
	for _, format := range []string{"jsonl", "ecs", "timesketch"} {
		for _, name := range fixtures {
			doc := fixture(t, name)
			got := written(t, format, doc)
			n := 0
			for line := range strings.Lines(got) {
				var v map[string]any
				if err := json.Unmarshal([]byte(line), &v); err != nil {
					t.Errorf("%s as %s: %v in %s", name, format, err, line)
				}
				n++
			}
			if n < len(doc.Events) {
				t.Errorf("%s as %s: %d lines for %d events", name, format, n, len(doc.Events))
			}
		}
	}
}

func TestJUnit(t *testing.T) {
	type counts struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	type suites struct {
		counts
		Suites []struct {
			counts
			Cases []struct {
				Failure, Error, Skipped *struct{}
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	for _, name := range fixtures {
		got := written(t, "junit", fixture(t, name))
		if strings.Contains(got, "CDATA") {
			t.Errorf("%s: CDATA", name)
		}
		var all suites
		if err := xml.Unmarshal([]byte(strings.NewReplacer("<failure", "<Failure", "</failure", "</Failure", "<error", "<Error",
			"</error", "</Error", "<skipped", "<Skipped", "</skipped", "</Skipped").Replace(got)), &all); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var sum counts
		for _, s := range all.Suites {
			own := counts{Tests: len(s.Cases)}
			for _, c := range s.Cases {
				for n, is := range map[*int]bool{&own.Failures: c.Failure != nil, &own.Errors: c.Error != nil, &own.Skipped: c.Skipped != nil} {
					if is {
						*n++
					}
				}
			}
			if own != s.counts {
				t.Errorf("%s: suite says %+v, has %+v", name, s.counts, own)
			}
			sum.Tests, sum.Failures, sum.Errors, sum.Skipped = sum.Tests+own.Tests, sum.Failures+own.Failures, sum.Errors+own.Errors, sum.Skipped+own.Skipped
		}
		if sum != all.counts {
			t.Errorf("%s: says %+v, has %+v", name, all.counts, sum)
		}
	}
}

func TestJUnitFailOn(t *testing.T) {
	for failOn, want := range map[string]int{"": 2, "low": 2, "high": 2, "critical": 1, "never": 0} {
		var b bytes.Buffer
		if err := report.JUnit(&b, fixture(t, "ipsec"), report.Options{FailOn: failOn}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(b.String(), "<failure"); got != want {
			t.Errorf("fail on %q: %d failures, want %d", failOn, got, want)
		}
	}
	doc := fixture(t, "ipsec")
	doc.Incidents = doc.Incidents[:1]
	doc.Incidents[0].Causes[0].Verdict = report.Benign
	if strings.Contains(written(t, "junit", doc), "<failure") {
		t.Error("a harmless cause is a failure")
	}
}

// TestSARIF checks the references within the log; .ci/browser/run has
// Microsoft's own validator check the rest.
func TestSARIF(t *testing.T) {
	for _, name := range fixtures {
		var log struct {
			Runs []struct {
				Tool struct {
					Driver struct{ Rules []struct{ ID string } }
				}
				Artifacts []struct {
					Location    struct{ URI string }
					ParentIndex *int
				}
				Results []struct {
					RuleID    string
					RuleIndex int
					Message   struct{ Text string }
					Locations []struct {
						PhysicalLocation struct {
							ArtifactLocation struct {
								URI   string
								Index int
							}
						}
					}
				}
			}
		}
		doc := fixture(t, name)
		if err := json.Unmarshal([]byte(written(t, "sarif", doc)), &log); err != nil {
			t.Fatal(err)
		}
		run := log.Runs[0]
		if len(run.Results) != len(doc.Incidents) {
			t.Errorf("%s: %d results for %d incidents", name, len(run.Results), len(doc.Incidents))
		}
		for _, a := range run.Artifacts {
			if a.ParentIndex != nil && *a.ParentIndex >= len(run.Artifacts) {
				t.Errorf("%s: parent %d of %d", name, *a.ParentIndex, len(run.Artifacts))
			}
		}
		for _, r := range run.Results {
			if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
				t.Errorf("%s: rule %d is not %s", name, r.RuleIndex, r.RuleID)
			}
			if strings.Contains(r.Message.Text, "](") && !strings.Contains(r.Message.Text, `\](`) {
				t.Errorf("%s: a link in %q", name, r.Message.Text)
			}
			for _, l := range r.Locations {
				at := l.PhysicalLocation.ArtifactLocation
				if run.Artifacts[at.Index].Location.URI != at.URI {
					t.Errorf("%s: artifact %d is not %s", name, at.Index, at.URI)
				}
			}
		}
	}
}

func TestBundle(t *testing.T) {
	doc := fixture(t, "ipsec")
	pack := func() []byte {
		return []byte(render(t, func(b *bytes.Buffer) error { return report.Bundle(b, doc, report.Options{}) }))
	}
	data := pack()
	if !bytes.Equal(data, pack()) {
		t.Error("two bundles of one report differ")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	sums, manifest := map[string]string{}, ""
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		sums[f.Name] = fmt.Sprintf("%x", sha256.Sum256(content))
		if f.Name == "MANIFEST.sha256" {
			manifest = string(content)
		}
		if f.Modified.Year() != 1980 {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
	}
	want := []string{
		"evidence.jsonl", "report.csv", "report.html", "report.json", "report.junit.xml", "report.md",
		"report.sarif", "report.txt", "MANIFEST.sha256",
	}
	if !slices.Equal(names, want) {
		t.Errorf("members are %v, want %v", names, want)
	}
	for line := range strings.Lines(manifest) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if sums[name] != sum {
			t.Errorf("manifest says %s of %s, which has %s", sum, name, sums[name])
		}
	}
	if n := strings.Count(manifest, "\n"); n != len(want)-1 {
		t.Errorf("manifest has %d lines", n)
	}
}

// TestSavedReport renders each fixture, and what JSON saved of it, in every
// format: the bytes must be the same, even of text that JSON cannot carry.
func TestSavedReport(t *testing.T) {
	for _, name := range fixtures {
		doc := fixture(t, name)
		e := doc.Events["e1"]
		e.Says += " \xff\xfe\u2028\x00"
		e.Provider += "\x80"
		doc.Events["e1"] = e
		saved, err := report.Read(bytes.NewReader(toJSON(t, doc)))
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range report.Formats() {
			if written(t, format, doc) != written(t, format, saved) {
				t.Errorf("%s as %s: the saved report gives other bytes", name, format)
			}
		}
	}
}

func TestFormats(t *testing.T) {
	for file, want := range map[string]string{
		"a.html": "html", "A.MD": "markdown", "case.junit.xml": "junit", "x.ecs.jsonl": "ecs", "x.jsonl": "jsonl",
		"x.timesketch.jsonl": "timesketch", "x.evtx": "", "json": "",
	} {
		if got := report.FormatOf(file); got != want {
			t.Errorf("FormatOf(%q) = %q, want %q", file, got, want)
		}
	}
	if err := report.Write(io.Discard, "pdf", &report.Document{}, report.Options{}); err == nil || !strings.Contains(err.Error(), "markdown") {
		t.Errorf("error is %v", err)
	}
}
