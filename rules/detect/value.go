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
	parts, err := splitVariables(n.Value)
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

// maxSubstitutions bounds what several names in one value multiply to.
const maxSubstitutions = 10_000

// substitute puts the values of the table for the names in a Sigma rule.
func (c *compiler) substitute(n *yaml.Node, parts []string, m *modifiers) []test {
	texts := []pattern{nil}
	for i, part := range parts {
		more := []pattern{parsePattern(part)}
		if i%2 == 1 {
			more = nil
			for _, v := range c.opt.Expansions[part] {
				more = append(more, literally(v))
			}
		}
		if len(more) == 0 && i%2 == 1 {
			c.Addf(n, "%%%s%% has no value here", part)
			return nil
		}
		if len(texts)*len(more) > maxSubstitutions {
			c.Addf(n, "the names stand for more than %d values together", maxSubstitutions)
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
