package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

func compileDetection(t testing.TB, src string) (*Detection, Mistakes) {
	t.Helper()
	r := Reader{File: "test"}
	docs := r.Documents([]byte(src))
	if len(docs) != 1 {
		t.Fatalf("%d documents, mistakes %v", len(docs), r.Mistakes)
	}
	return CompileDetection(docs[0], Options{File: "test", Sigma: true})
}

// TestCondition evaluates conditions over identifiers of which some hold:
// yes, yes_too and _yes do, no and no_either do not.
func TestCondition(t *testing.T) {
	for condition, want := range map[string]bool{
		"yes":                              true,
		"no":                               false,
		"not no":                           true,
		"not (not yes)":                    true,
		"yes and no":                       false,
		"yes or no and no":                 true, // and before or
		"(yes or no) and no":               false,
		"not no and yes":                   true, // not before and
		"not (no or yes)":                  false,
		"yes AND NOT no":                   true,
		"1 of yes*":                        true,
		"all of yes*":                      true,
		"1 of no*":                         false,
		"any of *either":                   false,
		"all of them":                      false, // no is among them
		"1 of them":                        true,
		"1 of _*":                          true,
		"all of *o*":                       false,
		"1 of *_t*":                        true,
		"not 1 of no* and yes":             true,
		"(((yes)))":                        true,
		"yes\nand\n(no or\tyes)":           true,
		"all of yes* and not all of no_*":  true,
		"[no, yes]":                        true, // several conditions
		"['no and yes', 'no or 1 of no*']": false,
	} {
		src := fmt.Sprintf("{yes: {A: 1}, yes_too: {A: 1}, no: {A: 2}, no_either: {A: 2}, _yes: {A: 1}, condition: %s}", condition)
		if !strings.HasPrefix(condition, "[") {
			src = strings.Replace(src, "condition: "+condition, fmt.Sprintf("condition: %q", condition), 1)
		}
		d, mistakes := compileDetection(t, src)
		if mistakes != nil {
			t.Errorf("%s: %v", condition, mistakes)
			continue
		}
		e := &event.Event{Data: []event.Field{{Name: "A", Value: event.Int(1)}}}
		if got := d.Match(FieldsOf(e)); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
}

func TestDetectionKeys(t *testing.T) {
	for _, c := range []struct {
		detection string
		want      []Key
	}{
		{`{a: {EventID: 1}, b: {EventID: 2}, condition: a or b}`, []Key{{ID: 1}, {ID: 2}}},
		{`{a: {EventID: [1, 2]}, b: {EventID: [2, 3]}, condition: a and b}`, []Key{{ID: 2}}},
		{`{a: {EventID: 1}, b: {EventID: 2}, condition: a and b}`, nil},
		{`{a: {EventID: 1}, b: {Provider_Name: P}, condition: a and not b}`, []Key{{ID: 1}}},
		{`{a: {EventID: 1}, b: {Provider_Name: P}, condition: all of them}`, []Key{{Provider: "p", ID: 1}}},
		{`{a: {EventID: 1}, condition: not a}`, []Key{{AnyID: true}}},
		{`{a: {EventID: 1, Channel: Security}, condition: a}`, []Key{{ID: 1}}}, // a channel is one of the data
	} {
		d, mistakes := compileDetection(t, c.detection)
		if diff := cmp.Diff(c.want, d.Keys()); mistakes != nil || diff != "" {
			t.Errorf("%s: %v %s", c.detection, mistakes, diff)
		}
	}
}

func TestWitnesses(t *testing.T) {
	for _, c := range []struct {
		detection string
		want      string // witnesses, best first, each its clues
	}{
		{`{a: {X: cmd.exe}, condition: a}`, "[cmd.exe]"},
		{`{a: {X|contains: [Alpha, Beta]}, condition: a}`, "[alpha beta]"},
		{`{a: {X|contains|all: [abcd, longer, no]}, condition: a}`, "[longer] [abcd]"},
		{`{a: {X|contains: [alpha, abc]}, condition: a}`, ""},
		{`{a: {X: abcd, Y: longer}, condition: a}`, "[longer] [abcd]"},
		{`{a: [{X: abcd}, {Y: longer}], condition: a}`, "[abcd longer]"},
		{`{a: [{X: abcd, Y: better}, {Y: longer}], condition: a}`, "[better longer]"},
		{`{a: [{X: abcd}, {Y|re: 'a?b'}], condition: a}`, ""},
		{`{a: {X: abcd}, b: {X: longer}, condition: a and b}`, "[longer] [abcd]"},
		{`{a: {X: abcd}, b: {X: longer}, condition: a or b}`, "[abcd longer]"},
		{`{a: {X: abcd}, b: {X: longer}, condition: a and not b}`, "[abcd]"},
		{`{a: {X: abcd}, condition: not a}`, ""},
		{`{a: {X|neq: abcd}, condition: a}`, ""},
		{`{a: {X: 'ab*cdef?g'}, condition: a}`, "[cdef]"},
		{`{a: {X|windash|contains: ' -force'}, condition: a}`, "[force]"},
		{`{a: {X|base64|contains: foobar}, condition: a}`, "[zm9vymfy]"},
		{`{a: {X|re: '^(Alpha|Beta)+ x.*(better)?$'}, condition: a}`, "[alpha beta]"},
		{`{a: {X|re: 'ab*cdef{2}[xyz]+longer'}, condition: a}`, "[longer]"},
		{`{a: {X|re|i: 'foobar|x.*bazbar'}, condition: a}`, "[foobar bazbar]"},
		{`{a: {X|re: '(foobar)?|x'}, condition: a}`, ""},
		{`{a: [keyword, Other], condition: a}`, "[keyword other]"},
		{`{a: [keyword, Other, {X: abcd}], condition: a}`, "[abcd keyword other]"},
	} {
		d, mistakes := compileDetection(t, c.detection)
		if mistakes != nil {
			t.Errorf("%s: %v", c.detection, mistakes)
			continue
		}
		var got []string
		for _, w := range d.Witnesses() {
			var texts []string
			for _, clue := range w {
				texts = append(texts, clue.text)
			}
			got = append(got, fmt.Sprint(texts))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.detection, diff)
		}
	}
}

