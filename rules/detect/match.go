package detect

import (
	"maps"
	"slices"
	"strconv"
)

// Match reports whether the event is what the selection selects, and returns
// what the named groups of its regular expressions capture, nil if nothing.
// vars are the values of the variables that |expand names.
func (s *Selection) Match(f *Fields, vars Vars) (bound Vars, ok bool) {
	f.vars = vars
	for _, alt := range s.alternatives {
		if alt.match(f) {
			return alt.bind(f), true
		}
	}
	return nil, false
}

func (c conjunction) match(f *Fields) bool {
	for i := range c {
		if !c[i].match(f) {
			return false
		}
	}
	return true
}

func (c conjunction) bind(f *Fields) Vars {
	var bound Vars
	for i := range c {
		for _, re := range c[i].captures() {
			if bound == nil {
				bound = Vars{}
			}
			re.bind(f.values(c[i].field), bound)
		}
	}
	return bound
}

// captures returns the regular expressions of the item that capture.
func (it *item) captures() []regexTest {
	var found []regexTest
	for _, tests := range it.values {
		for _, t := range tests {
			if re, ok := t.(regexTest); ok && !it.negate && len(groups(re)) > 0 {
				found = append(found, re)
			}
		}
	}
	return found
}

func groups(re regexTest) []string {
	return slices.DeleteFunc(slices.Clone(re.SubexpNames()), func(s string) bool { return s == "" })
}

func (it *item) match(f *Fields) bool {
	switch {
	case it.ids != nil:
		return slices.Contains(it.ids, f.Event.EventID) != it.negate
	case it.name == "Channel" && f.Event.Channel == "" && !it.negate:
		// Text that was copied from Event Viewer does not name its log. What
		// the input does not say cannot speak against a match.
		return true
	}
	return it.holds(f, f.values(it.field)) != it.negate
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
	for _, alt := range s.alternatives {
		for i := range alt {
			for _, re := range alt[i].captures() {
				for _, name := range groups(re) {
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
	for _, alt := range s.alternatives {
		for i := range alt {
			for _, tests := range alt[i].values {
				for _, t := range tests {
					e, ok := t.(expandTest)
					for j := 1; ok && j < len(e.parts); j += 2 {
						set[e.parts[j]] = true
					}
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
