package sigma

import (
	"culprit/parser/event"
	"culprit/rules/detect"
)

// Matcher matches events against a set. It must not be used by two goroutines
// at once; a set may have many matchers.
type Matcher struct {
	set    *Set
	finder *detect.Finder
	fields detect.Fields
	hits   []*Rule
}

// Matcher returns a new matcher.
func (s *Set) Matcher() *Matcher {
	return &Matcher{set: s, finder: s.index.Finder()}
}

// Want returns what tells a reader which events to decode for these rules.
func (s *Set) Want() event.Want { return s.index.Want() }

// Match returns the detection rules that detect the event, in the order of the
// set. They are valid until the next call.
func (m *Matcher) Match(e *event.Event) []*Rule {
	m.fields.Reset(e)
	m.hits = m.hits[:0]
	for _, n := range m.finder.Find(&m.fields) {
		en := &m.set.entries[n]
		if last := len(m.hits) - 1; last >= 0 && m.hits[last] == en.rule {
			continue // found in another kind of events already
		}
		if en.target.match(&m.fields) && en.rule.pass(&m.fields) {
			m.hits = append(m.hits, en.rule)
		}
	}
	return m.hits
}

// pass reports whether all filters of the rule let the event pass.
func (r *Rule) pass(f *detect.Fields) bool {
	for _, fl := range r.filters {
		if !fl.detection.Match(f) {
			return false
		}
	}
	return true
}
