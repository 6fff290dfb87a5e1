package detect

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A pattern is a Sigma string: literal text with wildcards in it.
type pattern []token

// token is literal text, or a wildcard if kind is not literal.
type token struct {
	kind tokenKind
	text string
}

type tokenKind uint8

const (
	literal tokenKind = iota
	many              // * any text, also none, also line breaks
	one               // ? one character
	dash              // one of dashes
)

// dashes is what |windash lets stand for - and /: what Windows programs take
// for the sign before an option, and what word processors make of it.
const dashes = "-/–—―"

// parsePattern reads the value of a rule. \ takes away the meaning of a
// following * ? or \; before anything else, and at the end, it is itself.
func parsePattern(s string) pattern {
	var p pattern
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			p = append(p, token{text: lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(`*?\`, s[i+1]) >= 0:
			i++
			lit.WriteByte(s[i])
		case c == '*':
			flush()
			p = append(p, token{kind: many})
		case c == '?':
			flush()
			p = append(p, token{kind: one})
		default:
			lit.WriteByte(c)
		}
	}
	flush()
	return p
}

// literally is the pattern that matches the text and nothing else.
func literally(s string) pattern {
	if s == "" {
		return nil
	}
	return pattern{{text: s}}
}

// plain returns the text of a pattern without wildcards.
func (p pattern) plain() (string, bool) {
	switch {
	case len(p) == 0:
		return "", true
	case len(p) == 1 && p[0].kind == literal:
		return p[0].text, true
	}
	return "", false
}

// windash replaces each - and / that begins a word, as an option does, by any
// dash. It knows no more of the text around a wildcard than pySigma does: a
// literal is looked at by itself.
func (p pattern) windash() pattern {
	var q pattern
	for _, t := range p {
		if t.kind != literal {
			q = append(q, t)
			continue
		}
		from := 0
		for i := range len(t.text) {
			if c := t.text[i]; (c == '-' || c == '/') && beginsWord(t.text, i) {
				q = append(q, literally(t.text[from:i])...)
				q = append(q, token{kind: dash})
				from = i + 1
			}
		}
		q = append(q, literally(t.text[from:])...)
	}
	return q
}

// beginsWord reports whether the byte at i stands before a word and not after one.
func beginsWord(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	return (i == 0 || !isWord(before)) && i+1 < len(s) && isWord(after)
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// around puts * before or after the pattern.
func (p pattern) around(before, after bool) pattern {
	q := make(pattern, 0, len(p)+2)
	if before {
		q = append(q, token{kind: many})
	}
	q = append(q, p...)
	if after {
		q = append(q, token{kind: many})
	}
	return q
}

// fold folds the literals.
func (p pattern) fold() pattern {
	q := make(pattern, len(p))
	for i, t := range p {
		q[i] = token{t.kind, fold(t.text)}
	}
	return q
}

// textMatcher matches text that is already folded, if the rule wants it so.
type textMatcher interface{ matches(s string) bool }

type (
	equals   string
	prefix   string
	suffix   string
	contains string
	anything struct{}
)

func (m equals) matches(s string) bool   { return s == string(m) }
func (m prefix) matches(s string) bool   { return strings.HasPrefix(s, string(m)) }
func (m suffix) matches(s string) bool   { return strings.HasSuffix(s, string(m)) }
func (m contains) matches(s string) bool { return strings.Contains(s, string(m)) }
func (anything) matches(string) bool     { return true }

// matcher returns the simplest matcher for the pattern.
func (p pattern) matcher() textMatcher {
	var parts []pattern // between the *
	part := pattern{}
	for _, t := range p {
		if t.kind == many {
			parts = append(parts, part)
			part = pattern{}
			continue
		}
		part = append(part, t)
	}
	parts = append(parts, part)
	first, isText := parts[0].plain()
	last, isTextToo := parts[len(parts)-1].plain()
	switch {
	case !isText || !isTextToo:
	case len(parts) == 1:
		return equals(first)
	case len(parts) == 2 && first == "" && last == "":
		return anything{}
	case len(parts) == 2 && last == "":
		return prefix(first)
	case len(parts) == 2 && first == "":
		return suffix(last)
	case len(parts) == 3 && first == "" && last == "":
		if middle, ok := parts[1].plain(); ok {
			return contains(middle)
		}
	}
	return glob(parts)
}

// glob is the parts of a pattern between its *; none of them holds one. The
// first must stand at the beginning, the last at the end, the others between
// in order. Taking each as early as it can be had is enough, so nothing is
// tried twice.
type glob []pattern

func (g glob) matches(s string) bool {
	end, ok := g[0].at(s, 0)
	if !ok {
		return false
	}
	if len(g) == 1 {
		return end == len(s)
	}
	for _, p := range g[1 : len(g)-1] {
		if end, ok = p.after(s, end); !ok {
			return false
		}
	}
	return g[len(g)-1].atEnd(s, end)
}

// at returns the end of the part in s if it stands at i.
func (p pattern) at(s string, i int) (end int, ok bool) {
	for _, t := range p {
		switch t.kind {
		case literal:
			if !strings.HasPrefix(s[i:], t.text) {
				return 0, false
			}
			i += len(t.text)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if n == 0 || t.kind == dash && !strings.ContainsRune(dashes, r) {
				return 0, false
			}
			i += n
		}
	}
	return i, true
}

// after returns the end of the first place at or after i where the part stands.
func (p pattern) after(s string, i int) (end int, ok bool) {
	for i <= len(s) {
		if len(p) > 0 && p[0].kind == literal {
			hop := strings.Index(s[i:], p[0].text)
			if hop < 0 {
				return 0, false
			}
			i += hop
		}
		if end, ok = p.at(s, i); ok {
			return end, true
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		i += max(n, 1)
	}
	return 0, false
}

// atEnd reports whether the part stands at the end of s, from i on.
func (p pattern) atEnd(s string, i int) bool {
	start := len(s)
	for _, t := range slices.Backward(p) {
		n := len(t.text)
		if t.kind != literal {
			_, n = utf8.DecodeLastRuneInString(s[:start])
		}
		if start -= n; start < i || n == 0 {
			return false
		}
	}
	end, ok := p.at(s, start)
	return ok && end == len(s)
}
