package text

import (
	"strings"
	"unicode"
)

// plausible reports whether a value is of the kind that the label calls for.
func plausible(s sense, value string) bool {
	switch s.field {
	case eventID:
		_, ok := parseID(value)
		return ok || value == "" && s.strong
	case level:
		_, _, ok := parseLevel(value)
		return ok || s.strong && len(value) <= 40 || value == ""
	case source:
		return value == "" || len(value) <= 256 && strings.IndexFunc(value, unicode.IsLetter) >= 0
	case description, data, eventXML:
		return true
	default:
		return len(value) <= 256
	}
}

func hasID(r *row, from int) bool {
	for i := from; i < len(r.marks); i++ {
		s := r.marks[i].in(anyLang)
		if s.field == eventID && plausible(s, value(r, i)) {
			return true
		}
	}
	return false
}

// confirmed looks ahead whether the label begins the header of an event: one
// that names an identifier and a source, in a run of labels.
func (p *paste) confirmed(r *row, i int) bool {
	seen := header{langs: anyLang, need: 2}
	if r.marks[i].before != rowStart {
		seen.need = 3 // a sentence may well name a number and a source
	}
	if !seen.take(r, i) {
		return seen.enough()
	}
	strangers := 0
	for n := 0; n < lookAhead && strangers < 3; n++ {
		next := p.rows.peek(n)
		if next == nil {
			break
		}
		if next.blank() {
			continue
		}
		if marks := next.find(); len(marks) == 0 || marks[0].before != rowStart {
			strangers++
			continue
		}
		if !seen.take(next, 0) {
			break
		}
	}
	return seen.enough()
}

// header is what a look ahead found.
type header struct {
	langs langSet
	seen  [numFields]bool
	count int
	need  int // how many fields make a header
}

// take counts the labels of a row. It returns false where the header ends.
func (h *header) take(r *row, from int) bool {
	for i := from; i < len(r.marks); i++ {
		s := r.marks[i].in(h.langs)
		switch {
		case !plausible(s, value(r, i)):
			continue
		case !s.field.isHeader(), s.field.starts() && h.seen[s.field]:
			return false
		}
		if common := h.langs & s.langs; common != 0 {
			h.langs = common
		}
		h.count++
		h.seen[s.field] = true
	}
	return true
}

func (h *header) enough() bool {
	return h.seen[eventID] && h.count >= h.need && (h.seen[source] || h.count >= 4)
}
