package cli

import (
	"fmt"
	"strings"
	"time"

	"culprit/internal/safetext"
	"culprit/rules"
)

// problem tells what a rule looks for and what it makes of it.
func (e *explainer) problem(p *rules.Problem) {
	e.heading(e.text(p.Title))
	e.line("problem", fmt.Sprintf("%s, version %d", p.ID, p.Version))
	e.line("severity", p.Severity.String())
	e.line("systems", strings.Join(p.Applies, ", "))
	e.line("symptom", symptom(p))
	for _, c := range p.Causes {
		e.cause(c)
	}
	if len(p.Explains) > 0 {
		e.heading("What follows from it, and is not listed as a fault")
		for _, c := range p.Explains {
			paragraph(e.w, "  - ", c.Name)
		}
	}
}

// text fills a text in the language; a variable shows as <name>.
func (e *explainer) text(t rules.Text) string { return angled(t.In(e.lang)) }

// angled shows {{name}} as <name>.
func angled(s string) string {
	return strings.NewReplacer("{{", "<", "}}", ">").Replace(s)
}

func symptom(p *rules.Problem) string {
	s := p.Symptom
	if s.See == nil {
		return fmt.Sprintf("state %s is %s", s.State.State.Name, s.State.Value)
	}
	if s.Quiet > 0 {
		return fmt.Sprintf("event %s; repeats within %s are one incident", s.See.Name, span(s.Quiet))
	}
	return "event " + s.See.Name
}

func (e *explainer) cause(c *rules.Cause) {
	e.heading("Cause: " + e.text(c.Title))
	e.line("id", c.ID)
	for i, ev := range c.Evidence {
		e.line(labelOnce("evidence", i), e.evidence(ev))
	}
	for i, ev := range c.Because {
		e.line(labelOnce("behind it", i), e.evidence(ev))
	}
	for i, s := range c.Ask {
		e.step(labelOnce("ask", i), e.text(s.Look), s.Run)
	}
	for i, s := range c.Fix {
		e.step(labelOnce("fix", i), e.text(s.Says), s.Run)
	}
	e.line("verify", e.text(c.Verify))
	e.line("risk", e.text(c.Risk))
	for i, key := range c.References(func(*rules.Evidence) bool { return true }) {
		r := e.set.References[key]
		e.line(labelOnce("article", i), strings.TrimSpace(r.KB+" "+e.text(r.Title)+"  "+r.URL))
	}
}

// step tells what to do, and the command for it on a line of its own, whole,
// so that it can be copied.
func (e *explainer) step(label, says, run string) {
	if says != "" {
		e.line(label, says)
		label = " "
	}
	if run != "" {
		fmt.Fprintf(e.w, "  %-9s   %s\n", label, safetext.Line(angled(run)))
	}
}

// labelOnce returns the label for the first line of a list, and blanks that
// are not nothing for the others.
func labelOnce(label string, i int) string {
	if i == 0 {
		return label
	}
	return " "
}

// evidence tells one piece of evidence with its weights.
func (e *explainer) evidence(ev *rules.Evidence) string {
	says := e.text(ev.Says)
	if says == "" {
		says = what(ev)
	}
	says += fmt.Sprintf(" (%s; %+g", window(ev.Window), ev.Weight)
	if ev.Else != 0 {
		says += fmt.Sprintf(", if not %+g", ev.Else)
	}
	if ev.Required {
		says += ", required"
	}
	return says + ")"
}

func what(ev *rules.Evidence) string {
	switch ev.Kind {
	case rules.Not:
		return "no event " + ev.Class.Name
	case rules.InState:
		return fmt.Sprintf("state %s is %s", ev.State.State.Name, ev.State.Value)
	case rules.HaveProblem:
		return "problem " + ev.Problem
	case rules.See:
	}
	return "event " + ev.Class.Name
}

// window tells when evidence counts, relative to the symptom.
func window(w rules.Window) string {
	s := bound(w.Lo) + " to " + bound(w.Hi)
	if w.Anchor != nil {
		s += " of " + w.Anchor.Name
	}
	return s
}

func bound(b rules.WindowBound) string {
	mark := map[rules.BoundKind]string{
		rules.ToBoot: "boot", rules.ToStart: "start of log", rules.ToEnd: "end of log", rules.ToClear: "end of incident",
	}[b.Kind]
	switch {
	case mark == "":
		return signed(b.Offset)
	case b.Offset == 0:
		return mark
	}
	return mark + signed(b.Offset)
}

func signed(d time.Duration) string {
	switch {
	case d > 0:
		return "+" + span(d)
	case d < 0:
		return "-" + span(-d)
	}
	return "0"
}

// span writes a duration in the one unit that fits, as rules do: 30d, 5m.
func span(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d >= u.unit && d%u.unit == 0 {
			return fmt.Sprintf("%d%s", d/u.unit, u.name)
		}
	}
	return fmt.Sprintf("%gs", d.Seconds())
}
