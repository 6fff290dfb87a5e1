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
	for _, s := range all {
		if len(s.runs.runs) == 0 {
			c.Events += s.events
		}
		if s.first != 0 && (c.First == 0 || s.first < c.First) {
			c.First = s.first
		}
		c.Last = max(c.Last, s.last)
		runs = append(runs, s.runs.runs...)
	}
	if len(runs) > maxChannelRuns {
		runs = nil
	}
	c.Excerpt = len(runs) == 0
	runs = unite(runs)
	for _, r := range runs {
		c.Events += int(r.hi - r.lo + 1)
	}
	c.join(runs)
	c.findReach(all)
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

// unite joins the runs of several sources as far as they are of one log: in
// number they overlap and in time too, or one follows the other. Runs that have
// numbers in common but no time are from before and after the log was cleared.
// The result is in order of the numbers.
func unite(runs []run) []run {
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b run) int {
		return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	var united []run
	open := 0 // the runs before it end too early for what comes
	for _, r := range sorted {
		for open < len(united) && united[open].hi < r.lo-1 {
			open++
		}
		i := slices.IndexFunc(united[open:], func(u run) bool { return u.meets(r) })
		if i < 0 {
			united = append(united, r)
			continue
		}
		u := &united[open+i]
		u.hi = max(u.hi, r.hi)
		u.stretch(r.from)
		u.stretch(r.to)
	}
	return united
}

// meets reports whether next, which does not begin before r, goes on where r
// ends or overlaps it.
func (r *run) meets(next run) bool {
	if next.lo > r.hi {
		return next.lo == r.hi+1 && next.to >= r.from
	}
	return r.from <= next.to && next.from <= r.to
}

// join makes spans of runs that are in order of their numbers, and tells the
// gaps between them.
func (c *Coverage) join(runs []run) {
	for i := 1; i < len(runs); i++ {
		a, b := runs[i-1], runs[i]
		if hole := (span{max(a.from, b.from), min(a.to, b.to)}); b.lo > a.hi+1 && hole.from <= hole.to {
			c.holes = append(c.holes, hole) // no time passed while records went missing
		}
	}
	inTime := slices.SortedFunc(slices.Values(runs), func(a, b run) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.lo, b.lo))
	})
	var last run // the one that reaches furthest
	for i, r := range inTime {
		n := len(c.spans) - 1
		switch {
		case i == 0:
			c.spans = append(c.spans, span{r.from, r.to})
		case r.from <= c.spans[n].to:
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
