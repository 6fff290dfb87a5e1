package ruletest

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
)

// Names of mutations. Up to reencode they must change nothing, from drop on
// something.
const (
	mutShuffle  = "shuffle"
	mutShift    = "shift"
	mutRename   = "rename"
	mutSplit    = "split"
	mutTwice    = "twice"
	mutReencode = "reencode"
	mutDrop     = "drop"
	mutMove     = "move"
	mutLate     = "late"
	mutCode     = "code"
)

func allMutations() []string {
	return []string{mutShuffle, mutShift, mutRename, mutSplit, mutTwice, mutReencode, mutDrop, mutMove, mutLate, mutCode}
}

// mutants runs the test on changed events. Mutations that must change something
// are only tried if the test itself passes.
func (c *testCase) mutants(passed bool) []*TestResult {
	var all []*TestResult
	if c.test.Input != nil {
		return c.reencoded()
	}
	for _, m := range harmless {
		if slices.Contains(c.test.Mutate, m.name) {
			if r := c.harmless(m); r != nil {
				all = append(all, r)
			}
		}
	}
	if passed {
		all = append(all, c.harmful()...)
	}
	return all
}

func (c *testCase) mutant(name, what string, wrong ...string) *TestResult {
	r := &TestResult{Name: name, Line: c.test.Line, Status: Pass}
	if what != "" {
		r.Name += ": " + what
	}
	if len(wrong) > 0 {
		r.Status, r.Why = Fail, wrong
	}
	return r
}

// mutation is a change that must not matter. It may refuse events, giving nil.
type mutation struct {
	name string
	do   func([]*event.Event) [][]*event.Event
	back view
}

// view is how a result is looked at to undo what a mutation did to it.
type view struct {
	shift  time.Duration // by which times are later
	prefix string        // of the names of hosts
}

const tenYears = 3652 * 24 * time.Hour

var harmless = []mutation{
	{mutShuffle, shuffled, view{}},
	{mutShift, shifted, view{shift: tenYears}},
	{mutRename, renamed, view{prefix: "renamed-"}},
	{mutSplit, splitInTwo, view{}},
	{mutTwice, func(events []*event.Event) [][]*event.Event { return [][]*event.Event{events, copied(events)} }, view{}},
}

// harmless expects the same result from the changed events.
func (c *testCase) harmless(m mutation) *TestResult {
	sources := m.do(copied(c.test.Events))
	if sources == nil {
		return nil
	}
	want := view{}.outcome(c.result)
	got := m.back.outcome(c.diagnose(sources))
	if got != want {
		return c.mutant(m.name, "", "the result is another: "+difference(want, got))
	}
	return c.mutant(m.name, "")
}

// outcome writes down what a reader learns from a result.
func (v view) outcome(r *diagnosis.Result) string {
	at := func(t event.FILETIME) string {
		if t == 0 {
			return "?"
		}
		return t.Add(-v.shift).String()
	}
	var lines []string
	for _, i := range r.Incidents {
		host := strings.TrimPrefix(i.Host, v.prefix)
		lines = append(lines, fmt.Sprintf("%s on %q from %s to %s, ongoing %t, %d times, unknown %.3f, explains %d",
			i.Problem.ID, host, at(i.Start), at(i.End), i.Ongoing, i.Count, i.Unknown, explained(i)))
		for _, c := range i.Causes {
			line := fmt.Appendf(nil, "%s: %s, %.3f, because %v", c.Cause.ID, c.Verdict, c.Probability, behind(c))
			for _, e := range c.Evidence {
				line = fmt.Appendf(line, ", %s %s %g", evidenceName(e.Rule), statusNames[e.Status], e.Bits)
			}
			lines = append(lines, string(line))
		}
	}
	slices.Sort(lines) // incidents of equal standing are ordered by name of host
	return strings.Join(lines, "\n")
}

// difference returns the first line that only one of two texts has.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, line := range b {
		if !slices.Contains(a, line) {
			return line
		}
	}
	for _, line := range a {
		if !slices.Contains(b, line) {
			return "no more " + line
		}
	}
	return "lines come more or less often"
}

