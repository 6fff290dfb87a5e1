package hexdata

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a run of digits of a notation without offsets.
type token struct {
	digits   string
	prefixed bool // by 0x
}

// plainText gathers the lines of one such notation.
type plainText struct {
	Dump
	tokens   []token
	labelled bool // a heading says that this is data
	braces   bool
	dashes   bool
	more     bool // a .reg line ends in a backslash
}

// minPlain is how many bytes digits must stand for to be taken for data where
// no heading says so; less is a number or a word.
const minPlain = 4

// dataWords are what headings call the data, lower case.
var dataWords = []string{
	"data", "binary", "bytes", "hex", "данные", "daten", "données", "donnees", "datos", "dados", "dati", "dane",
	"データ", "数据", "데이터",
}

// cutLabel splits off a heading that ends in a colon or an equals sign, or the
// tags of an XML element. isData reports whether it calls what follows data.
func cutLabel(s string) (body string, isData bool) {
	if _, after, ok := strings.Cut(s, "<Binary>"); ok {
		body, _, _ = strings.Cut(after, "<")
		return body, true
	}
	i := strings.IndexAny(s, ":=：")
	if i < 0 {
		return s, false
	}
	label := strings.ToLower(s[:i])
	if strings.Trim(label, " 0123456789abcdefx,{}-|/\t") == "" {
		return s, false // digits, not a heading
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	body = s[i+size:]
	for _, w := range dataWords {
		isData = isData || strings.Contains(label, w)
	}
	if inner, ok := strings.CutPrefix(strings.TrimSpace(body), "hex"); ok { // "Name"=hex:00,01
		if _, after, found := strings.Cut(inner, ":"); found {
			return after, true
		}
	}
	return body, isData
}

// add takes one line, if all of it is digits of some notation.
func (p *plainText) add(n int, body string) bool {
	rest, truncated := cutEllipsis(body)
	tokens, repairs, ok := tokenize(rest)
	if !ok {
		return false
	}
	if p.Line == 0 {
		p.Line = n
	}
	p.LastLine = n
	for i := range repairs {
		repairs[i].Line = n
	}
	trimmed := strings.TrimSpace(body)
	p.braces = p.braces || strings.HasPrefix(trimmed, "{")
	p.more = strings.HasSuffix(trimmed, `\`)
	p.dashes = p.dashes || strings.Contains(body, "-")
	p.Truncated = p.Truncated || truncated
	p.tokens, p.Repairs = append(p.tokens, tokens...), append(p.Repairs, repairs...)
	return len(p.tokens) <= MaxDump
}

// cutEllipsis takes off the dots by which PowerShell cuts a list short.
func cutEllipsis(s string) (rest string, cut bool) {
	trimmed := strings.TrimRight(s, " \t})")
	for _, dots := range []string{"...", "…"} {
		if before, ok := strings.CutSuffix(trimmed, dots); ok {
			return before, true
		}
	}
	return s, false
}

// tokenize splits a line into runs of digits. Anything but digits, separators
// and look-alikes of digits makes it no data.
func tokenize(s string) (tokens []token, repairs []Repair, ok bool) {
	var run []byte
	whole := true // no prefix stands alone
	flush := func() {
		if t, prefixed := strings.CutPrefix(strings.ToLower(string(run)), "0x"); len(run) > 0 {
			tokens = append(tokens, token{t, prefixed})
			whole = whole && t != ""
		}
		run = run[:0]
	}
	column := 0
	for _, r := range s {
		column++
		b := fold(r, false)
		switch {
		case isHex(b), b == 'x' && len(run) == 1 && run[0] == '0':
			if rune(b) != r {
				repairs = append(repairs, Repair{Column: column, Was: r, Read: b, Unsure: isUnsure(r)})
			}
			run = append(run, b)
		case b != 0 && strings.IndexByte(" ,;{}[]()\"'|/\\-\t\r", b) >= 0, unicode.Is(unicode.Cf, r):
			flush()
		default:
			return nil, nil, false
		}
	}
	flush()
	return tokens, repairs, whole && len(tokens) > 0
}

// dump turns the tokens into bytes, or returns nil if they are none.
func (p *plainText) dump() *Dump {
	width, even, digits := p.shape()
	d := &p.Dump
	d.Kind, d.Notation = Bytes, Plain
	switch {
	case p.decimal():
		if len(p.tokens) < minPlain && !p.labelled && !p.braces {
			return nil
		}
		d.Notation = Decimal
		d.add(p.decimals(), nil)
	case !even, digits < 2*minPlain && !p.labelled, p.dashes && width != 2:
		return nil
	default:
		data := unhex(p.joined())
		var other []byte
		if width == 4 && len(p.tokens) > 1 || width == 8 && (len(p.tokens) > 1 || p.tokens[0].prefixed) {
			other = swapped(append([]byte(nil), data...), width/2)
		}
		if width == 8 { // words, more often than not
			data, other = pick(data, other)
		}
		d.add(data, other)
	}
	return d
}

// pick exchanges two readings if there are two.
func pick(data, other []byte) (first, second []byte) {
	if other == nil {
		return data, nil
	}
	return other, data
}

// shape returns the width that all tokens have in common, or 0; whether all
// are of whole bytes; and the number of digits.
func (p *plainText) shape() (width int, even bool, digits int) {
	width, even = len(p.tokens[0].digits), true
	for _, t := range p.tokens {
		if len(t.digits) != width {
			width = 0
		}
		even = even && len(t.digits)%2 == 0
		digits += len(t.digits)
	}
	return width, even, digits
}

// decimal reports whether the tokens are decimal bytes: all up to 255, and
// written as hex bytes never are, in braces or with one or three digits.
func (p *plainText) decimal() bool {
	typical := p.braces
	for _, t := range p.tokens {
		n, err := strconv.Atoi(t.digits)
		if err != nil || n > 255 || t.prefixed || len(t.digits) > 3 {
			return false
		}
		typical = typical || len(t.digits) != 2
	}
	return typical
}

func (p *plainText) decimals() []byte {
	data := make([]byte, len(p.tokens))
	for i, t := range p.tokens {
		n, _ := strconv.Atoi(t.digits) // checked by decimal
		data[i] = byte(n)
	}
	return data
}

func (p *plainText) joined() string {
	var b strings.Builder
	for _, t := range p.tokens {
		b.WriteString(t.digits)
	}
	return b.String()
}
