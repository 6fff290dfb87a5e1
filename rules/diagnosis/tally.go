package diagnosis

import (
	"culprit/parser/event"
)

// Tally takes the records of one source in the order of the source.
type Tally struct {
	collector *Collector
	source    *Source
	series    map[seriesKey]*series
	order     []*series // in the order in which they came up
	last      *series   // of the record before: logs rarely mix
	events    store
	groups    groups
	seen      map[uint64]uint32 // how often an identity came, of records without numbers
	seq       uint64
	crowded   bool // more series than are told apart
	ids       int
}

// Facts is what only the caller knows about a source.
type Facts struct {
	Bytes    int64
	SHA256   string
	Findings []Finding // what the reader found in the log's own structure
}

// Add takes one record. It keeps nothing of the view; the event is decoded
// only if a rule may ask for it or if it is the first error of its kind.
func (t *Tally) Add(v *event.View) {
	t.seq++
	t.source.Events++
	if v.Origin != event.Live {
		t.source.Recovered++
	}
	if v.Undated() {
		t.source.Undated++
	}
	t.repairs(v)
	if v.Origin >= event.Slack {
		return
	}
	s := t.seriesOf(v)
	k := s.kindOf(v, t.collector.index)
	s.note(v, k)
	if k.idle {
		return
	}
	t.take(v, s, k)
}

// take keeps what is wanted of a record that matters.
func (t *Tally) take(v *event.View, s *series, k *kind) {
	var e *event.Event
	if k.rank > rankNone {
		e = t.decode(v, k.rank > rankMark)
	}
	id := t.identity(v, k, e)
	if e != nil {
		t.events.add(&kept{Event: e, id: id, seq: t.seq, rank: k.rank, kind: k})
	}
	if k.grave {
		t.count(v, s, k, id, e)
	}
}

// decode builds the event, or as much of it as can be read. Of a mark the
// header is enough.
func (t *Tally) decode(v *event.View, full bool) *event.Event {
	if full || v.Full != nil {
		e, damage := v.Event()
		if damage != nil {
			t.Damage(damage)
		}
		if e != nil {
			return e
		}
	}
	return &event.Event{Header: v.Header}
}

// Damage takes note of bytes that the reader could not read.
func (t *Tally) Damage(d *event.Damage) {
	t.source.Damages++
	t.source.Lost += max(d.Lost, 0)
	if len(t.source.Damage) < MaxDamage {
		t.source.Damage = append(t.source.Damage, *d)
	}
}

func (t *Tally) repairs(v *event.View) {
	if v.Full == nil {
		return
	}
	for _, text := range v.Full.Repairs {
		if len(t.source.Repairs) < MaxRepairs {
			t.source.Repairs = append(t.source.Repairs, Repair{Line: v.Line, Text: text})
		}
	}
}

// End closes the source and adds it to the collector.
func (t *Tally) End(facts Facts) {
	t.source.Bytes, t.source.SHA256 = facts.Bytes, facts.SHA256
	t.source.Findings = append(t.source.Findings, facts.Findings...)
	t.describe()
	c := t.collector
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sum.add(t)
}

// seriesOf finds the series of a record without allocating.
func (t *Tally) seriesOf(v *event.View) *series {
	if s := t.last; s != nil && s.computer == v.Computer && s.channel == v.Channel {
		return s
	}
	key := seriesKey{v.Computer, v.Channel}
	s := t.series[key]
	if s == nil {
		s = t.newSeries(key)
	}
	t.last = s
	return s
}

// newSeries starts a series. Past the limit all that is new shares one, which
// belongs to no host and covers nothing.
func (t *Tally) newSeries(key seriesKey) *series {
	if len(t.series) >= maxSeries {
		key, t.crowded = seriesKey{}, true
		if s := t.series[key]; s != nil {
			s.runs.sparse = true
			return s
		}
	}
	s := &series{seriesKey: key, host: event.FoldHost(key.computer), source: t.source.Source, kinds: map[kindKey]*kind{}}
	t.series[key] = s
	t.order = append(t.order, s)
	return s
}
