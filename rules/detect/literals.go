package detect

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// literalSet finds which of many literals are in a text, going over it once
// with a window of a few bytes. Each literal is filed under one window of its
// own, the rarest; at most places in a text nothing is filed under the window
// there, and one look tells so.
type literalSet struct {
	width int     // of the window, in bytes
	shift uint    // from the hash of a window to its slot
	first []int32 // by slot: the first of its literals; one more marks the end
	list  []filed // in order of slots
}

// filed is a literal with the place of its window, and what it stands for.
type filed struct {
	text string
	at   int
	refs []ref
}

// ref is one witness of one entry of an index.
type ref struct {
	entry   int
	witness uint8 // a bit
}

// The widths of windows: the wider, the rarer; but no wider than a literal.
const (
	minWindow = 2
	maxWindow = 4
)

// newLiteralSet makes a set of literals of at least minWindow bytes each, with
// what they stand for.
func newLiteralSet(literals map[string][]ref) *literalSet {
	ls := &literalSet{width: maxWindow}
	count := map[uint32]int{}
	for text := range literals {
		ls.width = max(minWindow, min(ls.width, len(text)))
	}
	for text := range literals {
		for i := range len(text) - ls.width + 1 {
			count[ls.window(text, i)]++
		}
	}
	bits := uint(6)
	for bits < 16 && 1<<bits < 4*len(literals) { // three of four slots stay empty
		bits++
	}
	ls.shift = 32 - bits
	for text, refs := range literals {
		best := 0
		for i := range len(text) - ls.width + 1 {
			if count[ls.window(text, i)] < count[ls.window(text, best)] {
				best = i
			}
		}
		ls.list = append(ls.list, filed{text, best, refs})
	}
	slot := func(f filed) uint32 { return ls.slot(ls.window(f.text, f.at)) }
	slices.SortFunc(ls.list, func(a, b filed) int {
		return cmp.Or(cmp.Compare(slot(a), slot(b)), cmp.Compare(a.text, b.text))
	})
	ls.first = make([]int32, 1<<bits+1)
	for _, f := range ls.list {
		ls.first[slot(f)+1]++
	}
	for i := range 1 << bits {
		ls.first[i+1] += ls.first[i]
	}
	return ls
}

// window returns the bytes of the window at i as a number.
func (ls *literalSet) window(s string, i int) uint32 {
	var w uint32
	for _, b := range []byte(s[i : i+ls.width]) {
		w = w>>8 | uint32(b)<<24
	}
	return w >> ls.unused()
}

// unused is how many low bits of the rolling register belong to no window.
func (ls *literalSet) unused() uint { return uint(32 - 8*ls.width) }

func (ls *literalSet) slot(window uint32) uint32 { return window * 0x9E3779B1 >> ls.shift }

// scan calls found for each literal in the value, folded, with what it stands
// for, until that returns false. It may call it twice for one place.
func (ls *literalSet) scan(v *value, found func(refs []ref) bool) {
	if v.folded {
		ls.pass(v.lower, &sameBytes, found)
		return
	}
	// Folding a text costs more than going over it, and of most texts no more
	// is asked. In ASCII, folding is a look into a table.
	if ascii, done := ls.pass(v.raw, &lowerBytes, found); !ascii && !done {
		ls.pass(v.text(false), &sameBytes, found)
	}
}

// pass goes over a text, folding its bytes by the table. It reports whether all
// of them were ASCII, and whether found wanted no more.
func (ls *literalSet) pass(s string, table *[256]byte, found func(refs []ref) bool) (ascii, done bool) {
	var register uint32
	var all byte
	unused := ls.unused()
	for i := range len(s) {
		all |= s[i]
		register = register>>8 | uint32(table[s[i]])<<24
		slot := ls.slot(register >> unused)
		if ls.first[slot] == ls.first[slot+1] {
			continue
		}
		start := i - ls.width + 1
		for _, f := range ls.list[ls.first[slot]:ls.first[slot+1]] {
			if start >= f.at && hasPrefix(s[start-f.at:], f.text, table) && !found(f.refs) {
				return false, true
			}
		}
	}
	return all < utf8.RuneSelf, false
}

// hasPrefix reports whether s, folded by the table, begins with text.
func hasPrefix(s, text string, table *[256]byte) bool {
	if len(s) < len(text) {
		return false
	}
	for i := range len(text) {
		if table[s[i]] != text[i] {
			return false
		}
	}
	return true
}

// The tables fold a byte not at all, or if it is a letter of ASCII.
var sameBytes, lowerBytes = func() (same, lower [256]byte) {
	for i := range same {
		same[i], lower[i] = byte(i), byte(i)
		if 'A' <= i && i <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	return same, lower
}()

// anyOf holds for a value that contains one of many literals.
type anyOf struct {
	set      *literalSet
	literals []string
}

// manyLiterals is the number from which a list is searched for as a whole; a
// few literals are found faster one by one, with the help of the processor.
const manyLiterals = 8

func newAnyOf(literals []string) *anyOf {
	set := map[string][]ref{}
	for _, s := range literals {
		set[s] = nil
	}
	return &anyOf{newLiteralSet(set), literals}
}

func (m *anyOf) holds(_ *Fields, values []value) bool {
	held := false
	for i := 0; i < len(values) && !held; i++ {
		m.set.scan(&values[i], func([]ref) bool {
			held = true
			return false
		})
	}
	return held
}

// merge puts the literals of a long list of contains into one test.
func (it *item) merge() {
	if it.all || len(it.values) < manyLiterals {
		return
	}
	var literals []string
	for _, tests := range it.values {
		for _, t := range tests {
			tt, ok := t.(textTest)
			literal, isContains := tt.textMatcher.(contains)
			if !ok || !isContains || tt.cased || len(literal) < minWindow {
				return
			}
			literals = append(literals, string(literal))
		}
	}
	it.values = [][]test{{newAnyOf(literals)}}
}
