package detect

import (
	"slices"
	"strings"
	"testing"

	"culprit/parser/event"
)

// FuzzSelection compiles whatever it is given and matches it. What the
// selection tells of itself must be true of every match: the kinds of events and
// the texts that are necessary for it.
func FuzzSelection(f *testing.F) {
	for _, src := range []string{
		`{EventID: 7023, A|contains: [x, yz]}`, `{A|re: '(?P<v>foo|bar)\d*', B|expand: '%v%'}`, `[key, word]`,
		`{A|windash|contains: ' -enc'}`, `{A|wide|base64offset|contains: http}`, `{A|cidr: 10.0.0.0/8}`, `{A|fieldref|endswith: B}`,
		`[{Channel: System, Provider_Name: P}, {A|gt: 5}]`, `{A|hour|lt: 5, B: null}`, `{'|all': [abcd, efgh]}`, `{A: 'a*b?c\*', ErrorCode: 2}`,
	} {
		f.Add(src, "foo yz -enc", "abcd efgh", uint16(7023))
		f.Add(src, "10.1.2.3", "", uint16(0))
	}
	f.Fuzz(func(t *testing.T, src, a, b string, id uint16) {
		r := Reader{File: "f"}
		docs := r.Documents([]byte(src))
		if len(docs) != 1 || len(a)+len(b) > 4096 {
			return
		}
		s, mistakes := CompileSelection(docs[0], Options{File: "f"})
		if len(mistakes) > 0 {
			return
		}
		e := &event.Event{
			Header: event.Header{Channel: "System", Provider: "P", EventID: id, Computer: "h"},
			Data:   []event.Field{{Name: "A", Value: event.String(a)}, {Name: "B", Value: event.String(b)}},
		}
		fields := FieldsOf(e)
		if _, ok := s.Match(fields, Vars{"v": a}); !ok {
			return
		}
		if !slices.ContainsFunc(s.Keys(), func(k Key) bool { return k.Covers(e.Channel, e.Provider, e.EventID) }) {
			t.Errorf("%s matches, but its keys %v do not cover the event", src, s.Keys())
		}
		for _, w := range s.Witnesses() {
			if !slices.ContainsFunc(w, func(c Clue) bool { return within(fields, c) }) {
				t.Errorf("%s matches, but no clue of %v is in the event", src, w)
			}
		}
	})
}

func within(f *Fields, c Clue) bool {
	values := f.values(c.field)
	for i := range values {
		if strings.Contains(values[i].text(false), c.text) {
			return true
		}
	}
	return false
}
