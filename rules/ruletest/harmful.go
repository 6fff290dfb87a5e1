package ruletest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
)

// key is events that a verdict must hang on: a symptom, or evidence.
type key struct {
	incident *diagnosis.Incident
	cause    *diagnosis.Cause
	evidence *diagnosis.Evidence // nil for the symptom
	events   []*event.Event
}

// strong is the weight from which evidence must make a difference.
const strong = 4

// keys returns the symptoms and the evidence that the verdicts of the tested
// problem hang on.
func (c *testCase) keys() []key {
	var all []key
	for _, i := range c.result.Incidents {
		best := i.Best()
		if i.Problem != c.file.Problem || best == nil {
			continue
		}
		if i.Count <= len(i.Symptom) {
			all = append(all, key{i, best, nil, i.Symptom})
		}
		for _, e := range best.Evidence {
			seen := e.Rule.Kind == rules.See && e.Status == diagnosis.Met && e.Count <= len(e.Events)
			if seen && (e.Rule.Required || e.Bits >= strong) {
				all = append(all, key{i, best, e, e.Events})
			}
		}
	}
	return all
}

// harmful expects another result where key events are missing, elsewhere, at
// another time, or bear another error code.
func (c *testCase) harmful() []*TestResult {
	var all []*TestResult
	for _, k := range c.keys() {
		for _, m := range []struct {
			name string
			do   func(key) []*event.Event
		}{{mutDrop, c.without}, {mutMove, c.elsewhere}, {mutLate, c.outside}, {mutCode, c.otherCode}} {
			if !slices.Contains(c.test.Mutate, m.name) {
				continue
			}
			if events := m.do(k); events != nil {
				r := c.diagnose([][]*event.Event{renumbered(events)})
				all = append(all, c.mutant(m.name, k.String(), k.unchanged(r)...))
			}
		}
	}
	return all
}

// String names the events.
func (k key) String() string {
	if k.evidence == nil {
		return "the symptom of " + k.cause.Cause.ID
	}
	return evidenceName(k.evidence.Rule) + " of " + k.cause.Cause.ID
}

// unchanged says that the verdict is what it was, if so. Evidence that is not
// required may leave the verdict but must lower the probability.
func (k key) unchanged(r *diagnosis.Result) []string {
	for _, i := range r.Incidents {
		best := i.Best()
		if i.Problem != k.incident.Problem || i.Host != k.incident.Host || i.Undated != k.incident.Undated ||
			best == nil || best.Cause != k.cause.Cause || best.Verdict != k.cause.Verdict {
			continue
		}
		if k.evidence == nil && i.Start != k.incident.Start {
			continue // another one of several incidents
		}
		needed := k.evidence == nil || k.evidence.Rule.Required
		if needed || best.Probability >= k.cause.Probability {
			return []string{fmt.Sprintf("the verdict is still %s, %s, %.3f: the rule is too loose", best.Cause.ID, best.Verdict, best.Probability)}
		}
	}
	return nil
}

// changed copies the test's events; those of the key are given to change, which
// may drop them by returning nil.
func (c *testCase) changed(k key, change func(*event.Event) *event.Event) []*event.Event {
	var all []*event.Event
	for i, e := range copied(c.test.Events) {
		if slices.Contains(k.events, c.test.Events[i]) {
			if e = change(e); e == nil {
				continue
			}
		}
		all = append(all, e)
	}
	return all
}

func (c *testCase) without(k key) []*event.Event {
	return c.changed(k, func(*event.Event) *event.Event { return nil })
}

func (c *testCase) elsewhere(k key) []*event.Event {
	return c.changed(k, func(e *event.Event) *event.Event {
		e.Computer = "ELSEWHERE"
		return e
	})
}

// outside puts evidence a minute before its window, or behind it.
func (c *testCase) outside(k key) []*event.Event {
	e := k.evidence
	if e == nil || k.incident.Undated || k.ofSymptom() {
		return nil
	}
	at := e.From.Add(-time.Minute)
	if e.Rule.Window.Lo.Kind == rules.ToStart || e.From == 0 {
		at = e.To.Add(time.Minute)
		if e.Rule.Window.Hi.Kind == rules.ToEnd {
			return nil // no time is outside
		}
	}
	return c.changed(k, func(e *event.Event) *event.Event {
		e.Time = at
		return e
	})
}

// ofSymptom reports whether the evidence is what else the symptom itself holds,
// such as its error code: moved in time, that takes its window along. Evidence
// that asks for nothing but the symptom again is none.
func (k key) ofSymptom() bool {
	if k.evidence.Rule.Class == k.incident.Problem.Symptom.See {
		return false
	}
	return slices.ContainsFunc(k.events, func(e *event.Event) bool { return slices.Contains(k.incident.Symptom, e) })
}

// otherError is an error code that no rule knows.
const otherError = "%%31999"

// otherCode changes the error code of the events, if some class of the problem
// holds them because of it.
func (c *testCase) otherCode(k key) []*event.Event {
	if k.evidence == nil || !c.codeMatters(k) {
		return nil
	}
	return c.changed(k, withOtherCode)
}

func (c *testCase) codeMatters(k key) bool {
	vars := allVars(k.incident, k.cause)
	for _, e := range k.events {
		f, g := detect.FieldsOf(e), detect.FieldsOf(withOtherCode(copied([]*event.Event{e})[0]))
		if _, before := k.evidence.Rule.Class.Match(f, vars); !before {
			return false
		}
		if _, after := k.evidence.Rule.Class.Match(g, vars); after {
			return false
		}
	}
	return true
}

// withOtherCode replaces what is an error code among the values of an event.
func withOtherCode(e *event.Event) *event.Event {
	codes := detect.FieldsOf(e).Values("ErrorCode")
	for i := range e.Data {
		text := e.Data[i].Value.Text()
		if strings.HasPrefix(text, "%%") || slices.Contains(codes, text) && e.Data[i].Name != "param1" {
			e.Data[i].Value = event.String(otherError)
		}
	}
	return e
}

// renumbered gives the records of each channel numbers in a row, as a log has
// to which nothing was done, in order of time.
func renumbered(events []*event.Event) []*event.Event {
	if !loose(events) {
		slices.SortStableFunc(events, func(a, b *event.Event) int { return cmp.Compare(a.Time, b.Time) })
	}
	numbers := map[[2]string]uint64{}
	for _, e := range events {
		key := [2]string{e.Host(), e.Channel}
		numbers[key]++
		e.Record = numbers[key]
	}
	return events
}
