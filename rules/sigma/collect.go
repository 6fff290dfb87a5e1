package sigma

import (
	"cmp"
	"slices"
	"strings"

	"culprit/parser/event"
	"culprit/rules/detect"
)

// DefaultMaxState is how many hits a collector holds unless told otherwise.
const DefaultMaxState = 250_000

// samples is how many whole events are kept of each rule; of the others the
// header is kept, which says where to find them.
const samples = 20

// Occurrence is one event that a rule detected, or the end of a window that a
// correlation found.
type Occurrence struct {
	event.Header
	Event *event.Event // nil if only the header was kept

	rule   *Rule
	values []string // of the fields that correlations ask for, see Rule.asked
	has    []bool   // whether there was such a field
}

// before orders occurrences by time, source and record.
func (o *Occurrence) before(p *Occurrence) int {
	return cmp.Or(cmp.Compare(o.Time, p.Time), cmp.Compare(o.place(), p.place()), strings.Compare(o.path(), p.path()),
		cmp.Compare(o.Record, p.Record), cmp.Compare(o.Offset, p.Offset), cmp.Compare(o.Line, p.Line))
}

func (o *Occurrence) place() int {
	if o.Source == nil {
		return 0
	}
	return o.Source.Index
}

func (o *Occurrence) path() string {
	if o.Source == nil {
		return ""
	}
	return o.Source.Path
}

// Hit is a rule that hit: for a detection all its events on one host, for a
// correlation one window.
type Hit struct {
	Rule        *Rule
	Host        string // folded; of a correlation, that of its first event
	Group       []event.Field
	Occurrences []*Occurrence // in order of time
}

// First returns the time of the first event.
func (h *Hit) First() event.FILETIME { return h.Occurrences[0].Time }

// Last returns the time of the last event.
func (h *Hit) Last() event.FILETIME { return h.Occurrences[len(h.Occurrences)-1].Time }

// Result is what a collector found.
type Result struct {
	Hits []*Hit // in order of rule, first event and host
	// Undated counts hits without a time; no correlation can use them.
	Undated int
	// Ungrouped counts, by correlation, hits that lacked a field it needs.
	Ungrouped map[*Rule]int
	// Shed counts hits beyond the bound on what a collector holds.
	Shed int
	// CutShort tells that the work on temporal_ordered was bounded, and that
	// windows may have been missed.
	CutShort bool
}

// Collector collects hits. It must not be used by two goroutines at once.
type Collector struct {
	set     *Set
	matcher *Matcher
	max     int
	held    int
	shed    int
	byRule  map[*Rule][]*Occurrence
	whole   map[*Rule][]*Occurrence // those with an event, in order
}

// Collector returns a collector that holds at most maxState hits;
// [DefaultMaxState] if that is 0.
func (s *Set) Collector(maxState int) *Collector {
	if maxState <= 0 {
		maxState = DefaultMaxState
	}
	return &Collector{
		set: s, matcher: s.Matcher(), max: maxState,
		byRule: map[*Rule][]*Occurrence{}, whole: map[*Rule][]*Occurrence{},
	}
}

// Add matches an event, in any order of time. It returns the number of
// detections that it hits.
func (c *Collector) Add(e *event.Event) int {
	rules := c.matcher.Match(e)
	c.take(e, rules, &c.matcher.fields)
	return len(rules)
}

// Take takes an event that hits the rules, as a [Matcher] of the same set found:
// events may be matched on several threads, and are then taken in their order.
func (c *Collector) Take(e *event.Event, rules []*Rule) { c.take(e, rules, detect.FieldsOf(e)) }

func (c *Collector) take(e *event.Event, rules []*Rule, f *detect.Fields) {
	for _, r := range rules {
		if c.held >= c.max {
			c.shed++
			continue
		}
		c.held++
		o := &Occurrence{Header: e.Header, rule: r}
		for _, name := range r.asked {
			v, ok := f.Value(name)
			o.values, o.has = append(o.values, v), append(o.has, ok)
		}
		c.byRule[r] = append(c.byRule[r], o)
		c.keepWhole(o, e)
	}
}

// keepWhole keeps the whole events of the earliest hits of a rule, whatever
// the order in which they come.
func (c *Collector) keepWhole(o *Occurrence, e *event.Event) {
	list := c.whole[o.rule]
	i, _ := slices.BinarySearchFunc(list, o, (*Occurrence).before)
	if i >= samples {
		return
	}
	o.Event = e
	list = slices.Insert(list, i, o)
	if len(list) > samples {
		list[samples].Event = nil
		list = list[:samples]
	}
	c.whole[o.rule] = list
}

// Result correlates and returns the hits.
func (c *Collector) Result() *Result {
	res := &Result{Ungrouped: map[*Rule]int{}, Shed: c.shed}
	for _, list := range c.byRule {
		slices.SortFunc(list, (*Occurrence).before)
		for _, o := range list {
			if o.Undated() {
				res.Undated++
			}
		}
	}
	co := correlator{result: res, occurrences: c.byRule, done: map[*Rule][]*Occurrence{}, steps: maxSteps}
	for _, r := range c.set.Rules {
		if r.Correlation != nil {
			co.of(r)
		} else if r.generate {
			res.Hits = append(res.Hits, byHost(r, c.byRule[r])...)
		}
	}
	res.CutShort = co.steps < 0
	slices.SortStableFunc(res.Hits, func(a, b *Hit) int {
		return cmp.Or(cmp.Compare(a.Rule.order, b.Rule.order), a.Occurrences[0].before(b.Occurrences[0]), cmp.Compare(a.Host, b.Host))
	})
	return res
}

// byHost makes a hit for each host.
func byHost(r *Rule, list []*Occurrence) []*Hit {
	hits := map[string]*Hit{}
	var order []*Hit
	for _, o := range list {
		host := o.Host()
		h := hits[host]
		if h == nil {
			h = &Hit{Rule: r, Host: host}
			hits[host] = h
			order = append(order, h)
		}
		h.Occurrences = append(h.Occurrences, o)
	}
	return order
}
