package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

// lineKey names a timeline. The source is set where events of different
// sources must not be compared.
type lineKey struct {
	host    string // folded
	source  *event.Source
	undated bool
}

func lineOf(e *event.Event) lineKey {
	key := lineKey{host: e.Host(), undated: e.Undated()}
	if key.undated || key.host == "" {
		key.source = e.Source
	}
	return key
}

// timeline is the events that are compared with each other, in order.
type timeline struct {
	key       lineKey
	host      string // as logged
	events    []*kept
	times     []event.FILETIME
	boots     []int // places where boot sessions begin
	byID      map[uint16][]int
	coverage  map[string]*Coverage // by channel in lower case
	providers map[string][]string  // channels in lower case, by folded provider
	start     event.FILETIME
	end       event.FILETIME
	horizon   event.FILETIME
	base      *timeline // the whole, if this is a part of a host's timeline
	index     *index

	dropped int // incidents beyond the limit
	classes map[*rules.Class]*class
	stays   map[*rules.State][]*Stay
	found   map[*rules.Problem][]*Incident
}

// hit is an event of a class, by its place in the timeline.
type hit struct {
	at   int
	vars detect.Vars
}

// undatedEpoch is where the time of undated events begins. They lie one tick
// apart: near enough for any window, and in order.
const undatedEpoch event.FILETIME = 1 << 57

// prepare puts the events in order and indexes them.
func (l *timeline) prepare() {
	l.times = make([]event.FILETIME, len(l.events))
	l.byID = map[uint16][]int{}
	l.classes = map[*rules.Class]*class{}
	l.stays = map[*rules.State][]*Stay{}
	l.found = map[*rules.Problem][]*Incident{}
	for i, k := range l.events {
		l.times[i] = k.Time
		if l.key.undated {
			l.times[i] = undatedEpoch + event.FILETIME(i)
		}
		l.byID[k.EventID] = append(l.byID[k.EventID], i)
	}
	l.findBoots()
	l.findEnds()
}

// compareKept is the order of a timeline: time, then channel, then record
// number, since .evt has whole seconds, and larger record numbers are later
// whatever file of the log they are in. Without numbers, and without times, the
// order of the source counts.
func compareKept(a, b *kept) int {
	if a.Undated() && b.Undated() {
		return compareOrigin(a, b)
	}
	if c := cmp.Compare(a.Time, b.Time); c != 0 {
		return c
	}
	return cmp.Or(
		strings.Compare(strings.ToLower(a.Channel), strings.ToLower(b.Channel)),
		cmp.Compare(a.Record, b.Record),
		compareOrigin(a, b))
}

// bootMarks is how long after the first mark of a boot its others are logged.
const bootMarks = 10 * 60 * 10_000_000

// findBoots finds where boot sessions begin. A boot leaves up to three marks;
// one that the session has had already begins the next.
func (l *timeline) findBoots() {
	type markKind struct {
		provider string
		id       uint16
	}
	var seen map[markKind]bool
	var began event.FILETIME
	for i, k := range l.events {
		if !k.IsBoot() {
			continue
		}
		m := markKind{event.FoldProvider(k.Provider), k.EventID}
		if seen == nil || seen[m] || l.times[i]-began > bootMarks {
			l.boots = append(l.boots, i)
			seen, began = map[markKind]bool{}, l.times[i]
		}
		seen[m] = true
	}
}

// findEnds finds the ends of the covered log: of all channels, and of the
// events themselves where nothing is covered.
func (l *timeline) findEnds() {
	if n := len(l.times); n > 0 {
		l.start, l.end = l.times[0], l.times[n-1]
	}
	if l.key.undated {
		return
	}
	for _, c := range l.coverage {
		if c.First != 0 {
			l.start = min(l.start, c.First)
		}
		l.end = max(l.end, c.Last)
	}
}

// between returns the places [i, j) of the events in the window.
func (l *timeline) between(lo, hi event.FILETIME) (i, j int) {
	i, _ = slices.BinarySearch(l.times, lo)
	j, _ = slices.BinarySearchFunc(l.times, hi, func(t, hi event.FILETIME) int {
		if t <= hi {
			return -1
		}
		return 1
	})
	return i, max(i, j)
}

// candidates returns the places of the events that the keys cover.
func (l *timeline) candidates(keys []detect.Key) []int {
	var places []int
	for _, key := range keys {
		if key.AnyID {
			for i := range l.events {
				places = l.consider(places, key, i)
			}
			continue
		}
		for _, i := range l.byID[key.ID] {
			places = l.consider(places, key, i)
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

func (l *timeline) consider(places []int, key detect.Key, i int) []int {
	if k := l.events[i]; key.Covers(k.Channel, k.Provider, k.EventID) {
		places = append(places, i)
	}
	return places
}

// class is the events of a class on one timeline.
type class struct {
	keys  []detect.Key
	fixed bool
	hits  []hit // if not fixed, the events that may be in the class
}

// class works out the events of a class once.
func (l *timeline) class(c *rules.Class) *class {
	if known := l.classes[c]; known != nil {
		return known
	}
	m := &class{keys: l.index.classes[c], fixed: fixed(c)}
	for _, i := range l.candidates(m.keys) {
		h := hit{at: i}
		ok := true
		if m.fixed {
			h.vars, ok = c.Match(detect.FieldsOf(l.events[i].Event), nil)
		}
		if ok {
			m.hits = append(m.hits, h)
		}
	}
	l.classes[c] = m
	return m
}

// look returns the events of the class, of which also the selection holds, at
// the places [from, to).
func (l *timeline) look(c *rules.Class, where *detect.Selection, from, to int, vars detect.Vars) []hit {
	m := l.class(c)
	first, _ := slices.BinarySearchFunc(m.hits, from, func(h hit, at int) int { return cmp.Compare(h.at, at) })
	var found []hit
	for _, h := range m.hits[first:] {
		if h.at >= to {
			break
		}
		f := detect.FieldsOf(l.events[h.at].Event)
		ok := true
		if !m.fixed {
			h.vars, ok = c.Match(f, vars)
		}
		if ok && where != nil {
			_, ok = where.Match(f, with(vars, h.vars))
		}
		if ok {
			found = append(found, h)
		}
	}
	return found
}

// covers reports whether an event of the class would be in the log if it had
// happened in the window.
func (l *timeline) covers(c *rules.Class, w window) bool {
	keys := l.class(c).keys
	for _, key := range keys {
		if !l.coversKey(key, w) {
			return false
		}
	}
	return len(keys) > 0
}

// coversKey looks in the channel of the key, or else in those in which its
// provider is known to log.
func (l *timeline) coversKey(key detect.Key, w window) bool {
	if l.key.undated || w.open {
		return false
	}
	channels := []string{strings.ToLower(key.Channel)}
	if key.Channel == "" {
		channels = l.providers[key.Provider]
	}
	for _, name := range channels {
		c := l.coverage[name]
		if c == nil {
			return false
		}
		lo := w.lo
		if w.fromStart {
			lo = max(lo, c.First)
		}
		hi := w.hi
		if w.toEnd {
			hi = min(hi, c.Last)
		}
		if !c.covers(lo, hi, l.horizon) {
			return false
		}
	}
	return len(channels) > 0
}
