package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/report"
)

// result is what a run of the program gave.
type result struct {
	status         int
	stdout, stderr string
}

// culprit runs the program in this process.
func culprit(t testing.TB, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
	return result{status, stdout.String(), stderr.String()}
}

// sample returns the path of a sample.
func sample(name string) string { return filepath.Join("../../testdata", name) }

// shared returns the path of test data beside the repository, or skips.
func shared(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("CULPRIT_SHARED")
	if root == "" {
		root = "../../../shared"
	}
	p := filepath.Join(root, name)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("needs %s, which is not part of the repository: %v", name, err)
	}
	return p
}

// analyze returns the report on the inputs.
func analyze(t testing.TB, args ...string) *report.Document {
	t.Helper()
	got := culprit(t, append([]string{"analyze", "-f", "json"}, args...)...)
	if got.status != ExitOK {
		t.Fatalf("status %d: %s", got.status, got.stderr)
	}
	doc, err := report.Read(strings.NewReader(got.stdout))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// incident returns the incident of a problem.
func incident(t testing.TB, doc *report.Document, problem string) *report.Incident {
	t.Helper()
	i := slices.IndexFunc(doc.Incidents, func(i report.Incident) bool { return i.Problem == problem })
	if i < 0 {
		t.Fatalf("no incident %s among %d", problem, len(doc.Incidents))
	}
	return &doc.Incidents[i]
}

// cause returns the cause of that name.
func cause(t testing.TB, i *report.Incident, id string) *report.Cause {
	t.Helper()
	n := slices.IndexFunc(i.Causes, func(c report.Cause) bool { return c.ID == id })
	if n < 0 {
		t.Fatalf("%s has no cause %s", i.Problem, id)
	}
	return &i.Causes[n]
}

// seen lists the events that speak for a cause: source, id, fields.
func seen(doc *report.Document, c *report.Cause) (list []string) {
	for _, e := range c.Evidence {
		if e.Direction != "for" || e.Status != "met" {
			continue
		}
		for _, id := range e.Events {
			list = append(list, eventLine(doc.Events[id]))
		}
	}
	return list
}

func eventLine(e report.Event) string {
	s := e.Provider + " " + strings.Join(append([]string{}, fieldValues(e)...), " ")
	return strings.TrimSpace(s)
}

func fieldValues(e report.Event) (list []string) {
	for _, f := range e.Fields {
		list = append(list, f[1])
	}
	return list
}

// TestSameDiagnosis gives the case of 2003 in four forms. Whatever the form
// and the language, the diagnosis is the same.
func TestSameDiagnosis(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"ipsec-2003", "ipsec-2003-evtx", "ipsec-2003-en", "ipsec-2003-ru"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := analyze(t, sample(name))
			if doc.Summary.Verdict != report.CauseFound {
				t.Errorf("verdict %s, want %s", doc.Summary.Verdict, report.CauseFound)
			}
			first := &doc.Incidents[0]
			if first.Problem != "ipsec-block-mode" || first.Host != "MAIL01" || first.Severity != "critical" {
				t.Fatalf("first incident is %s on %s, %s", first.Problem, first.Host, first.Severity)
			}
			c := &first.Causes[0]
			if c.ID != "policy-store-corrupt" || c.Verdict != report.Likely || c.Confidence != "high" {
				t.Errorf("first cause is %s, %s, confidence %s", c.ID, c.Verdict, c.Confidence)
			}
			checkEvidence(t, doc, first, c)
			checkRemedy(t, c)
			if len(c.Because) == 0 || c.Because[0].Problem != "system-drive-full" {
				t.Errorf("the chain behind the cause is %+v, want system-drive-full", c.Because)
			}
			for _, id := range []string{"dns-took-the-port", "boot-time-transient"} {
				if v := cause(t, first, id).Verdict; v == report.Likely || v == report.Possible {
					t.Errorf("%s is %s", id, v)
				}
			}
		})
	}
}

// checkEvidence wants 7023 with code 2, and 4292 with its full identifier.
func checkEvidence(t *testing.T, doc *report.Document, i *report.Incident, c *report.Cause) {
	t.Helper()
	symptom := doc.Events[i.Symptom[0]]
	if symptom.Provider != "IPSec" || symptom.EventID != 4292 || symptom.Qualifiers != 0xc000 {
		t.Errorf("symptom is %s %#x/%d, want IPSec 0xc000/4292", symptom.Provider, symptom.Qualifiers, symptom.EventID)
	}
	found := false
	for _, ev := range c.Evidence {
		for _, id := range ev.Events {
			e := doc.Events[id]
			found = found || e.EventID == 7023 && slices.Contains(fieldValues(e), "%%2")
		}
	}
	if !found {
		t.Errorf("no 7023 with code 2 in the evidence: %v", seen(doc, c))
	}
}

// checkRemedy wants the article, the registry key and the command.
func checkRemedy(t *testing.T, c *report.Cause) {
	t.Helper()
	var steps, articles strings.Builder
	for _, s := range c.Fix {
		steps.WriteString(s.Says + "\n" + s.Run + "\n")
	}
	for _, r := range c.References {
		articles.WriteString(r.KB + " ")
	}
	for _, want := range []string{`HKLM\SOFTWARE\Policies\Microsoft\Windows\IPSec\Policy\Local`, "regsvr32 polstore.dll"} {
		if !strings.Contains(steps.String(), want) {
			t.Errorf("the fix does not say %q", want)
		}
	}
	if !strings.Contains(articles.String(), "KB870910") {
		t.Errorf("articles are %s, want KB870910 among them", articles.String())
	}
}

