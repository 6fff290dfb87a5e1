package detect

import (
	"cmp"
	"slices"
)

// Witness is a set of texts of which at least one must be in a field of an
// event, folded, for a rule to match it.
type Witness []Clue

// Clue is a text in a field.
type Clue struct {
	field fieldID
	text  string // folded
}

// tells reports whether a text is rare enough to be a clue: short ones are
// nearly everywhere, but for signs that are not ASCII.
func tells(text string) bool {
	return len(text) >= maxWindow || len(text) == maxWindow-1 && !isASCII(text)
}

// maxWitnesses is how many witnesses of a rule are used, the best of them.
const maxWitnesses = 8

// Witnesses returns witnesses of the events that are detected: of each of them
// a text must be there.
func (d *Detection) Witnesses() []Witness { return best(d.condition.witnesses(d)) }

// Witnesses returns witnesses of the events that are selected.
func (s *Selection) Witnesses() []Witness {
	var of [][]Witness
	for i := range s.alternatives {
		var all []Witness
		for j := range s.alternatives[i].items {
			all = append(all, s.alternatives[i].items[j].witnesses()...)
		}
		of = append(of, all)
	}
	return either(of)
}

// either returns the witnesses of a choice, given those of each alternative: of
// several, the best of each, taken together.
func either(of [][]Witness) []Witness {
	if len(of) == 1 {
		return of[0]
	}
	var all Witness
	for _, list := range of {
		if len(list) == 0 {
			return nil
		}
		all = append(all, best(list)[0]...)
	}
	if len(all) == 0 {
		return nil
	}
	return []Witness{all}
}

// best returns the witnesses that narrow events down the most, best first. The
// shortest text of one tells the most of how often it will be found by chance.
func best(list []Witness) []Witness {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Witness) int {
		return cmp.Or(cmp.Compare(b.shortest(), a.shortest()), cmp.Compare(len(a), len(b)))
	})
	return list[:min(len(list), maxWitnesses)]
}

// shortest returns the length of the shortest clue; beyond some length more
// does not help.
func (w Witness) shortest() int {
	const enough = 12
	least := enough
	for _, c := range w {
		least = min(least, len(c.text))
	}
	return least
}

func (e orExpr) witnesses(d *Detection) []Witness {
	var of [][]Witness
	for _, x := range e {
		of = append(of, x.witnesses(d))
	}
	return either(of)
}

func (e andExpr) witnesses(d *Detection) []Witness {
	var all []Witness
	for _, x := range e {
		all = append(all, x.witnesses(d)...)
	}
	return all
}

func (notExpr) witnesses(*Detection) []Witness { return nil }

func (e identExpr) witnesses(d *Detection) []Witness { return d.selections[e].Witnesses() }

// witnesses returns those of an item: one with the clues of all its values, or,
// if all values must match, one for each.
func (it *item) witnesses() []Witness {
	if it.negate {
		return nil
	}
	var each []Witness
	for _, tests := range it.values {
		w := it.clues(tests)
		switch {
		case w != nil:
			each = append(each, w)
		case !it.all:
			return nil
		}
	}
	if it.all || len(each) == 0 {
		return each
	}
	return []Witness{slices.Concat(each...)}
}

// clues returns a clue for each test of a value, or nil if one has none.
func (it *item) clues(tests []test) Witness {
	var found Witness
	for _, t := range tests {
		for _, text := range literals(t) {
			if !tells(text) {
				return nil
			}
			found = append(found, Clue{it.field, text})
		}
	}
	return found
}

// literals returns folded texts of which one must be in a value for the test
// to hold; an empty one if that cannot be said.
func literals(t test) []string {
	if re, ok := t.(regexTest); ok {
		if len(re.clues) > 0 {
			return re.clues
		}
		return []string{""}
	}
	if many, ok := t.(*anyOf); ok {
		return many.literals
	}
	tt, ok := t.(textTest)
	if !ok {
		return []string{""}
	}
	switch m := tt.textMatcher.(type) {
	case equals:
		return []string{fold(string(m))}
	case prefix:
		return []string{fold(string(m))}
	case suffix:
		return []string{fold(string(m))}
	case contains:
		return []string{fold(string(m))}
	case glob:
		return []string{fold(m.longest())}
	}
	return []string{""}
}

// longest returns the longest literal of the pattern.
func (g glob) longest() string {
	best := ""
	for _, t := range slices.Concat(g...) {
		if len(t.text) > len(best) {
			best = t.text
		}
	}
	return best
}
