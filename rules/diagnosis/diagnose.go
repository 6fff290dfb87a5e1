package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"culprit/parser/event"
	"culprit/rules"
)

// Result works out the diagnosis of all sources that have ended.
//
// Incidents are in this order: those with a likely cause, a possible one, none,
// a harmless one; within these the graver first, then the surer, then those that
// still go on, then the earlier; then by host, problem, and place.
func (c *Collector) Result() *Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := &c.sum
	slices.SortStableFunc(sum.sources, func(a, b *sourceSum) int {
		return cmp.Or(compareSources(a.Source.Source, b.Source.Source), cmp.Compare(a.SHA256, b.SHA256))
	})
	sum.events.trim()
	g := newEngine(c.set, c.index, sum)
	r := &Result{Rules: c.set, Incidents: g.run(), Duplicates: sum.events.copies()}
	r.Checks = g.checks(r.Incidents)
	events := slices.Clone(sum.events.all)
	slices.SortFunc(events, compareKept)
	r.Changes = changesOf(events)
	sum.groups.trim()
	r.Unexplained = unexplained(&sum.groups, events, r.Incidents)
	r.Coverage = g.coverage()
	for _, s := range sum.sources {
		r.Sources = append(r.Sources, s.inspect(events))
	}
	r.limits(g, sum)
	return r
}

// limits tells which bounds were reached.
func (r *Result) limits(g *engine, sum *partial) {
	if sum.events.worst != nil {
		r.Limits = append(r.Limits, Limit{Name: "max-state", Until: sum.events.worst.Time})
	}
	if sum.groups.trimmed {
		r.Limits = append(r.Limits, Limit{Name: "max-groups", Count: MaxGroups})
	}
	if sum.crowded {
		r.Limits = append(r.Limits, Limit{Name: "max-series", Count: maxSeries})
	}
	dropped := 0
	for _, l := range g.lines {
		dropped += l.dropped
	}
	for _, parts := range g.parts {
		for _, l := range parts {
			dropped += l.dropped
		}
	}
	if dropped > 0 {
		r.Limits = append(r.Limits, Limit{Name: "max-incidents", Count: dropped})
	}
}

// checks tells of every problem whether it was found and whether it could have
// been.
func (g *engine) checks(incidents []*Incident) []Check {
	found := map[*rules.Problem]int{}
	for _, i := range incidents {
		found[i.Problem]++
	}
	var all []Check
	for _, p := range g.set.Problems {
		c := Check{Problem: p, Incidents: found[p]}
		c.Looked = c.Incidents > 0 || slices.ContainsFunc(symptoms(p), g.holds)
		all = append(all, c)
	}
	return all
}

// symptoms returns the classes whose events start an incident of the problem.
func symptoms(p *rules.Problem) []*rules.Class {
	if p.Symptom.See != nil {
		return []*rules.Class{p.Symptom.See}
	}
	var classes []*rules.Class
	for _, v := range p.Symptom.State.State.Values {
		if v.Name == p.Symptom.State.Value && v.Class != nil {
			classes = append(classes, v.Class)
		}
	}
	return classes
}

// holds reports whether some log is of a channel in which events of the class
// would be, or else of a channel in which one of its providers logs.
func (g *engine) holds(c *rules.Class) bool {
	for _, key := range g.index.classes[c] {
		for _, src := range g.sources {
			for _, s := range src.series {
				if s.channel == "" || strings.EqualFold(s.channel, key.Channel) || key.Channel == "" && s.providers[key.Provider] {
					return true
				}
			}
		}
	}
	return false
}

// coverage lists what the logs of every host and channel cover, also of those
// on which no rule may ever have asked for an event.
func (g *engine) coverage() []*Coverage {
	all := map[lineKey]map[string][]*series{}
	for _, src := range g.sources {
		for _, s := range src.series {
			key := s.lines()[0]
			if all[key] == nil {
				all[key] = map[string][]*series{}
			}
			channel := strings.ToLower(s.channel)
			all[key][channel] = append(all[key][channel], s)
		}
	}
	var list []*Coverage
	for _, channels := range all {
		for _, s := range channels {
			list = append(list, coverageOf(s))
		}
	}
	slices.SortFunc(list, func(a, b *Coverage) int {
		return cmp.Or(cmp.Compare(event.FoldHost(a.Host), event.FoldHost(b.Host)), cmp.Compare(a.Channel, b.Channel),
			cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last), cmp.Compare(a.Events, b.Events))
	})
	return list
}

// unexplained takes from the groups what incidents account for: symptoms,
// evidence that was found for causes not ruled out, and consequences.
func unexplained(gs *groups, events []*kept, incidents []*Incident) []*Group {
	explained := map[*event.Event]bool{}
	for _, i := range incidents {
		i.account(explained)
	}
	members := map[groupKey][]*kept{}
	for _, k := range events {
		if k.kind.grave {
			key := groupKey{k.Host(), strings.ToLower(k.Channel), k.kind.provider, k.Code()}
			members[key] = append(members[key], k)
		}
	}
	var list []*Group
	for _, key := range gs.keys() {
		gs.byKey[key].settle()
		if g := gs.byKey[key].without(members[key], explained); g != nil {
			list = append(list, g)
		}
	}
	slices.SortStableFunc(list, func(a, b *Group) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(b.Count, a.Count))
	})
	return list
}

// account marks the events that the incident accounts for.
func (i *Incident) account(explained map[*event.Event]bool) {
	mark := func(events []*event.Event) {
		for _, e := range events {
			explained[e] = true
		}
	}
	mark(i.symptoms)
	for _, c := range i.Causes {
		if c.Verdict == RuledOut {
			continue
		}
		for _, e := range slices.Concat(c.Evidence, c.Because) {
			if e.Status == Met {
				mark(e.all)
			}
		}
	}
	for _, x := range i.Explains {
		mark(x.all)
	}
}

// without returns the group without its explained events, nil if none is left.
func (g *group) without(members []*kept, explained map[*event.Event]bool) *Group {
	out := &Group{
		Host: g.sample.Computer, Channel: g.sample.Channel, Provider: g.sample.Provider,
		EventID: g.sample.EventID, Code: g.code, Level: g.level,
		Count: g.events(), First: g.first, Last: g.last, Sample: g.sample.Event,
	}
	left := slices.DeleteFunc(slices.Clone(members), func(k *kept) bool { return explained[k.Event] })
	out.Count -= len(members) - len(left)
	switch {
	case out.Count <= 0:
		return nil
	case len(left) > 0 && len(left) < len(members) && out.Count == len(left):
		out.Sample = left[0].Event
		out.First, out.Last = left[0].Time, left[len(left)-1].Time
	}
	return out
}
