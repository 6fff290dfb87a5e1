package detect

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"culprit/parser/event"
	"culprit/parser/wincode"
)

// Options say how selections are compiled.
type Options struct {
	File string // for mistakes

	// Sigma reads selections as Sigma rules mean them: Channel and Computer are
	// those of the data if it has such names, and a placeholder of |expand is
	// no variable but stands for the values of the table. A rule with a
	// placeholder that is not in the table is a mistake.
	Sigma        bool
	Placeholders map[string][]string

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

// plainValue returns the folded text of a value that is compared as it stands.
func (c *compiler) plainValue(n *yaml.Node, field string, m *modifiers) (string, bool) {
	if n.Kind != yaml.ScalarNode || IsNull(n) || m.comparator != "" || m.part != "" || m.cased || m.expand ||
		m.windash || m.before || m.after || len(m.encodings) > 0 {
		return "", false
	}
	text, ok := c.pattern(n, field).plain()
	return fold(text), ok
}

// pattern reads a value. What names a provider, a computer or an error code is
// spelled as the fields are.
func (c *compiler) pattern(n *yaml.Node, field string) pattern {
	p := parsePattern(n.Value)
	text, ok := p.plain()
	switch {
	case !ok:
	case field == "Provider_Name":
		return literally(event.FoldProvider(text))
	case field == "Computer":
		return literally(event.FoldHost(text))
	case field == "ErrorCode":
		if number, ok := wincode.Normalize(text); ok {
			return literally(number)
		}
	}
	return p
}

// tests compiles one value into the tests of which one must hold.
func (c *compiler) tests(n *yaml.Node, field string, m *modifiers) []test {
	switch {
	case n.Kind != yaml.ScalarNode:
		c.Addf(n, "the value of %q must be a text, not %s", field, kindName(n))
		return nil
	case m.comparator == "exists":
		return []test{existsTest(c.Bool(n, "the value of exists"))}
	case IsNull(n):
		return []test{nullTest{}}
	case m.comparator == "re":
		return c.regex(n, m)
	case m.comparator == "cidr":
		return c.network(n)
	case m.comparator == "fieldref":
		return []test{fieldTest{c.intern(n.Value), m.before, m.after, m.cased}}
	case m.comparator != "" || m.part != "":
		return c.order(n, m)
	case m.expand:
		return c.expand(n, m)
	case len(m.encodings) > 0:
		return c.encoded(n, m)
	}
	p := c.pattern(n, field)
	if m.windash {
		p = p.windash()
	}
	return []test{shaped(p, m, m.cased)}
}

func shaped(p pattern, m *modifiers, cased bool) test {
	p = p.around(m.before, m.after)
	if !cased {
		p = p.fold()
	}
	return textTest{p.matcher(), cased}
}

func (c *compiler) regex(n *yaml.Node, m *modifiers) []test {
	expr := n.Value
	if m.flags != "" {
		expr = "(?" + m.flags + ")" + expr
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		c.Addf(n, "not a regular expression that can be used: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return nil
	}
	return []test{regexTest{re, regexClues(expr)}}
}

func (c *compiler) network(n *yaml.Node) []test {
	p, err := netip.ParsePrefix(n.Value)
	if err != nil {
		c.Addf(n, "%q is not a network such as 192.0.2.0/24 or fe80::/10", n.Value)
		return nil
	}
	return []test{cidrTest{p.Masked()}}
}

func (c *compiler) order(n *yaml.Node, m *modifiers) []test {
	than, ok := parseNumber(n.Value)
	if !ok {
		c.Addf(n, "%s compares numbers, and %q is none", cmp.Or(m.comparator, m.part), n.Value)
		return nil
	}
	t := orderTest{op: m.comparator, than: than, value: parseNumber}
	if m.part != "" {
		t.value = datePart(m.part)
	}
	return []test{t}
}

func (c *compiler) encoded(n *yaml.Node, m *modifiers) []test {
	text, ok := parsePattern(n.Value).plain()
	if !ok {
		c.Addf(n, "a value with wildcards cannot be encoded; write \\* and \\? for the characters themselves")
		return nil
	}
	var ts []test
	for _, e := range encode(text, m.encodings) {
		ts = append(ts, shaped(literally(e), m, true))
	}
	return ts
}

func (c *compiler) expand(n *yaml.Node, m *modifiers) []test {
	parts, err := splitPlaceholders(n.Value)
	switch {
	case err != nil:
		c.Addf(n, "%v", err)
		return nil
	case len(parts) == 1:
		c.Addf(n, "the value of expand holds no %%variable%%")
		return nil
	case c.opt.Sigma:
		return c.substitute(n, parts, m)
	}
	return []test{expandTest{parts, m.before, m.after, m.cased}}
}

// maxSubstitutions bounds what several placeholders in one value multiply to.
const maxSubstitutions = 10_000

// substitute puts the values of the table for the placeholders of a Sigma rule.
func (c *compiler) substitute(n *yaml.Node, parts []string, m *modifiers) []test {
	texts := []pattern{nil}
	for i, part := range parts {
		more := []pattern{parsePattern(part)}
		if i%2 == 1 {
			more = nil
			for _, v := range c.opt.Placeholders[part] {
				more = append(more, literally(v))
			}
		}
		if len(more) == 0 && i%2 == 1 {
			c.Addf(n, "the placeholder %%%s%% has no value here", part)
			return nil
		}
		if len(texts)*len(more) > maxSubstitutions {
			c.Addf(n, "the placeholders stand for more than %d values together", maxSubstitutions)
			return nil
		}
		var next []pattern
		for _, a := range texts {
			for _, b := range more {
				next = append(next, slices.Concat(a, b))
			}
		}
		texts = next
	}
	var ts []test
	for _, p := range texts {
		ts = append(ts, shaped(p.joined(), m, m.cased))
	}
	return ts
}
