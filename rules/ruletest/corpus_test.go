package ruletest_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

func TestCorpus(t *testing.T) {
	set, err := rules.Load(fstest.MapFS{"broke.yml": {Data: []byte(small)}})
	if err != nil {
		t.Fatal(err)
	}
	src := &event.Source{Path: "a"}
	events, err := ruletest.ParseTimeline(src, "2020-01-01 00:00:00 A System App 1\n+0s B.example.org System App 1\n+0s C System App 1\n+0s D System App 1")
	if err != nil {
		t.Fatal(err)
	}
	c := diagnosis.New(set, diagnosis.Options{})
	tally := c.Begin(src)
	for _, e := range events {
		tally.Add(event.ViewOf(e))
	}
	tally.End(diagnosis.Facts{})
	known, err := ruletest.ParseKnown(set, "known.yml", []byte(`
- {problem: broke, host: A, reason: old, until: 2020-02-01}
- {problem: broke, host: b, reason: small, until: 2027-01-01}
- {problem: broke, host: C, reason: last day, until: 2026-11-24}
- {problem: broke, host: E, reason: gone, until: 2027-01-01}
`))
	if err != nil {
		t.Fatal(err)
	}
	got := ruletest.CheckCorpus(c.Result(), known, time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	want := []string{
		"broke on A at 2020-01-01T00:00:00.0000000Z is not expected",
		"broke on D at 2020-01-01T00:00:00.0000000Z is not expected",
		"line 2: broke was tolerated until 2020-02-01: old",
		"line 5: broke is not found any more",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	_, err = ruletest.ParseKnown(set, "known.yml", []byte("- {problem: brke, until: soon}\n- x\n"))
	wrong := `known.yml:1:3: a known incident needs reason
known.yml:1:13: problem must be one of broke, not "brke"; did you mean "broke"?
known.yml:1:26: "soon" is not a date such as 2027-06-30
known.yml:2:3: a known incident must be a map, not "x"`
	if err == nil || strings.TrimSpace(err.Error()) != wrong {
		t.Errorf("got\n%v\nwant\n%s", err, wrong)
	}
}
