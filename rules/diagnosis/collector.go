package diagnosis

import (
	"sync"

	"culprit/parser/event"
	"culprit/rules"
)

// Options bound the work.
type Options struct {
	// MaxState is the memory for events kept in full, in bytes; 0 means
	// [DefaultMaxState]. When it is full, the oldest events are given up, and
	// nothing before the newest of these is taken as covered.
	MaxState int64
}

// Collector gathers what a diagnosis needs from any number of sources. Its
// methods may be called from several goroutines; each [Tally] belongs to one.
type Collector struct {
	set   *rules.Set
	index *index
	limit int64

	mu  sync.Mutex
	sum partial
}

// New returns a collector for the given rules.
func New(set *rules.Set, opt Options) *Collector {
	limit := opt.MaxState
	if limit <= 0 {
		limit = DefaultMaxState
	}
	return &Collector{set: set, index: newIndex(set), limit: limit, sum: partial{events: store{limit: limit}, groups: newGroups()}}
}

// Want tells a reader which events will be decoded.
func (c *Collector) Want() event.Want { return c.index.wants }

// Begin starts a source. The tally may be filled while others are; nothing of
// it counts before [Tally.End].
func (c *Collector) Begin(src *event.Source) *Tally {
	return &Tally{
		collector: c,
		source:    &Source{Source: src},
		series:    map[seriesKey]*series{},
		events:    store{limit: c.limit},
		groups:    newGroups(),
	}
}

// partial is the sum of any number of tallies. Summing is associative and
// commutative, and a tally summed twice counts once.
type partial struct {
	sources []*sourceSum
	events  store
	groups  groups
	crowded bool // some source has more series than are told apart
}

// sourceSum is what one source told about itself and its channels.
type sourceSum struct {
	*Source
	series []*series
}

func (p *partial) add(t *Tally) {
	p.sources = append(p.sources, &sourceSum{Source: t.source, series: t.order})
	p.crowded = p.crowded || t.crowded
	p.events.merge(&t.events)
	p.groups.merge(&t.groups)
}
