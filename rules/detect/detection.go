package detect

import (
	"cmp"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Detection is a compiled Sigma detection: named selections and the condition
// over them. It may be used by several goroutines at once.
type Detection struct {
	selections []*Selection
	condition  expr
}

// CompileDetection compiles the map under detection. Of several conditions one
// must hold. The detection is of no use if there are mistakes.
func CompileDetection(n *yaml.Node, opt Options) (*Detection, Mistakes) {
	c := &compiler{Reader: Reader{File: opt.File}, opt: opt}
	d := &Detection{condition: orExpr{}}
	var names []string
	var condition *yaml.Node
	for _, p := range c.Pairs(n, "a detection") {
		switch p.Key.Value {
		case "condition":
			condition = p.Value
		case "timeframe":
			c.Addf(p.Key, "timeframe is not supported; write a correlation rule")
		default:
			names = append(names, p.Key.Value)
			d.selections = append(d.selections, c.selection(p.Value))
		}
	}
	if condition == nil {
		if n.Kind == yaml.MappingNode {
			c.Addf(n, "the detection has no condition")
		}
		return d, c.Mistakes
	}
	var one orExpr
	for _, item := range List(condition) {
		one = append(one, c.condition(item, names))
	}
	d.condition = one
	return d, c.Mistakes
}

// Match reports whether the event is detected.
func (d *Detection) Match(f *Fields) bool { return d.condition.eval(d, f) }

// Keys returns the kinds of events that can be detected, sorted. In Sigma rules
// the channel is said by the log source, so they leave it open.
func (d *Detection) Keys() []Key {
	keys := d.condition.keys(d)
	for i := range keys {
		keys[i].Channel = ""
	}
	return Simplify(keys)
}

// Witness returns texts of which one is in every event that is detected.
func (d *Detection) Witness() Witness { return d.condition.witness(d) }

// Witness is a set of texts of which at least one must be in a field of an
// event, folded, for a rule to match it. Nil means that no such set is known.
type Witness []Clue

// Clue is a text in a field.
type Clue struct {
	field fieldID
	text  string // folded, at least clueLength bytes
}

// clueLength is the least length of a clue, in bytes.
const clueLength = 4

// better reports whether w narrows events down more than v. The shortest text
// tells the most of how often a witness will be found by chance.
func (w Witness) better(v Witness) bool {
	if w == nil || v == nil {
		return v == nil && w != nil
	}
	return cmp.Or(cmp.Compare(w.shortest(), v.shortest()), cmp.Compare(len(v), len(w))) > 0
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

func (e orExpr) witness(d *Detection) Witness {
	all := Witness{}
	for _, x := range e {
		w := x.witness(d)
		if w == nil {
			return nil
		}
		all = append(all, w...)
	}
	return all
}

func (e andExpr) witness(d *Detection) Witness {
	var best Witness
	for _, x := range e {
		if w := x.witness(d); w.better(best) {
			best = w
		}
	}
	return best
}

func (notExpr) witness(*Detection) Witness { return nil }

func (e identExpr) witness(d *Detection) Witness { return d.selections[e].Witness() }

// Witness returns texts of which one is in every event that is selected.
func (s *Selection) Witness() Witness {
	all := Witness{}
	for i := range s.alternatives {
		var best Witness
		for j := range s.alternatives[i].items {
			if w := s.alternatives[i].items[j].witness(); w.better(best) {
				best = w
			}
		}
		if best == nil {
			return nil
		}
		all = append(all, best...)
	}
	return all
}

// witness returns the clues of an item: one of each value, or, if all values
// must match, those of the best one.
func (it *item) witness() Witness {
	if it.negate || it.field == keywords {
		return nil
	}
	var all, best Witness
	for _, tests := range it.values {
		one := it.clues(tests)
		switch {
		case it.all && one.better(best):
			best = one
		case !it.all && one == nil:
			return nil
		}
		all = append(all, one...)
	}
	if it.all {
		return best
	}
	return all
}

// clues returns a clue for each test of a value, or nil if one has none.
func (it *item) clues(tests []test) Witness {
	var found Witness
	for _, t := range tests {
		for _, text := range literals(t) {
			if len(text) < clueLength {
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
	case *containsAny:
		return m.literals
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
