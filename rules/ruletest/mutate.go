package ruletest

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"culprit/parser/event"
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