// TestVariants changes what stands beside the symptom, and with it the cause.
func TestVariants(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		verdict string
		first   string            // the first cause
		causes  map[string]string // verdicts
		unknown float64           // at least
	}{
		"ipsec-2003-dns-port": {
			report.CauseFound, "dns-took-the-port",
			map[string]string{"dns-took-the-port": report.Likely, "policy-store-corrupt": report.RuledOut},
			0,
		},
		"ipsec-2003-only-4292": {
			report.Inconclusive, "",
			map[string]string{"policy-store-corrupt": report.NotAssessable, "dns-took-the-port": report.NotAssessable},
			0.5,
		},
		"ipsec-2003-transient": {
			report.NothingFound, "boot-time-transient",
			map[string]string{"boot-time-transient": report.Benign, "policy-store-corrupt": report.RuledOut},
			0,
		},
		"ipsec-2003-other-host": {
			report.Inconclusive, "",
			map[string]string{"policy-store-corrupt": report.RuledOut},
			0.5,
		},
		"ipsec-2003-winsock": {
			report.CauseFound, "winsock-catalog-damaged",
			map[string]string{"policy-store-corrupt": report.RuledOut, "dns-took-the-port": report.RuledOut},
			0,
		},
		"ipsec-2003-dc": {
			report.CauseFound, "policy-store-corrupt",
			map[string]string{"policy-store-corrupt": report.Likely},
			0,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := analyze(t, sample(name))
			i := incident(t, doc, "ipsec-block-mode")
			if doc.Summary.Verdict != tt.verdict {
				t.Errorf("verdict %s, want %s", doc.Summary.Verdict, tt.verdict)
			}
			if tt.first != "" && i.Causes[0].ID != tt.first {
				t.Errorf("first cause %s, want %s", i.Causes[0].ID, tt.first)
			}
			for id, want := range tt.causes {
				if got := cause(t, i, id).Verdict; got != want {
					t.Errorf("%s is %s, want %s", id, got, want)
				}
			}
			if i.Unknown < tt.unknown {
				t.Errorf("the unknown cause has %v, want at least %v", i.Unknown, tt.unknown)
			}
		})
	}
}

// TestOneEventAsks makes sure that a report which cannot tell says what would.
func TestOneEventAsks(t *testing.T) {
	t.Parallel()
	i := incident(t, analyze(t, sample("ipsec-2003-only-4292")), "ipsec-block-mode")
	var runs []string
	for _, c := range i.Causes {
		for _, a := range c.Ask {
			runs = append(runs, a.Run)
		}
	}
	for _, want := range []string{"netsh winsock show catalog", "netstat -ano -p udp"} {
		if !slices.Contains(runs, want) {
			t.Errorf("%q is not asked for, only %q", want, runs)
		}
	}
}

// TestOtherHostIsNoEvidence looks for the failed service of one host in the
// evidence for another.
func TestOtherHostIsNoEvidence(t *testing.T) {
	t.Parallel()
	doc := analyze(t, sample("ipsec-2003-other-host"))
	i := incident(t, doc, "ipsec-block-mode")
	for _, c := range i.Causes {
		for _, ev := range c.Evidence {
			for _, id := range ev.Events {
				if e := doc.Events[id]; e.Host != i.Host {
					t.Errorf("%s cites %s %d of %s for %s", c.ID, e.Provider, e.EventID, e.Host, i.Host)
				}
			}
		}
	}
}

// TestNothingFound reads logs in which nothing is wrong, among them one with
// the number of IPSec's block mode from another source.
func TestNothingFound(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"packet-coalescing-win8", "healthy"} {
		doc := analyze(t, sample(name))
		if len(doc.Incidents) != 0 || doc.Summary.Verdict != report.NothingFound {
			t.Errorf("%s: %d incidents, verdict %s", name, len(doc.Incidents), doc.Summary.Verdict)
		}
	}
}

// TestWebPage reads the machine-translated page with pasted events that this
// program was made for.
func TestWebPage(t *testing.T) {
	t.Parallel()
	page := shared(t, "corpus/text/ipsec-block-mode-2003-ru.txt")
	doc := analyze(t, page)
	i := &doc.Incidents[0]
	if i.Problem != "ipsec-block-mode" || i.Causes[0].ID != "policy-store-corrupt" || i.Causes[0].Confidence != "high" {
		t.Errorf("%s by %s, confidence %s", i.Problem, i.Causes[0].ID, i.Causes[0].Confidence)
	}
	var ids []string
	for line := range strings.Lines(culprit(t, "events", page).stdout) {
		_, rest, _ := strings.Cut(line, `"event_id":`)
		id, _, _ := strings.Cut(rest, ",")
		ids = append(ids, id)
	}
	if d := cmp.Diff([]string{"7040", "4294", "4292", "7035", "7036", "7023", "4292"}, ids); d != "" {
		t.Errorf("events of the page: -want +got:\n%s", d)
	}
}
