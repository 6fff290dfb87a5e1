package detect

import (
	"fmt"
	"math/big"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// test is one value of an item, compiled.
type test interface {
	// holds reports whether one of the field's values passes. A field that is
	// absent has none.
	holds(f *Fields, values []value) bool
}

// textTest compares the text of a value.
type textTest struct {
	textMatcher
	cased bool
}

func (t textTest) holds(_ *Fields, values []value) bool {
	for i := range values {
		if t.matches(values[i].text(t.cased)) {
			return true
		}
	}
	return false
}

// nullTest holds for a field that is absent or empty.
type nullTest struct{}

func (nullTest) holds(_ *Fields, values []value) bool {
	for i := range values {
		if values[i].raw != "" {
			return false
		}
	}
	return true
}

type existsTest bool

func (t existsTest) holds(_ *Fields, values []value) bool { return bool(t) == (len(values) > 0) }

type regexTest struct {
	*regexp.Regexp
	clues []string // see regexClues
}

func (t regexTest) holds(_ *Fields, values []value) bool {
	for i := range values {
		if t.MatchString(values[i].raw) {
			return true
		}
	}
	return false
}

// bind captures the named groups of the first value that matches.
func (t regexTest) bind(values []value, bound Vars) {
	for i := range values {
		m := t.FindStringSubmatch(values[i].raw)
		if m == nil {
			continue
		}
		for j, name := range t.SubexpNames() {
			if name != "" {
				bound[name] = m[j]
			}
		}
		return
	}
}

type cidrTest struct{ netip.Prefix }

func (t cidrTest) holds(_ *Fields, values []value) bool {
	for i := range values {
		// Security logs write IPv4 clients as ::ffff:192.0.2.1.
		if a, err := netip.ParseAddr(values[i].raw); err == nil && t.Contains(a.Unmap().WithZone("")) {
			return true
		}
	}
	return false
}

// fieldTest compares with the values of another field.
type fieldTest struct {
	field         fieldID
	before, after bool
	cased         bool
}

func (t fieldTest) holds(f *Fields, values []value) bool {
	others := f.values(t.field)
	for i := range values {
		for j := range others {
			if t.same(values[i].text(t.cased), others[j].text(t.cased)) {
				return true
			}
		}
	}
	return false
}

func (t fieldTest) same(a, b string) bool {
	switch {
	case t.before && t.after:
		return strings.Contains(a, b)
	case t.before:
		return strings.HasSuffix(a, b)
	case t.after:
		return strings.HasPrefix(a, b)
	}
	return a == b
}

// orderTest compares numbers, or a part of a date with a number.
type orderTest struct {
	op    string // lt, lte, gt, gte; empty is equality
	than  *big.Rat
	value func(string) (*big.Rat, bool)
}

func (t orderTest) holds(_ *Fields, values []value) bool {
	for i := range values {
		if n, ok := t.value(values[i].raw); ok && ordered(t.op, n.Cmp(t.than)) {
			return true
		}
	}
	return false
}

func ordered(op string, c int) bool {
	switch op {
	case "lt":
		return c < 0
	case "lte":
		return c <= 0
	case "gt":
		return c > 0
	case "gte":
		return c >= 0
	}
	return c == 0
}

// parseNumber reads a decimal number or one in hex. Rationals because ids and
// addresses go beyond what a float holds exactly.
func parseNumber(s string) (*big.Rat, bool) {
	s = strings.TrimSpace(s)
	if hex, ok := cutHex(s); ok {
		n, err := strconv.ParseUint(hex, 16, 64)
		return new(big.Rat).SetInt(new(big.Int).SetUint64(n)), err == nil
	}
	const longest = 40 // digits; keeps a hostile exponent or text cheap
	if s == "" || len(s) > longest || strings.Trim(s, "+-.0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func cutHex(s string) (string, bool) {
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		return s[2:], true
	}
	return "", false
}

// dateLayouts are the forms in which dates stand in event data: as XML writes
// them, as Sysmon's UtcTime, and without a time.
var dateLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02"}

// datePart returns what takes the named part out of a date, in the time zone
// in which it is written.
func datePart(part string) func(string) (*big.Rat, bool) {
	return func(s string) (*big.Rat, bool) {
		for _, layout := range dateLayouts {
			if t, err := time.Parse(layout, s); err == nil {
				return new(big.Rat).SetInt64(int64(partOf(t, part))), true
			}
		}
		return nil, false
	}
}

func partOf(t time.Time, part string) int {
	switch part {
	case "minute":
		return t.Minute()
	case "hour":
		return t.Hour()
	case "day":
		return t.Day()
	case "week":
		_, week := t.ISOWeek()
		return week
	case "month":
		return int(t.Month())
	}
	return t.Year()
}

// expandTest compares with a text in which captured variables stand. It does
// not hold while one of them has no value.
type expandTest struct {
	parts         []string // literal, variable, literal, …
	before, after bool
	cased         bool
}

func (t expandTest) holds(f *Fields, values []value) bool {
	var p pattern
	for i, part := range t.parts {
		if i%2 == 0 {
			p = append(p, parsePattern(part)...)
			continue
		}
		v, ok := f.vars[part]
		if !ok {
			return false
		}
		p = append(p, literally(v)...)
	}
	p = p.joined().around(t.before, t.after)
	if !t.cased {
		p = p.fold()
	}
	return textTest{p.matcher(), t.cased}.holds(f, values)
}

// joined puts literals that follow one another into one.
func (p pattern) joined() pattern {
	var q pattern
	for _, t := range p {
		if n := len(q); n > 0 && t.kind == literal && q[n-1].kind == literal {
			q[n-1].text += t.text
			continue
		}
		q = append(q, t)
	}
	return q
}

// splitVariables takes a value with %name% in it apart: text, name, text, …
// \% is a percent sign.
func splitVariables(s string) ([]string, error) {
	var parts []string
	var text strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] == '%':
			i++
			text.WriteByte('%')
		case s[i] == '\\' && i+1 < len(s): // an escape of the pattern
			text.WriteString(s[i : i+2])
			i++
		case s[i] == '%':
			end := strings.IndexByte(s[i+1:], '%')
			if end < 1 || !isName(s[i+1:i+1+end]) {
				return nil, fmt.Errorf("a variable is written %%name%%, a percent sign \\%%")
			}
			parts = append(parts, text.String(), s[i+1:i+1+end])
			text.Reset()
			i += end + 1
		default:
			text.WriteByte(s[i])
		}
	}
	return append(parts, text.String()), nil
}

// isName reports whether s can be the name of a variable.
func isName(s string) bool {
	for _, r := range s {
		if !isWord(r) && r != '-' {
			return false
		}
	}
	return s != ""
}
