package report

import (
	"cmp"
	"slices"
)

// Lead returns the cause to act upon: the first that is likely or benign, or
// possible and more probable than that none of the causes is right. It
// returns nil if the log does not show the cause.
func (inc *Incident) Lead() *Cause {
	for i := range inc.Causes {
		c := &inc.Causes[i]
		switch {
		case c.Verdict == Likely || c.Verdict == Benign:
			return c
		case c.Verdict == Possible && c.Probability > inc.Unknown:
			return c
		}
	}
	return nil
}

// Rivals returns the causes other than the lead, in their order.
func (inc *Incident) Rivals() []*Cause {
	lead := inc.Lead()
	var rivals []*Cause
	for i := range inc.Causes {
		if c := &inc.Causes[i]; c != lead {
			rivals = append(rivals, c)
		}
	}
	return rivals
}

// reasons returns the evidence that speaks loudest for what became of a
// cause: what ruled it out, what could not be looked up, or what counts.
func (c *Cause) reasons() []Evidence {
	var must, other []Evidence
	for _, e := range c.Evidence {
		missing := e.Status == statusUnmet || e.Status == statusNotCovered
		switch {
		case e.Required && missing:
			must = append(must, e)
		case e.Bits < 0 || e.Status == statusNotCovered || c.Verdict == Possible && e.Bits > 0:
			other = append(other, e)
		}
	}
	if must != nil && (c.Verdict == RuledOut || c.Verdict == NotAssessable) {
		return must
	}
	return append(must, other...)
}

// Statuses of evidence.
const (
	statusUnmet      = "unmet"
	statusNotCovered = "not_covered"
)

// use says why an event is cited.
type use struct {
	id   string
	role role
	says string
}

type role uint8

const (
	roleSymptom role = iota
	roleEvidence
	roleAgainst
	roleBehind
)

// cited returns the events that prove an incident and its lead, each once, in
// the order of their time.
func (d *Document) cited(inc *Incident) []use {
	var uses []use
	seen := map[string]bool{}
	add := func(r role, says string, ids []string) {
		for _, id := range ids {
			if _, known := d.Events[id]; known && !seen[id] {
				seen[id] = true
				uses = append(uses, use{id, r, says})
			}
		}
	}
	add(roleSymptom, "", inc.Symptom)
	if lead := inc.Lead(); lead != nil {
		for _, e := range lead.Evidence {
			r := roleEvidence
			if e.Direction == "against" {
				r = roleAgainst
			}
			add(r, e.Says, e.Events)
		}
		for _, b := range lead.Because {
			add(roleBehind, b.Says, b.Events)
		}
	}
	slices.SortStableFunc(uses, func(a, b use) int {
		x, y := d.Events[a.id], d.Events[b.id]
		return cmp.Or(cmp.Compare(x.Time, y.Time), cmp.Compare(x.Input, y.Input), cmp.Compare(x.Record, y.Record))
	})
	return uses
}

// incidentOf returns the index of the incident that a link of the chain
// behind from leads to, or -1.
func (d *Document) incidentOf(from *Incident, b Because) int {
	if b.Problem == "" {
		return -1
	}
	for i := range d.Incidents {
		if inc := &d.Incidents[i]; inc != from && inc.Problem == b.Problem && inc.Host == from.Host {
			return i
		}
	}
	return -1
}

// totals over the inputs.
type totals struct {
	events, recovered, undated, damaged int
	hosts                               []string
}

func (d *Document) totals() totals {
	var t totals
	for _, in := range d.Inputs {
		t.events += in.Events
		t.recovered += in.Recovered
		t.undated += in.Undated
		t.damaged += len(in.Damage)
		t.hosts = append(t.hosts, in.Hosts...)
	}
	slices.Sort(t.hosts)
	t.hosts = slices.Compact(t.hosts)
	return t
}

// severities, worst first.
var severities = []string{"critical", "high", "medium", "low", "info"}
