package detect

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Options say how selections are compiled.
type Options struct {
	File string // for mistakes

	// Sigma reads selections as Sigma rules mean them: Channel and Computer are
	// those of the data if it has such names, and %name% under |expand is no
	// variable but stands for the values of the table. A name that is not in
	// the table is a mistake.
	Sigma      bool
	Expansions map[string][]string

	Rename map[string]string // other names for fields, where the data has others
}

// Selection is a compiled search identifier. It may be used by several
// goroutines at once.
type Selection struct {
	alternatives []conjunction
}

// conjunction is a map, all of whose items must hold.
type conjunction struct {
	items    []item
	captures []capture
}

// capture is a regular expression with named groups.
type capture struct {
	field fieldID
	re    regexTest
}

// item is one field with its values.
type item struct {
	name   string // of the field as the rule gives it; empty for keywords
	field  fieldID
	values [][]test // per value of the list, the tests of which one must hold
	all    bool     // every value, not one
	negate bool
	ids    []uint16 // if not nil, the only event ids that match: the common case
	texts  []string // if not nil, the only texts that match, folded
}

// CompileSelection compiles a search identifier. The selection is of no use if
// there are mistakes.
func CompileSelection(n *yaml.Node, opt Options) (*Selection, Mistakes) {
	c := &compiler{Reader: Reader{File: opt.File}, opt: opt}
	s := c.selection(n)
	return s, c.Mistakes
}

// compiler compiles selections of one file.
type compiler struct {
	Reader
	opt Options
}

func (c *compiler) selection(n *yaml.Node) *Selection {
	s := &Selection{}
	switch n.Kind {
	case yaml.MappingNode:
		s.alternatives = append(s.alternatives, c.conjunction(n))
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			c.Addf(n, "the list is empty")
		}
		c.list(s, n)
	default:
		s.alternatives = append(s.alternatives, c.keywords(n))
	}
	return s
}

// list compiles a list of maps and keywords. Keywords are taken together, so
// that many of them can be searched for at once.
func (c *compiler) list(s *Selection, n *yaml.Node) {
	words := yaml.Node{Kind: yaml.SequenceNode, Line: n.Line, Column: n.Column}
	for _, alt := range n.Content {
		if alt.Kind == yaml.MappingNode {
			s.alternatives = append(s.alternatives, c.conjunction(alt))
		} else {
			words.Content = append(words.Content, alt)
		}
	}
	if len(words.Content) > 0 {
		s.alternatives = append(s.alternatives, c.keywords(&words))
	}
}

// keywords compiles a keyword or a list of them.
func (c *compiler) keywords(n *yaml.Node) conjunction {
	key := &yaml.Node{Kind: yaml.ScalarNode, Line: n.Line, Column: n.Column}
	return conjunction{items: []item{c.item(key, n)}}
}

func (c *compiler) conjunction(n *yaml.Node) conjunction {
	if len(n.Content) == 0 {
		c.Addf(n, "the map is empty and would match every event")
	}
	var conj conjunction
	for _, p := range c.Pairs(n, "a selection") {
		it := c.item(p.Key, p.Value)
		conj.items = append(conj.items, it)
		conj.captures = append(conj.captures, it.captures()...)
	}
	// All must hold, so those that cost least go first.
	slices.SortStableFunc(conj.items, func(a, b item) int { return cmp.Compare(a.cost(), b.cost()) })
	return conj
}

// cost estimates what it takes to try the item.
func (it *item) cost() int {
	switch {
	case it.ids != nil:
		return 0
	case it.texts != nil:
		return 1
	}
	sum := 0
	for _, tests := range it.values {
		for _, t := range tests {
			sum += testCost(t)
		}
	}
	if it.field == keywords {
		sum *= 10
	}
	return sum
}

func testCost(t test) int {
	if _, ok := t.(*anyOf); ok {
		return 10 * manyLiterals
	}
	tt, ok := t.(textTest)
	if !ok {
		return 100
	}
	switch tt.textMatcher.(type) {
	case equals, prefix, suffix, anything:
		return 2
	case contains:
		return 10
	}
	return 30
}

// captures returns the regular expressions of the item that capture.
func (it *item) captures() []capture {
	var found []capture
	for _, tests := range it.values {
		for _, t := range tests {
			if re, ok := t.(regexTest); ok && !it.negate && strings.Join(re.SubexpNames(), "") != "" {
				found = append(found, capture{it.field, re})
			}
		}
	}
	return found
}

func (c *compiler) item(key, n *yaml.Node) item {
	field, m := c.parseModifiers(key)
	it := item{name: field, all: m.all, negate: m.neq}
	if field == "" {
		m.before, m.after = true, true // keywords may stand anywhere
	}
	it.field = c.intern(field)
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		c.Addf(n, "the list of values of %q is empty", key.Value)
	}
	plain := true
	for _, v := range List(n) {
		p, ok := c.plainValue(v, field, &m)
		if plain = plain && ok; plain {
			it.texts = append(it.texts, p)
		}
		it.values = append(it.values, c.tests(v, field, &m))
	}
	if !plain || m.all && len(it.values) > 1 {
		it.texts = nil
	}
	it.merge()
	if field == "EventID" && it.texts != nil {
		it.ids = eventIDs(it.texts)
	}
	return it
}

// intern returns the id of a field name as the rule means it.
func (c *compiler) intern(name string) fieldID {
	if other, ok := c.opt.Rename[name]; ok {
		name = other
	}
	if c.opt.Sigma && (name == "Channel" || name == "Computer") {
		name = dataFirst + name
	}
	return intern(name)
}
