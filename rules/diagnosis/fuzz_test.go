package diagnosis_test

import (
	"math"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// FuzzDiagnose runs the built-in rules and one that uses every kind of window
// over whatever events, and holds the reckoning to what it promises.
func FuzzDiagnose(f *testing.F) {
	set := builtins(f)
	all := ruleSet(f, head+`
    evidence:
      - {see: hint, window: boot-1h..end, weight: strong, else: -weak}
      - {see: same, window: hint -5m..+5m, weight: strong, count: '<=2'}
      - {state: mode=on, window: start..clear, weight: weak, else: -weak}
      - {not: late, window: start+1h..boot, weight: moderate, else: -strong, required: true}
`)
	f.Add(fullDisk)
	f.Add("- - System App 1 a\n- - System App 2\n- - System App 3 a b\n- - System App 10\n- - System EventLog 6005\n")
	f.Add("2020-01-01 00:00:00 H System App 1 a\n+1h H System App 10\n+1m H System EventLog 6009\n+0s H System App 2 Record=9\n+9h H System App 11 Record=3")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "\n") > 200 {
			return
		}
		for _, set := range []*diagnosis.Collector{
			diagnosis.New(set, diagnosis.Options{}), diagnosis.New(all, diagnosis.Options{MaxState: 3000}),
		} {
			events, err := ruletest.ParseTimeline(&event.Source{Path: "a"}, text)
			if err != nil {
				return
			}
			tally := set.Begin(&event.Source{Path: "a"})
			for _, e := range events {
				tally.Add(event.ViewOf(e))
			}
			tally.End(diagnosis.Facts{})
			for _, i := range set.Result().Incidents {
				checkReckoning(t, i)
			}
		}
	})
}

// checkReckoning adds up what the report says.
func checkReckoning(t *testing.T, i *diagnosis.Incident) {
	sum := i.Unknown
	for _, c := range i.Causes {
		sum += c.Probability
		score := c.Cause.Prior
		for _, e := range c.Evidence {
			score += e.Bits
			if e.Status == diagnosis.Unmet && i.Undated && e.Rule.Kind == 0 && e.Rule.Count.Op == "" {
				t.Errorf("%s: known to be absent among undated events", c.Cause.ID)
			}
		}
		if score != c.Score {
			t.Errorf("%s: evidence adds up to %g, score is %g", c.Cause.ID, score, c.Score)
		}
	}
	if math.Abs(sum-1) > 1e-9 || math.IsNaN(sum) {
		t.Errorf("probabilities add up to %g", sum)
	}
	if i.End < i.Start || len(i.Symptom) == 0 {
		t.Errorf("incident from %s to %s with %d symptoms", i.Start, i.End, len(i.Symptom))
	}
}
