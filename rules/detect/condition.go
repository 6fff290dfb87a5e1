package detect

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A condition combines search identifiers:
//
//	condition = term { "or" term }
//	term      = factor { "and" factor }
//	factor    = "not" factor | identifier | "(" condition ")"
//	          | ("1" | "any" | "all") "of" ("them" | pattern)
//
// In a pattern * stands for any text. Neither a pattern nor them means
// identifiers that begin with _, unless the pattern does too.
type (
	expr interface {
		eval(d *Detection, f *Fields) bool
		keys(d *Detection) []Key
		witnesses(d *Detection) []Witness
	}
	orExpr    []expr
	andExpr   []expr
	notExpr   struct{ expr }
	identExpr int // index into Detection.selections
)

func (e orExpr) eval(d *Detection, f *Fields) bool {
	for _, x := range e {
		if x.eval(d, f) {
			return true
		}
	}
	return false
}

func (e andExpr) eval(d *Detection, f *Fields) bool {
	for _, x := range e {
		if !x.eval(d, f) {
			return false
		}
	}
	return true
}

func (e notExpr) eval(d *Detection, f *Fields) bool { return !e.expr.eval(d, f) }

func (e identExpr) eval(d *Detection, f *Fields) bool {
	_, ok := d.selections[e].Match(f, nil)
	return ok
}

func (e orExpr) keys(d *Detection) []Key {
	var keys []Key
	for _, x := range e {
		keys = append(keys, x.keys(d)...)
	}
	return keys
}

func (e andExpr) keys(d *Detection) []Key {
	keys := []Key{anyKey}
	for _, x := range e {
		keys = Both(keys, x.keys(d))
	}
	return keys
}

func (notExpr) keys(*Detection) []Key { return []Key{anyKey} }

func (e identExpr) keys(d *Detection) []Key { return d.selections[e].Keys() }

// conditionParser is a recursive-descent parser over the words of a condition.
type conditionParser struct {
	*compiler
	node  *yaml.Node
	names []string
	words []word
	depth int
}

type word struct {
	text   string
	offset int // in the condition, for mistakes
}

// maxConditionDepth bounds the nesting of parentheses and nots.
const maxConditionDepth = 64

func (c *compiler) condition(n *yaml.Node, names []string) expr {
	text, ok := c.Text(n, "a condition")
	if !ok {
		return nil
	}
	p := &conditionParser{compiler: c, node: n, names: names, words: split(text)}
	before := len(c.Mistakes)
	e := p.or()
	switch {
	case len(c.Mistakes) > before || len(p.words) == 0:
	case p.is("|"):
		p.fail("aggregations are not supported; write a correlation rule")
	default:
		p.fail("unexpected %q", p.words[0].text)
	}
	return e
}

// split cuts a condition into words and parentheses.
func split(s string) []word {
	var words []word
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, word{s[start:end], start})
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case strings.ContainsRune(" \t\r\n", r):
			flush(i)
		case r == '(' || r == ')':
			flush(i)
			words = append(words, word{string(r), i})
		case start < 0:
			start = i
		}
	}
	flush(len(s))
	return words
}

// fail adds a mistake at the next word and gives up on the rest.
func (p *conditionParser) fail(format string, args ...any) expr {
	at := *p.node
	if plain := at.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0; plain && len(p.words) > 0 && !strings.Contains(at.Value, "\n") {
		at.Column += p.words[0].offset
		if at.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			at.Column++
		}
	}
	p.Addf(&at, "condition: "+format, args...)
	p.words = nil
	return orExpr{}
}

// is reports whether the next word is one of the operators, which older rules
// write in upper case too.
func (p *conditionParser) is(operators ...string) bool {
	return len(p.words) > 0 && slices.Contains(operators, strings.ToLower(p.words[0].text))
}

func (p *conditionParser) next() string {
	w := p.words[0].text
	p.words = p.words[1:]
	return w
}

func (p *conditionParser) or() expr {
	all := orExpr{p.and()}
	for p.is("or") {
		p.next()
		all = append(all, p.and())
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

func (p *conditionParser) and() expr {
	all := andExpr{p.not()}
	for p.is("and") {
		p.next()
		all = append(all, p.not())
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

func (p *conditionParser) not() expr {
	if p.depth++; p.depth > maxConditionDepth {
		return p.fail("nested too deep")
	}
	defer func() { p.depth-- }()
	if p.is("not") {
		p.next()
		return notExpr{p.not()}
	}
	return p.atom()
}

func (p *conditionParser) atom() expr {
	switch {
	case len(p.words) == 0:
		return p.fail("something is missing at the end")
	case p.is("("):
		p.next()
		e := p.or()
		if !p.is(")") {
			return p.fail("a parenthesis is not closed")
		}
		p.next()
		return e
	case p.is("and", "or", ")", "of", "near"):
		return p.fail("unexpected %q", p.words[0].text)
	case len(p.words) > 1 && strings.EqualFold(p.words[1].text, "of"):
		return p.quantified()
	}
	name := p.words[0].text
	i := slices.Index(p.names, name)
	if i < 0 {
		return p.fail("no search identifier %q%s", name, Suggest(name, p.names))
	}
	p.next()
	return identExpr(i)
}

func (p *conditionParser) quantified() expr {
	if !p.is("1", "any", "all") {
		return p.fail("%q is not a quantifier; it is 1, any or all", p.words[0].text)
	}
	all := strings.EqualFold(p.next(), "all")
	p.next()
	if len(p.words) == 0 {
		return p.fail("something is missing at the end")
	}
	pattern := p.words[0].text
	var found []expr
	for i, name := range p.names {
		if meant(name, pattern) {
			found = append(found, identExpr(i))
		}
	}
	if len(found) == 0 {
		return p.fail("no search identifier is meant by %q", pattern)
	}
	p.next()
	if all {
		return andExpr(found)
	}
	return orExpr(found)
}

// meant reports whether a pattern, or them, means a search identifier.
func meant(name, pattern string) bool {
	if strings.HasPrefix(name, "_") && !strings.HasPrefix(pattern, "_") {
		return false
	}
	if pattern == "them" {
		return true
	}
	// Names hold no slash, so the only special character left is *.
	ok, err := path.Match(quote.Replace(pattern), name)
	return ok && err == nil
}

var quote = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `?`, `\?`)

// NameCondition is a condition over names, each of which holds or not.
type NameCondition struct{ e expr }

// CompileNames compiles a condition whose identifiers are the names.
func CompileNames(n *yaml.Node, names []string, opt Options) (*NameCondition, Mistakes) {
	c := &compiler{Reader: Reader{File: opt.File}, opt: opt}
	e := c.condition(n, names)
	return &NameCondition{e}, c.Mistakes
}

// Holds evaluates the condition; holds says which names hold, by their place.
func (c *NameCondition) Holds(holds func(name int) bool) bool { return evalNames(c.e, holds) }

func evalNames(e expr, holds func(int) bool) bool {
	each := func(x expr) bool { return evalNames(x, holds) }
	switch e := e.(type) {
	case orExpr:
		return slices.ContainsFunc(e, each)
	case andExpr:
		return !slices.ContainsFunc(e, func(x expr) bool { return !each(x) })
	case notExpr:
		return !each(e.expr)
	case identExpr:
		return holds(int(e))
	}
	return false
}
