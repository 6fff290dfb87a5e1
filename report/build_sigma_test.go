package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"culprit/parser/event"
	"culprit/report"
	"culprit/rules"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
	"culprit/rules/sigma"
)

// sigmaRules are a detection, another that is only part of a correlation, and
// that correlation.
const sigmaRules = `title: A service ended with an error
id: 11111111-2222-3333-4444-555555555555
author: Jane Roe
logsource: {product: windows, service: system}
detection:
  died: {Provider_Name: Service Control Manager, EventID: 7023}
  condition: died
level: medium
---
title: The clock is not set
name: clock
logsource: {product: windows, service: system}
detection:
  clock: {Provider_Name: W32Time}
  condition: clock
---
title: The clock is not set again and again
correlation:
  type: event_count
  rules: [clock]
  group-by: [Computer]
  timespan: 1h
  condition: {gte: 2}
level: critical
`

func sigmaDocument(t testing.TB, lang string) *report.Document {
	t.Helper()
	set, err := rules.Load(os.DirFS("testdata/rules"))
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := sigma.Load(fstest.MapFS{"my/services.yml": {Data: []byte(sigmaRules)}}, sigma.Options{})
	if err != nil || len(overlay.Refused) > 0 {
		t.Fatal(err, overlay.Refused)
	}
	src := &event.Source{Path: "System.evtx", Format: "evtx"}
	events, err := ruletest.ParseTimeline(src, `
2006-09-20 08:00:00 A System EventLog 6005
+1h  A System "Service Control Manager" 7023 "IPSEC Services" %%2 Level=error
+1s  A System IPSec 4292 Level=error
+24h B System W32Time 29 Level=error
+1m  B System W32Time 29 Level=error
+1h  A System EventLog 6013 3600
`)
	if err != nil {
		t.Fatal(err)
	}
	c, hits := diagnosis.New(set, diagnosis.Options{}), overlay.Collector(0)
	tally := c.Begin(src)
	for _, e := range events {
		tally.Add(event.ViewOf(e))
		hits.Add(e)
	}
	tally.End(diagnosis.Facts{})
	return report.New(c.Result(), report.RunInfo{Lang: lang, Sigma: hits.Result()})
}

func TestSigma(t *testing.T) {
	t.Parallel()
	doc := sigmaDocument(t, "en")
	want := []report.SigmaHit{
		{
			Rule: "services", Title: "The clock is not set again and again", Level: "critical", Count: 2, Host: "B",
			First: "2006-09-21T09:00:01.0000000Z", Last: "2006-09-21T09:01:01.0000000Z",
			Group: []report.Var{{Name: "Computer", Value: "B"}},
		},
		{
			Rule: "services", ID: "11111111-2222-3333-4444-555555555555", Title: "A service ended with an error", Level: "medium",
			Author: "Jane Roe", Count: 1, Host: "A", First: "2006-09-20T09:00:00.0000000Z", Last: "2006-09-20T09:00:00.0000000Z", Incident: 1,
		},
	}
	got := doc.Sigma
	for i := range got {
		if len(got[i].Events) != got[i].Count {
			t.Errorf("hit %d cites %v", i, got[i].Events)
		}
		got[i].Events = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hits (-want +got):\n%s", diff)
	}
	if doc.Summary.Incidents != 1 {
		t.Errorf("%d incidents; Sigma rules must not make any", doc.Summary.Incidents)
	}
}

// TestSigmaFormats looks for the hits in what is written, and holds the report
// to its schema.
func TestSigmaFormats(t *testing.T) {
	t.Parallel()
	doc := sigmaDocument(t, "ru")
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(toJSON(t, doc)))
	if err != nil {
		t.Fatal(err)
	}
	if err := compileSchema(t).Validate(v); err != nil {
		t.Error(err)
	}
	for _, format := range []string{"table", "text", "markdown", "html", "json", "jsonl", "sarif"} {
		var b bytes.Buffer
		if err := report.Write(&b, format, doc, report.Options{Width: 200}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "A service ended with an") {
			t.Errorf("%s does not tell of the hit", format)
		}
	}
	again, err := report.Read(bytes.NewReader(toJSON(t, doc)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(toJSON(t, doc), toJSON(t, again)); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
}

// TestSigmaSARIF holds the results to the rules and places that they speak of.
func TestSigmaSARIF(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := report.SARIF(&b, sigmaDocument(t, "en"), report.Options{}); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Locations []any
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	levels := map[string]string{}
	for _, r := range log.Runs[0].Results {
		if id := log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID || len(r.Locations) == 0 {
			t.Errorf("result of %s has rule %s and %d places", r.RuleID, id, len(r.Locations))
		}
		levels[r.RuleID] = r.Level
	}
	if levels["sigma/services"] != "error" || levels["sigma/11111111-2222-3333-4444-555555555555"] != "warning" {
		t.Errorf("levels are %v", levels)
	}
}
