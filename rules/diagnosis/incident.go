package diagnosis

import (
	"fmt"
	"maps"
	"slices"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

// incidents finds the occurrences of a problem on the timeline, in order of
// their start; of too many the newest.
func (l *timeline) incidents(p *rules.Problem) []*Incident {
	if found, ok := l.found[p]; ok {
		return found
	}
	var found []*Incident
	if p.Symptom.See != nil {
		found = l.sightings(p)
	} else {
		found = l.staysAsIncidents(p)
	}
	if more := len(found) - MaxIncidents; more > 0 {
		l.dropped += more
		found = found[more:]
	}
	l.found[p] = found
	return found
}

// sightings makes an incident of each symptom, or of a series of symptoms with
// equal captured values and no longer pause than the rule says.
func (l *timeline) sightings(p *rules.Problem) []*Incident {
	var found []*Incident
	last := map[string]*Incident{}
	for _, h := range l.look(p.Symptom.See, nil, 0, len(l.events), nil) {
		key := varsKey(h.vars)
		if inc := last[key]; inc != nil && p.Symptom.Quiet > 0 && l.times[h.at].Sub(l.times[inc.hi]) <= p.Symptom.Quiet {
			inc.extend(l, h.at)
			continue
		}
		inc := l.newIncident(p, h.at, h.at)
		inc.Vars = h.vars
		inc.symptoms = []*event.Event{l.events[h.at].Event}
		last[key] = inc
		found = append(found, inc)
	}
	return found
}

func (i *Incident) extend(l *timeline, at int) {
	i.Count++
	i.hi = at
	i.end = l.times[at]
	i.symptoms = append(i.symptoms, l.events[at].Event)
}

// varsKey is equal for equal values.
func varsKey(vars detect.Vars) string {
	var key []byte
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		key = fmt.Appendf(key, "%q=%q ", name, vars[name])
	}
	return string(key)
}

// staysAsIncidents makes an incident of each stay in the symptom's state.
func (l *timeline) staysAsIncidents(p *rules.Problem) []*Incident {
	var found []*Incident
	for _, s := range l.staysIn(p.Symptom.State.State) {
		if s.Value != p.Symptom.State.Value || s.Enter == nil {
			continue
		}
		inc := l.newIncident(p, s.lo, s.hi)
		inc.start, inc.end, inc.Ongoing = s.begin, s.end, s.Open
		inc.Count = len(s.signals)
		inc.symptoms = s.signals
		found = append(found, inc)
	}
	return found
}

func (l *timeline) newIncident(p *rules.Problem, lo, hi int) *Incident {
	return &Incident{
		Problem: p, Host: l.host, Undated: l.key.undated, Count: 1,
		line: l, lo: lo, hi: hi, start: l.times[lo], end: l.times[hi],
	}
}

// t0 is the moment at which the incident starts.
func (i *Incident) t0() moment { return moment{i.start, i.lo} }

// meets reports whether the incident and the window overlap.
func (i *Incident) meets(w window) bool { return i.start <= w.hi && i.end >= w.lo }

// finish fills in what the report shows of the incident beside its causes.
func (i *Incident) finish() {
	i.Symptom = i.symptoms[:min(len(i.symptoms), MaxCited)]
	if !i.Undated {
		i.Start, i.End = i.start, i.end
	}
	for _, s := range i.Problem.States {
		for _, stay := range i.line.staysIn(s) {
			if stay.begin <= i.end && stay.end >= i.start {
				i.States = append(i.States, stay)
			}
		}
	}
	from, to := i.line.between(i.start, i.end)
	for _, c := range i.Problem.Explains {
		hits := i.line.look(c, nil, from, to, i.Vars)
		if len(hits) == 0 {
			continue
		}
		x := &Explained{Class: c, Count: len(hits)}
		for _, h := range hits {
			e := i.line.events[h.at].Event
			x.all = append(x.all, e)
		}
		x.Events = x.all[:min(len(hits), MaxCited)]
		i.Explains = append(i.Explains, x)
	}
}
