package detect

import (
	"iter"
	"maps"
	"slices"
	"strconv"
)

// Match reports whether the event is what the selection selects, and returns
// what the named groups of its regular expressions capture, nil if nothing.
// vars are the values of the variables that |expand names.
func (s *Selection) Match(f *Fields, vars Vars) (bound Vars, ok bool) {
	f.vars = vars
	for i := range s.alternatives {
		if alt := &s.alternatives[i]; alt.match(f) {
			return alt.bind(f), true
		}
	}
	return nil, false
}

func (c *conjunction) match(f *Fields) bool {
	for i := range c.items {
		if !c.items[i].match(f) {
			return false
		}
	}
	return true
}

func (c *conjunction) bind(f *Fields) Vars {
	if len(c.captures) == 0 {
		return nil
	}
	bound := Vars{}
	for _, p := range c.captures {
		p.re.bind(f.values(p.field), bound)
	}
	return bound
}

func (it *item) match(f *Fields) bool {
	switch {
	case it.ids != nil:
		return slices.Contains(it.ids, f.Event.EventID) != it.negate
	case it.name == "Channel" && f.Event.Channel == "" && !it.negate:
		// Text that was copied from Event Viewer does not name its log. What
		// the input does not say cannot speak against a match.
		return true
	case it.texts != nil:
		return it.isText(f.values(it.field)) != it.negate
	}
	return it.holds(f, f.values(it.field)) != it.negate
}

// isText is holds for an item that has only texts without wildcards.
func (it *item) isText(values []value) bool {
	for i := range values {
		if slices.ContainsFunc(it.texts, values[i].is) {
			return true
		}
	}
	return false
}

func (it *item) holds(f *Fields, values []value) bool {
	for _, tests := range it.values {
		if anyHolds(tests, f, values) != it.all {
			return !it.all
		}
	}
	return it.all
}

func anyHolds(tests []test, f *Fields, values []value) bool {
	for _, t := range tests {
		if t.holds(f, values) {
			return true
		}
	}
	return false
}

// eventIDs returns the texts as event ids. Those that are none never match.
func eventIDs(texts []string) []uint16 {
	ids := []uint16{}
	for _, s := range texts {
		if n, err := strconv.ParseUint(s, 10, 16); err == nil {
			ids = append(ids, uint16(n))
		}
	}
	return ids
}

// Binds returns the names of the variables that a match may capture, sorted.
func (s *Selection) Binds() []string {
	set := map[string]bool{}
	for i := range s.alternatives {
		for _, p := range s.alternatives[i].captures {
			for _, name := range p.re.SubexpNames() {
				if name != "" {
					set[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Expands returns the names of the variables that the selection compares
// with, sorted.
func (s *Selection) Expands() []string {
	set := map[string]bool{}
	for t := range s.tests() {
		if e, ok := t.(expandTest); ok {
			for i := 1; i < len(e.parts); i += 2 {
				set[e.parts[i]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// tests goes through all tests of the selection.
func (s *Selection) tests() iter.Seq[test] {
	return func(yield func(test) bool) {
		for i := range s.alternatives {
			for _, it := range s.alternatives[i].items {
				for _, tests := range it.values {
					for _, t := range tests {
						if !yield(t) {
							return
						}
					}
				}
			}
		}
	}
}
