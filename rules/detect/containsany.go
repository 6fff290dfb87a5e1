package detect

import "strings"

// containsAny matches text that contains one of many literals, going over the
// text once. Most places are passed with one look at a bit for the two bytes
// there; at the others the literals that begin with them are tried.
type containsAny struct {
	bits     [1024 / 64]uint64 // by pairHash
	byPair   map[[2]byte][]string
	literals []string
}

// manyLiterals is the number from which a list is searched for as a whole; a
// few literals are found faster one by one, with the help of the processor.
const manyLiterals = 8

func newContainsAny(literals []string) *containsAny {
	m := &containsAny{byPair: map[[2]byte][]string{}, literals: literals}
	for _, s := range literals {
		pair := [2]byte{s[0], s[1]}
		m.byPair[pair] = append(m.byPair[pair], s)
		h := pairHash(pair)
		m.bits[h/64] |= 1 << (h % 64)
	}
	return m
}

func pairHash(p [2]byte) uint16 { return (uint16(p[0])<<2 ^ uint16(p[1])) % 1024 }

func (m *containsAny) matches(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		pair := [2]byte{s[i], s[i+1]}
		h := pairHash(pair)
		if m.bits[h/64]&(1<<(h%64)) == 0 {
			continue
		}
		for _, literal := range m.byPair[pair] {
			if strings.HasPrefix(s[i:], literal) {
				return true
			}
		}
	}
	return false
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
			if !ok || !isContains || tt.cased || len(literal) < 2 {
				return
			}
			literals = append(literals, string(literal))
		}
	}
	it.values = [][]test{{textTest{newContainsAny(literals), false}}}
}
