package diagnosis

import (
	"cmp"
	"slices"

	"culprit/parser/event"
)

// span is a closed stretch of time.
type span struct{ from, to event.FILETIME }

// coverageOf works out what the series of one channel of one host cover
// together.
func coverageOf(all []*series) *Coverage {
	c := &Coverage{Host: displayName(all, func(s *series) string { return s.computer })}
	c.Channel = displayName(all, func(s *series) string { return s.channel })
	var runs []run
	for i, s := range all {
		if !slices.ContainsFunc(all[:i], s.copies) {
			c.Events += s.events
		}
		if s.first != 0 && (c.First == 0 || s.first < c.First) {
			c.First = s.first
		}
		c.Last = max(c.Last, s.last)
		runs = append(runs, s.runs.runs...)
	}
	c.Excerpt = len(runs) == 0
	c.join(runs)
	for _, s := range all {
		c.findHoles(s, runs)
		c.addSilences(s)
	}
	c.findReach(all)
	slices.SortFunc(c.Gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Records, b.Records))
	})
	c.Gaps = slices.Compact(c.Gaps)
	return c
}

// displayName picks one of several spellings, always the same one.
func displayName(all []*series, name func(*series) string) string {
	best := ""
	for _, s := range all {
		if n := name(s); best == "" || n != "" && n < best {
			best = n
		}
	}
	return best
}

// copies reports whether the series holds the same records as another one.
func (s *series) copies(o *series) bool {
	return s.sum != 0 && s.sum == o.sum && s.events == o.events && s.first == o.first && s.last == o.last
}

// join makes spans of the runs, which may come from several sources. Runs that
// overlap in time or follow each other in number are one span.
func (c *Coverage) join(runs []run) {
	slices.SortFunc(runs, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi))
	})
	var last run // the one that reaches furthest
	for i, r := range runs {
		n := len(c.spans) - 1
		switch {
		case i == 0:
			c.spans = append(c.spans, span{r.from, r.to})
		case r.from <= c.spans[n].to || r.lo == last.hi+1:
			c.spans[n].to = max(c.spans[n].to, r.to)
		default:
			gap := Gap{From: c.spans[n].to, To: r.from}
			if r.lo > last.hi {
				gap.Records = r.lo - last.hi - 1
			}
			c.Gaps = append(c.Gaps, gap)
			c.spans = append(c.spans, span{r.from, r.to})
		}
		if i == 0 || r.to >= last.to {
			last = r
		}
	}
}

// findHoles finds missing records that no gap in time shows, because the
// records on both sides overlap in time, and that no other source has.
func (c *Coverage) findHoles(s *series, runs []run) {
	own := s.runs.runs
	for i := 1; i < len(own); i++ {
		a, b := own[i-1], own[i]
		elsewhere := func(r run) bool { return r.lo <= a.hi+1 && r.hi >= b.lo-1 && r.from <= a.to && r.to >= b.from }
		if b.from <= a.to && !slices.ContainsFunc(runs, elsewhere) {
			c.holes = append(c.holes, span{b.from, a.to})
		}
	}
}

func (c *Coverage) addSilences(s *series) {
	for _, q := range s.silence.unusual() {
		c.Gaps = append(c.Gaps, Gap{From: q.from.time, To: q.to.time, Silent: true})
	}
}

// findReach works out how far back the beginning of the log reaches: before a
// boot mark there is nothing to miss.
func (c *Coverage) findReach(all []*series) {
	if len(c.spans) == 0 {
		return
	}
	c.reach = c.spans[0].from
	for _, s := range all {
		if len(s.runs.runs) == 0 || s.runs.runs[0].from != c.spans[0].from || !s.headBoot {
			continue
		}
		if s.head == 1 {
			c.reach = 0
		} else {
			c.reach = min(c.reach, c.spans[0].from.Add(-neighbours))
		}
	}
}

// covers reports whether an event in the window would be in the log. Events up
// to the horizon were given up.
func (c *Coverage) covers(lo, hi, horizon event.FILETIME) bool {
	if c.Excerpt || lo < c.reach || lo > hi {
		return false
	}
	for _, h := range c.holes {
		if h.from <= hi && h.to >= lo {
			return false
		}
	}
	from := max(lo, c.spans[0].from)
	if horizon != 0 && from <= horizon {
		return false
	}
	for i, s := range c.spans {
		if from < s.from || from > s.to {
			continue
		}
		return hi <= s.to || i == len(c.spans)-1 && float64(s.to-lo) >= tail*float64(hi-lo)
	}
	return false
}
