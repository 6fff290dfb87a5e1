package diagnosis

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"culprit/parser/event"
)

// groupKey tells kinds of errors apart.
type groupKey struct {
	host, channel, provider string // folded
	code                    uint32
}

// group counts the warnings or errors of one kind. Copies of a record count
// once as far as its ids reach.
type group struct {
	groupKey
	level       event.Level // the gravest
	ids         []uint64
	beyond      int // events without an id
	first, last event.FILETIME
	sample      *kept // the first
}

// groups is the kinds of errors and warnings. Past the limit the last in the
// order of keys are dropped, so that what stays does not depend on the order in
// which they came, and their counts are exact.
type groups struct {
	byKey   map[groupKey]*group
	trimmed bool // some are missing
}

func newGroups() groups { return groups{byKey: map[groupKey]*group{}} }

// count takes a warning or error.
func (t *Tally) count(v *event.View, s *series, k *kind, id uint64, e *event.Event) {
	g := k.group
	if g == nil {
		key := groupKey{s.host, strings.ToLower(s.channel), k.provider, v.Code()}
		if g = t.groups.byKey[key]; g == nil {
			g = &group{groupKey: key, level: v.Level}
			t.groups.byKey[key] = g
		}
		k.group = g
	}
	g.level = min(g.level, v.Level)
	if t.ids < maxIDs && len(g.ids) < maxGroupIDs {
		g.ids = append(g.ids, id)
		t.ids++
	} else {
		g.beyond++
	}
	g.stretch(v.Time)
	if g.sample == nil || v.Time < g.sample.Time {
		g.sample = t.sampleOf(v, k, e)
	}
	if len(t.groups.byKey) > 2*MaxGroups {
		t.trimGroups()
	}
}

// sampleOf returns the event, or only its header if the event is very large.
func (t *Tally) sampleOf(v *event.View, k *kind, e *event.Event) *kept {
	if e == nil {
		e = t.decode(v, true)
	}
	if sizeOf(e) > maxSample {
		e = &event.Event{Header: e.Header}
	}
	return &kept{Event: e, seq: t.seq, kind: k}
}

func (g *group) stretch(at event.FILETIME) {
	if at == 0 {
		return
	}
	if g.first == 0 || at < g.first {
		g.first = at
	}
	g.last = max(g.last, at)
}

// trimGroups drops groups past the limit and makes every kind look up its
// group anew.
func (t *Tally) trimGroups() {
	t.groups.trim()
	for _, s := range t.order {
		for _, k := range s.kinds {
			k.group = nil
		}
	}
}

// trim drops the groups past the limit.
func (gs *groups) trim() {
	if len(gs.byKey) <= MaxGroups {
		return
	}
	gs.trimmed = true
	for _, key := range gs.keys()[MaxGroups:] {
		delete(gs.byKey, key)
	}
}

func (gs *groups) keys() []groupKey {
	return slices.SortedFunc(maps.Keys(gs.byKey), func(a, b groupKey) int {
		return cmp.Or(cmp.Compare(a.host, b.host), cmp.Compare(a.channel, b.channel),
			cmp.Compare(a.provider, b.provider), cmp.Compare(a.code, b.code))
	})
}

// merge adds the groups of another tally, which are not to be used again.
func (gs *groups) merge(o *groups) {
	gs.trimmed = gs.trimmed || o.trimmed
	for key, g := range o.byKey {
		if mine := gs.byKey[key]; mine != nil {
			mine.merge(g)
		} else {
			gs.byKey[key] = g
		}
	}
	if len(gs.byKey) > 2*MaxGroups {
		gs.trim()
	}
}

func (g *group) merge(o *group) {
	g.ids = append(g.ids, o.ids...)
	g.beyond += o.beyond
	g.settle()
	g.level = min(g.level, o.level)
	g.stretch(o.first)
	g.stretch(o.last)
	if c := cmp.Compare(o.sample.Time, g.sample.Time); c < 0 || c == 0 && compareOrigin(o.sample, g.sample) < 0 {
		g.sample = o.sample
	}
}

// settle drops the ids of copies.
func (g *group) settle() {
	slices.Sort(g.ids)
	g.ids = slices.Compact(g.ids)
}

// events counts the events of a settled group.
func (g *group) events() int { return len(g.ids) + g.beyond }