// copied copies events so that they can be changed.
func copied(events []*event.Event) []*event.Event {
	all := make([]*event.Event, len(events))
	for i, e := range events {
		c := *e
		c.Data = slices.Clone(e.Data)
		all[i] = &c
	}
	return all
}

// loose reports whether the events hold together by their source alone, so
// that they must stay in it, and in order.
func loose(events []*event.Event) bool {
	return slices.ContainsFunc(events, func(e *event.Event) bool { return e.Undated() || e.Host() == "" })
}

// shuffled puts the events in another order, always the same.
func shuffled(events []*event.Event) [][]*event.Event {
	if loose(events) {
		return nil
	}
	x := uint32(1)
	for i := len(events) - 1; i > 0; i-- {
		x = x*1664525 + 1013904223
		j := int(x>>8) % (i + 1)
		events[i], events[j] = events[j], events[i]
	}
	return [][]*event.Event{events}
}

func shifted(events []*event.Event) [][]*event.Event {
	for _, e := range events {
		if !e.Undated() {
			e.Time = e.Time.Add(tenYears)
		}
		if e.Written != 0 {
			e.Written = e.Written.Add(tenYears)
		}
	}
	return [][]*event.Event{events}
}

func renamed(events []*event.Event) [][]*event.Event {
	for _, e := range events {
		if e.Computer != "" {
			e.Computer = "renamed-" + e.Computer
		}
	}
	return [][]*event.Event{events}
}

func splitInTwo(events []*event.Event) [][]*event.Event {
	if loose(events) || len(events) < 2 {
		return nil
	}
	half := len(events) / 2
	return [][]*event.Event{events[half:], events[:half]}
}

// reencoded reads text samples with other line ends and in another encoding.
func (c *testCase) reencoded() []*TestResult {
	if c.result == nil || !slices.Contains(c.test.Mutate, mutReencode) {
		return nil
	}
	var all []*TestResult
	for _, m := range []struct {
		what   string
		change func([]byte) []byte
	}{{"CRLF", withCRLF}, {"UTF-16", inUTF16}} {
		r, err := c.read(m.change)
		switch {
		case err != nil:
			all = append(all, c.mutant(mutReencode, m.what, err.Error()))
		case view{}.outcome(r) != view{}.outcome(c.result):
			all = append(all, c.mutant(mutReencode, m.what, "the result is another: "+difference(view{}.outcome(c.result), view{}.outcome(r))))
		default:
			all = append(all, c.mutant(mutReencode, m.what))
		}
	}
	return all
}

// isText reports whether a sample is a text in UTF-8.
func isText(content []byte) bool {
	return utf8.Valid(content) && !slices.Contains(content, 0)
}

func withCRLF(content []byte) []byte {
	if !isText(content) {
		return content
	}
	return []byte(strings.ReplaceAll(strings.ReplaceAll(string(content), "\r\n", "\n"), "\n", "\r\n"))
}

func inUTF16(content []byte) []byte {
	if !isText(content) {
		return content
	}
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.TrimPrefix(string(content), "\ufeff"))) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

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
		if k.evidence == nil && !sameStart(i, k.incident) {
			continue // another one of several incidents
		}
		needed := k.evidence == nil || k.evidence.Rule.Required
		if needed || best.Probability >= k.cause.Probability {
			return []string{fmt.Sprintf("the verdict is still %s, %s, %.3f: the rule is too loose", best.Cause.ID, best.Verdict, best.Probability)}
		}
	}
	return nil
}

func sameStart(a, b *diagnosis.Incident) bool { return a.Start == b.Start }

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
	if e == nil || k.incident.Undated {
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
		slices.SortStableFunc(events, func(a, b *event.Event) int {
			switch {
			case a.Time < b.Time:
				return -1
			case a.Time > b.Time:
				return 1
			}
			return 0
		})
	}
	numbers := map[[2]string]uint64{}
	for _, e := range events {
		key := [2]string{e.Host(), e.Channel}
		numbers[key]++
		e.Record = numbers[key]
	}
	return events
}
