package cli

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
)

// lookout watches for the symptom of one problem while logs are read, to tell
// afterwards why its rule did not fire. A nil lookout does nothing.
type lookout struct {
	problem *rules.Problem
	mu      sync.Mutex
	classes []*sighting
}

// sighting is what was seen of one event class by which the symptom begins.
type sighting struct {
	class    *rules.Class
	keys     []detect.Key
	seen     int // events of that kind
	matching int // of these, in the class
	dead     int // of these, from space that the log no longer uses
	miss     *event.Event
}

// lookFor prepares the explanation of a problem; nil if none is wanted.
func (r *ruleFlags) lookFor(set *rules.Set, id string) (*lookout, error) {
	if id == "" {
		return nil, nil
	}
	p := set.Problem(id)
	if p == nil && (slices.Contains(r.skip, id) || len(r.only) > 0) {
		return nil, usage("--explain %s: --only or --skip leaves it out", id)
	}
	if p == nil {
		return nil, unknownProblem(set, id)
	}
	l := &lookout{problem: p}
	for _, c := range triggersOf(p) {
		l.classes = append(l.classes, &sighting{class: c, keys: c.Keys()})
	}
	return l, nil
}

// triggersOf returns the event classes by which the symptom of a problem begins.
func triggersOf(p *rules.Problem) []*rules.Class {
	if p.Symptom.See != nil {
		return []*rules.Class{p.Symptom.See}
	}
	var list []*rules.Class
	for _, v := range p.Symptom.State.State.Values {
		if v.Name == p.Symptom.State.Value && v.Class != nil {
			list = append(list, v.Class)
		}
	}
	return list
}

// note looks at one record. Threads share a lookout.
func (l *lookout) note(v *event.View) {
	if l == nil {
		return
	}
	for _, s := range l.classes {
		if !slices.ContainsFunc(s.keys, func(k detect.Key) bool { return k.Covers(v.Channel, v.Provider, v.EventID) }) {
			continue
		}
		e, _ := v.Event() // damage is told once, by the tally
		if e == nil {
			continue
		}
		_, ok := s.class.Match(detect.FieldsOf(e), nil)
		l.mu.Lock()
		s.count(e, ok)
		l.mu.Unlock()
	}
}

func (s *sighting) count(e *event.Event, ok bool) {
	s.seen++
	switch {
	case !ok:
		if s.miss == nil || before(e, s.miss) {
			s.miss = e
		}
	case e.Origin >= event.Slack:
		s.dead++
	default:
		s.matching++
	}
}

// before orders events by source and place, whichever thread saw them first.
func before(a, b *event.Event) bool {
	if a.Source.Index != b.Source.Index {
		return a.Source.Index < b.Source.Index
	}
	return a.Offset < b.Offset || a.Offset == b.Offset && a.Line < b.Line
}

// explain tells how the problem came to be found, or why it was not.
func (l *lookout) explain(set *rules.Set, res *diagnosis.Result, lang string) string {
	if l == nil {
		return ""
	}
	var b strings.Builder
	e := &explainer{w: &b, set: set, lang: lang}
	e.run(l, res)
	return b.String()
}

func (e *explainer) run(l *lookout, res *diagnosis.Result) {
	found := 0
	for _, i := range res.Incidents {
		if i.Problem == l.problem {
			found++
			e.incident(i)
		}
	}
	if found > 0 {
		return
	}
	e.heading(l.problem.ID + ": not found")
	e.line("looks for", symptom(l.problem))
	for _, s := range l.classes {
		e.line("of kind", strings.Join(kindsOf(s.class), "; "))
		e.line("seen", s.verdict())
		if s.miss != nil {
			e.line("such as", eventWords(s.miss))
			e.line("has", dataLine(s.miss))
		}
	}
	if !slices.ContainsFunc(res.Checks, func(c diagnosis.Check) bool { return c.Problem == l.problem && c.Looked }) {
		e.line("logs", "no input holds the log in which it would be")
	}
	for _, c := range res.Coverage {
		e.line("covered", fmt.Sprintf("%s %s: %v to %v, %s", c.Host, c.Channel, c.First, c.Last, plural(c.Events, "event", "events")))
	}
}

// verdict says what became of the events of the kind that the symptom is.
func (s *sighting) verdict() string {
	switch {
	case s.seen == 0:
		return "no event of that kind is in the logs"
	case s.matching == 0 && s.dead > 0:
		return plural(s.dead, "event", "events") + ", in space that the log no longer uses, which proves nothing"
	case s.matching == 0:
		return plural(s.seen, "event", "events") + " of that kind, but none with what the rule asks for"
	}
	return plural(s.matching, "event", "events") + ", but they were given up when memory ran short, or began no incident"
}

// incident tells the reckoning of one incident, cause by cause.
func (e *explainer) incident(i *diagnosis.Incident) {
	e.heading(fmt.Sprintf("%s on %s", i.Problem.ID, firstOf(i.Host, "an unknown host")))
	e.line("title", i.Problem.Title.Fill(e.lang, i.Vars))
	e.line("begins", eventWords(i.Symptom[0]))
	e.line("times", fmt.Sprint(i.Count))
	for _, c := range i.Causes {
		e.reckoned(c)
	}
	e.heading(fmt.Sprintf("Unknown cause: %.1f %%", 100*i.Unknown))
	e.line("score", fmt.Sprintf("%+g bits, as always", float64(diagnosis.LeakBits)))
}

func (e *explainer) reckoned(c *diagnosis.Cause) {
	e.heading(fmt.Sprintf("%s: %s, %.1f %%", c.Cause.ID, strings.ReplaceAll(c.Verdict.String(), "_", " "), 100*c.Probability))
	e.line("title", c.Cause.Title.Fill(e.lang, c.Vars))
	e.line("prior", fmt.Sprintf("%+g bits", c.Cause.Prior))
	for _, ev := range c.Evidence {
		e.looked(ev, c.Vars)
	}
	for _, ev := range c.Because {
		e.line("behind", what(ev.Rule))
	}
	e.line("score", fmt.Sprintf("%+g bits", c.Score))
}

// looked tells what became of looking for one piece of evidence.
func (e *explainer) looked(ev *diagnosis.Evidence, vars detect.Vars) {
	words := [...]string{diagnosis.Met: "holds", diagnosis.Unmet: "does not", diagnosis.NotCovered: "unknown"}
	text := what(ev.Rule)
	if says := ev.Rule.Says.Fill(e.lang, vars); says != "" {
		text += ": " + says
	}
	text += fmt.Sprintf(" (%s; %+g bits", window(ev.Rule.Window), ev.Bits)
	if ev.Rule.Required && ev.Status != diagnosis.Met {
		text += ", required"
	}
	if ev.Status == diagnosis.NotCovered {
		text += "; the log does not reach there"
	}
	e.line(words[ev.Status], text+")")
	for _, found := range ev.Events[:min(len(ev.Events), 3)] {
		e.line(" ", "  "+eventWords(found))
	}
}

// eventWords names an event and where it is.
func eventWords(e *event.Event) string {
	at := firstOf(e.Time.String(), "undated")
	where := fmt.Sprintf("record %d", e.Record)
	if e.Record == 0 {
		where = fmt.Sprintf("line %d", e.Line)
	}
	return fmt.Sprintf("%s  %s %d, %s of %s, %s", at, e.Provider, e.EventID, where, firstOf(e.Channel, "a log"), inputName(e))
}
