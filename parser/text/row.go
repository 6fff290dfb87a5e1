package text

import (
	"html"
	"regexp"
	"strings"
	"unicode"
)

// row is what a reader of the page takes for one line: a physical line, or a
// part of one that a tag for a line break cuts.
type row struct {
	text   string // without tags, entities and quote signs
	raw    string // the physical line, in its first row only
	off    int64
	num    int
	marks  []mark
	fixes  []string // what was repaired, in words
	marked bool     // whether marks have been looked for
}

func (r *row) blank() bool { return strings.TrimSpace(r.text) == "" }

// find looks for the labels in the row, once.
func (r *row) find() []mark {
	if !r.marked {
		r.marks, r.marked = findMarks(r.text), true
	}
	return r.marks
}

// What pages and translators leave in a paste. Tag names are spelled out, for
// a description may well hold other text in angle brackets. Translators
// translate tags too: <р> is <p> with a Cyrillic letter.
var (
	breakTag  = regexp.MustCompile(`(?i)<\s*/?\s*(?:br|p|div|li|ul|ol|tr|td|th|table|tbody|blockquote|pre|h[1-6]|р|бр|цитата|блочная цитата)(?:\s[^<>]{0,200})?\s*/?\s*>`)
	inlineTag = regexp.MustCompile(`(?i)<\s*/?\s*(?:b|i|u|em|strong|span|font|a|code|tt|sup|sub|б|и)(?:\s[^<>]{0,400})?\s*/?\s*>`)
	// brokenTag is the end of a tag that lost its <.
	brokenTag = regexp.MustCompile(`^\s*(?:р|p|br|div)\s*/?>`)
	entity    = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8}[0-9]{0,2});`)
	quoteSign = regexp.MustCompile(`^\s*(?:>\s?)+`)
)

// odd are the characters that make cleaning necessary at all.
const odd = "<>&*\u00a0\u202f\u2009\u2007\u200b\u200e\u200f\u202a\u202c\ufeff"

// clean cuts a physical line into rows and repairs what pages do to text.
func clean(ln line) []row {
	r := row{text: ln.text, raw: ln.text, off: ln.off, num: ln.num}
	if ln.lost > 0 {
		r.fix("a line longer than a mebibyte was cut")
	}
	if !strings.ContainsAny(r.text, odd) {
		return []row{r}
	}
	r.unescape()
	r.unquote()
	r.text = strings.Map(plainSpace, r.text)
	if strings.HasPrefix(strings.TrimLeft(r.text, " -\t"), "**") { // **Event ID:** 7023
		r.text = strings.ReplaceAll(r.text, "**", "")
		r.fix("marks of bold type removed")
	}
	if !strings.Contains(r.text, ">") {
		return []row{r}
	}
	return r.cutAtTags()
}

func (r *row) fix(what string) { r.fixes = append(r.fixes, what) }

func (r *row) unescape() {
	if !strings.Contains(r.text, "&") {
		return
	}
	plain := entity.ReplaceAllStringFunc(r.text, html.UnescapeString)
	if plain != r.text {
		r.text = plain
		r.fix("HTML entities replaced")
	}
}

// unquote removes the > that mail, forums and Markdown put before a quotation.
func (r *row) unquote() {
	if sign := quoteSign.FindString(r.text); sign != "" {
		r.text = r.text[len(sign):]
		r.fix("stray > removed")
	}
}

func (r *row) cutAtTags() []row {
	text := inlineTag.ReplaceAllString(r.text, "")
	text = brokenTag.ReplaceAllString(text, "")
	pieces := breakTag.Split(text, maxPieces)
	if len(pieces) == 1 && text == r.text {
		return []row{*r}
	}
	for _, tag := range breakTag.FindAllString(r.text, 2) {
		r.fix("tag " + tag + " removed")
	}
	if text != r.text {
		r.fix("tags removed")
	}
	rows := make([]row, len(pieces))
	for i, piece := range pieces {
		rows[i] = row{text: piece, off: r.off, num: r.num, fixes: r.fixes}
	}
	rows[0].raw = r.raw
	return rows
}

// plainSpace makes plain spaces of hard ones and drops invisible characters.
func plainSpace(r rune) rune {
	switch {
	case r == '\t':
		return r
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// rows is a stream of rows with a look ahead.
type rows struct {
	in    *input
	ahead []row
	err   error
}

// next returns the next row; false at the end or after an error in rs.err.
func (rs *rows) next() (row, bool) {
	if rs.peek(0) == nil {
		return row{}, false
	}
	r := rs.ahead[0]
	rs.ahead = rs.ahead[1:]
	return r, true
}

// peek returns the row i places ahead, nil behind the end.
func (rs *rows) peek(i int) *row {
	for len(rs.ahead) <= i && rs.err == nil {
		ln, err := rs.in.readLine()
		if err != nil {
			rs.err = err
			break
		}
		rs.ahead = append(rs.ahead, clean(ln)...)
	}
	if i < len(rs.ahead) {
		return &rs.ahead[i]
	}
	return nil
}

// peekText returns the next row that is not blank, "" if there is none near.
func (rs *rows) peekText() string {
	for i := range 4 {
		r := rs.peek(i)
		if r == nil {
			break
		}
		if !r.blank() {
			return r.text
		}
	}
	return ""
}