// TestIndex compares the index with trying every rule, over rules and events
// of all kinds, enough for the second level.
func TestIndex(t *testing.T) {
	words := []string{"alpha", "Bravo", "charlie", "DELTA", "echo", "foxtrot", "Ж golf", "hotel", "ſindia", "juliet"}
	var rules []*Detection
	x := NewIndex()
	for i := range 300 {
		head := []string{"EventID: 1", "Provider_Name: P", "{EventID: [1, 2], Provider_Name: [P, Q]}", "EventID|gt: 0"}[i%4]
		how := []string{"", "|contains", "|endswith", "|startswith", "|re"}[i%5]
		d, mistakes := compileDetection(t, fmt.Sprintf(`{h: {%s}, a: {%s%s: '%s'}, condition: h and %s a}`,
			strings.Trim(head, "{}"), []string{"X", "Y"}[i%2], how, words[i%len(words)], []string{"", "", "not"}[i%3]))
		if mistakes != nil {
			t.Fatal(mistakes)
		}
		rules = append(rules, d)
		if n := x.Add(d.Keys(), d.Witnesses()); n != i || x.Len() != i+1 {
			t.Fatalf("number %d of %d", n, x.Len())
		}
	}
	finder := x.Finder()
	f := &Fields{}
	hits := 0
	for i := range 500 {
		e := &event.Event{Header: event.Header{EventID: uint16(i % 4), Provider: []string{"P", "Microsoft-Windows-Q", "R", ""}[i%3], Channel: []string{"", "C"}[i%2]}}
		for j, name := range []string{"X", "Y"} {
			e.Data = append(e.Data, event.Field{Name: name, Value: event.String(strings.ToUpper(words[(i+j)%len(words)]) + words[i*7%len(words)])})
		}
		f.Reset(e)
		found := slices.Clone(finder.Find(f))
		if !slices.IsSorted(found) {
			t.Fatal("not in order")
		}
		for n, d := range rules {
			if !d.Match(f) {
				continue
			}
			hits++
			if !slices.Contains(found, n) {
				t.Errorf("event %d matches rule %d, which the index leaves out", i, n)
			}
			if !x.Want()(e.Channel, e.Provider, e.EventID) {
				t.Errorf("event %d is not wanted", i)
			}
		}
	}
	if hits < 1000 {
		t.Errorf("only %d hits; the test tests nothing", hits)
	}
}

func TestAnyOf(t *testing.T) {
	var literals []string
	for i := range 40 {
		literals = append(literals, fmt.Sprintf("%c%c-%d", 'a'+i%26, 'z'-i%26, i))
	}
	literals = append(literals, "ждать")
	m := newAnyOf(literals)
	in := func(s string) bool { return m.holds(nil, []value{{raw: "nothing"}, {raw: s}}) }
	for _, s := range literals {
		if !in(s) || !in("x"+strings.ToUpper(s)+"Жx") || in(s[1:]) || in(s[:2]) {
			t.Error(s)
		}
	}
	if in("") || in("a") || in("жда") {
		t.Error("holds for too little text")
	}
}

// TestLongLists holds an item with many texts to what several items do.
func TestLongLists(t *testing.T) {
	var list []string
	for i := range 30 {
		list = append(list, fmt.Sprintf("'Word%d'", i))
	}
	s := mustCompile(t, "A|contains: ["+strings.Join(list, ", ")+"]", Options{})
	for text, want := range map[string]bool{"xWORD7x": true, "word29": true, "word": false, "": false} {
		e := &event.Event{Data: []event.Field{{Name: "A", Value: event.String(text)}}}
		if _, got := s.Match(FieldsOf(e), nil); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
