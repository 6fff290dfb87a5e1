package diagnosis

import (
	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

// assessment is the weighing of one cause of one incident.
type assessment struct {
	engine   *engine
	incident *Incident
	vars     detect.Vars
	picked   map[*rules.Class]moment
}

// look looks one piece of evidence up and takes over what it captures.
func (a *assessment) look(r *rules.Evidence) *Evidence {
	i := a.incident
	w := i.line.lay(r.Window, i.t0(), i.end, a.picked)
	e := &Evidence{Rule: r, Status: NotCovered}
	if !w.void {
		if !i.Undated {
			e.From, e.To = w.lo, w.hi
		}
		switch r.Kind {
		case rules.See, rules.Not:
			a.lookForEvents(e, w)
		case rules.InState:
			a.lookForState(e, w)
		case rules.HaveProblem:
			a.lookForProblem(e, w)
		}
	}
	switch e.Status {
	case Met:
		e.Bits = r.Weight
	case Unmet:
		e.Bits = r.Else
	case NotCovered:
	}
	for name, value := range e.Vars {
		if _, ok := a.vars[name]; !ok {
			a.vars[name] = value
		}
	}
	return e
}

// lookForEvents counts the events of a class in the window.
func (a *assessment) lookForEvents(e *Evidence, w window) {
	l, r := a.incident.line, e.Rule
	from, to := l.between(w.lo, w.hi)
	hits := l.look(r.Class, r.Where, from, to, a.vars)
	e.Count = len(hits)
	e.Status = decide(r.Count, len(hits), l.covers(r.Class, w))
	if r.Kind == rules.Not {
		e.Status = [...]Status{Met: Unmet, Unmet: Met, NotCovered: NotCovered}[e.Status]
	}
	if len(hits) == 0 {
		return
	}
	anchor := a.incident.t0()
	if r.Window.Anchor != nil {
		anchor = a.picked[r.Window.Anchor]
	}
	best := pick(hits, r.Pick, func(h hit) int64 { return int64(distance(l.times[h.at], anchor.at)) })
	e.cite(l, hits, best)
	if r.Kind == rules.See {
		a.picked[r.Class] = moment{l.times[best.at], best.at}
		e.Vars = best.vars
	}
}

// cite names the picked event first and then the others in order.
func (e *Evidence) cite(l *timeline, hits []hit, best hit) {
	e.Picked = l.events[best.at].Event
	e.all = append(e.all, e.Picked)
	for _, h := range hits {
		if h.at != best.at {
			e.all = append(e.all, l.events[h.at].Event)
		}
	}
	e.Events = e.all[:min(len(e.all), MaxCited)]
}

// pick chooses among several: the nearest, of equally near ones the first.
func pick[T any](all []T, how rules.Pick, distance func(T) int64) T {
	switch how {
	case rules.First:
		return all[0]
	case rules.Last:
		return all[len(all)-1]
	case rules.Nearest:
	}
	best := all[0]
	for _, x := range all[1:] {
		if distance(x) < distance(best) {
			best = x
		}
	}
	return best
}

// decide compares a count with what the rule asks. If the log does not cover
// the window, there may be any number more, and only what they cannot change
// is decided.
func decide(c rules.Count, n int, covered bool) Status {
	holds := c.Holds(n)
	switch c.Op {
	case "", ">=", ">":
		if !holds && !covered {
			return NotCovered
		}
	case "<=", "<":
		if holds && !covered {
			return NotCovered
		}
	case "=":
		if n <= c.N && !covered {
			return NotCovered
		}
	}
	if holds {
		return Met
	}
	return Unmet
}

func (a *assessment) lookForState(e *Evidence, w window) {
	stay, known := a.incident.line.stayIn(e.Rule.State, w)
	switch {
	case stay != nil:
		e.Status, e.Stay = Met, stay
		if stay.Enter != nil {
			e.Picked, e.Count = stay.Enter, 1
			e.all = []*event.Event{stay.Enter}
			e.Events = e.all
		}
	case known:
		e.Status = Unmet
	}
}

// lookForProblem looks for an incident of another problem on the same host.
func (a *assessment) lookForProblem(e *Evidence, w window) {
	p := a.engine.set.Problem(e.Rule.Problem)
	if p == nil {
		return
	}
	var found []*Incident
	covered := true
	for _, l := range a.engine.linesBeside(a.incident.line, p) {
		for _, inc := range l.incidents(p) {
			if inc != a.incident && inc.meets(w) {
				found = append(found, inc)
			}
		}
		covered = covered && l.coversSymptom(p, w)
	}
	e.Count = len(found)
	if len(found) == 0 {
		if covered {
			e.Status = Unmet
		}
		return
	}
	best := pick(found, e.Rule.Pick, func(i *Incident) int64 { return int64(distance(i.start, a.incident.start)) })
	e.Status, e.Incident, e.Vars = Met, best, best.Vars
	e.Picked = best.symptoms[0]
	e.Events = best.symptoms[:min(len(best.symptoms), MaxCited)]
}

// coversSymptom reports whether the problem would show if it was there.
func (l *timeline) coversSymptom(p *rules.Problem, w window) bool {
	if p.Symptom.See != nil {
		return l.covers(p.Symptom.See, w)
	}
	_, known := l.stayIn(p.Symptom.State, w)
	return known
}
