package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

// engine holds the timelines of a diagnosis under way.
type engine struct {
	set     *rules.Set
	index   *index
	lines   []*timeline // of hosts, in order
	parts   map[string][]*timeline
	sources []*sourceSum
	horizon event.FILETIME
}

// newEngine lays the events out on timelines.
func newEngine(set *rules.Set, ix *index, sum *partial) *engine {
	g := &engine{set: set, index: ix, parts: map[string][]*timeline{}, sources: sum.sources, horizon: sum.events.horizon()}
	byKey := map[lineKey]*timeline{}
	for _, k := range sum.events.all {
		key := lineOf(k.Event)
		l := byKey[key]
		if l == nil {
			l = &timeline{key: key, horizon: g.horizon, index: ix}
			byKey[key] = l
			g.lines = append(g.lines, l)
		}
		l.events = append(l.events, k)
	}
	g.attachCoverage(byKey)
	for _, l := range g.lines {
		slices.SortFunc(l.events, compareKept)
		l.prepare()
	}
	slices.SortFunc(g.lines, compareLines)
	return g
}

func compareLines(a, b *timeline) int {
	order := cmp.Or(cmp.Compare(a.key.host, b.key.host), compareBool(a.key.undated, b.key.undated))
	if order == 0 && a.key.source != nil && b.key.source != nil {
		order = compareSources(a.key.source, b.key.source)
	}
	return order
}

// attachCoverage gives each timeline what its host's logs cover.
func (g *engine) attachCoverage(byKey map[lineKey]*timeline) {
	type channelKey struct {
		line    *timeline
		channel string
	}
	all := map[channelKey][]*series{}
	for _, src := range g.sources {
		for _, s := range src.series {
			for _, key := range s.lines() {
				l := byKey[key]
				if l == nil {
					continue
				}
				l.take(s)
				k := channelKey{l, strings.ToLower(s.channel)}
				all[k] = append(all[k], s)
			}
		}
	}
	for k, s := range all {
		if !k.line.key.undated {
			k.line.coverage[k.channel] = coverageOf(s)
		}
	}
}

// lines returns the timelines that the records of a series belong to.
func (s *series) lines() []lineKey {
	dated := lineKey{host: s.host}
	if s.host == "" {
		dated.source = s.source
	}
	return []lineKey{dated, {host: s.host, source: s.source, undated: true}}
}

// take notes the names that a series uses for its host and its providers.
func (l *timeline) take(s *series) {
	if l.coverage == nil {
		l.coverage = map[string]*Coverage{}
		l.providers = map[string][]string{}
	}
	if l.host == "" || s.computer < l.host {
		l.host = s.computer
	}
	channel := strings.ToLower(s.channel)
	for p := range s.providers {
		if !slices.Contains(l.providers[p], channel) {
			l.providers[p] = append(l.providers[p], channel)
		}
	}
}

// linesFor returns the timelines on which a problem is looked for: those of
// the hosts, or parts of them in which the fields that the rule names are equal.
func (g *engine) linesFor(p *rules.Problem) []*timeline {
	if len(p.Per) == 0 || len(p.Per) == 1 && p.Per[0] == "Computer" {
		return g.lines
	}
	key := strings.Join(p.Per, "\x00")
	parts, ok := g.parts[key]
	if !ok {
		for _, l := range g.lines {
			parts = append(parts, l.split(p.Per)...)
		}
		g.parts[key] = parts
	}
	return parts
}

// split makes a timeline for each combination of the fields' values. An event
// without one of the fields is in none of them; boot marks are in all.
func (l *timeline) split(per []string) []*timeline {
	byKey := map[string]*timeline{}
	var parts []*timeline
	for _, k := range l.events {
		key, ok := perKey(k.Event, per)
		if !ok {
			continue
		}
		part := byKey[key]
		if part == nil {
			copied := *l
			part = &copied
			part.base, part.events = l, nil
			byKey[key] = part
			parts = append(parts, part)
		}
		part.events = append(part.events, k)
	}
	for _, part := range parts {
		for _, i := range l.boots {
			if _, ok := perKey(l.events[i].Event, per); !ok {
				part.events = append(part.events, l.events[i])
			}
		}
		slices.SortFunc(part.events, compareKept)
		part.boots = nil
		part.prepare()
	}
	return parts
}

func perKey(e *event.Event, per []string) (string, bool) {
	f := detect.FieldsOf(e)
	var key strings.Builder
	for _, name := range per {
		if name == "Computer" {
			continue
		}
		v, ok := f.Value(name)
		if !ok {
			return "", false
		}
		key.WriteString(strings.ToLower(v))
		key.WriteByte(0)
	}
	return key.String(), true
}

// linesBeside returns the timelines of a problem that belong to the same host
// as l.
func (g *engine) linesBeside(l *timeline, p *rules.Problem) []*timeline {
	var beside []*timeline
	for _, o := range g.linesFor(p) {
		if o.whole() == l.whole() {
			beside = append(beside, o)
		}
	}
	return beside
}

func (l *timeline) whole() *timeline {
	if l.base != nil {
		return l.base
	}
	return l
}

// run finds and weighs every incident.
func (g *engine) run() []*Incident {
	var all []*Incident
	for _, p := range g.set.Problems {
		for _, l := range g.linesFor(p) {
			all = append(all, l.incidents(p)...)
		}
	}
	for _, i := range all {
		i.finish()
		g.assess(i)
	}
	for _, i := range all {
		i.explainWhy()
	}
	slices.SortStableFunc(all, compareIncidents)
	for _, i := range all {
		slices.SortStableFunc(i.RootOf, compareIncidents)
	}
	return all
}

// compareIncidents puts first what a reader should see first: the best
// supported finding, then the graver, the surer, what still goes on, the
// earlier. Host, problem and place make the order total.
func compareIncidents(a, b *Incident) int {
	return cmp.Or(
		cmp.Compare(a.standing(), b.standing()),
		cmp.Compare(b.Problem.Severity, a.Problem.Severity),
		cmp.Compare(b.top(), a.top()),
		compareBool(b.Ongoing, a.Ongoing),
		cmp.Compare(a.Start, b.Start),
		cmp.Compare(a.line.key.host, b.line.key.host),
		cmp.Compare(a.Problem.ID, b.Problem.ID),
		compareSources(a.symptoms[0].Source, b.symptoms[0].Source),
		cmp.Compare(a.lo, b.lo))
}

// standing is 0 for a likely cause, 1 for a possible one, 2 for none, 3 for a
// harmless one.
func (i *Incident) standing() int {
	best := i.Best()
	switch {
	case best == nil:
		return 2
	case best.Verdict == Benign:
		return 3
	case best.Verdict == Possible:
		return 1
	}
	return 0
}

func (i *Incident) top() float64 {
	if len(i.Causes) == 0 {
		return 0
	}
	return i.Causes[0].Probability
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
