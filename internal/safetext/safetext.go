// Package safetext is the one gate through which text of a log goes before a
// person sees it.
//
// Event logs hold what programs, users and attackers wrote: escape sequences
// that repaint a terminal, bidirectional controls that turn a name round,
// line breaks that forge a line of the report, markup and formulas. The gate
// never drops such a character: it shows it, so that the reader sees both the
// text and the attempt.
//
//	raw text ──Line──▶ one line of visible characters ──┬─▶ terminal, HTML (html/template escapes it)
//	                                                    ├─Markdown, MarkdownCell, Code ─▶ Markdown
//	                                                    ├─CSV ─▶ spreadsheet
//	                                                    └─Workflow ─▶ GitHub workflow command
//
// Line is idempotent. What it shows as an escape cannot be told from text that
// spelt the escape out; the JSON report has the exact string.
package safetext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one another. Real scripts
// stack three at most; piles of dozens spill over the lines above and below.
const maxMarks = 4

// Line returns s as one line of visible text. Line breaks and tabs become one
// space. Characters that act instead of being seen are shown: \x1b for
// controls of ASCII, <U+202E> for others, \xff for bytes that are not UTF-8.
func Line(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	marks := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			n++
			b.WriteByte(' ')
		case r == '\n' || r == '\t':
			b.WriteByte(' ')
		case r == leftToRight && inDate(s, i, i+n):
			// says nothing there that the digits do not
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case marks > maxMarks || !visible(r):
			show(&b, r)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// leftToRight is the mark that Windows puts before each number of a date, as
// in the text of EventLog 6008. It is the one character that Line drops, and
// only there; shown it would make every such date unreadable.
const leftToRight = '\u200e'

// inDate reports whether s[from:to] stands before a digit and after none of
// the letters and digits that it could be hiding in.
func inDate(s string, from, to int) bool {
	if to >= len(s) || s[to] < '0' || s[to] > '9' {
		return false
	}
	return from == 0 || strings.IndexByte(" /.-:", s[from-1]) >= 0
}

// Lines splits s at its line breaks and returns each line as Line does.
func Lines(s string) []string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = Line(line)
	}
	return lines
}

// plain reports whether s is printable ASCII, as most of a log is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// visible reports whether a reader sees r. Go's IsPrint knows the controls,
// the format characters (bidirectional controls, zero-width, byte-order mark,
// tags), private use and the odd spaces; hidden lists what it takes for
// letters and marks though nothing is drawn.
func visible(r rune) bool {
	switch r {
	case '\u00a0', '\u202f', '\u3000': // spaces that French, Russian and Japanese texts need
		return true
	}
	return unicode.IsPrint(r) && !unicode.Is(hidden, r)
}

// hidden are characters of the letter and mark categories that draw nothing.
var hidden = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x034f, Hi: 0x034f, Stride: 1}, // combining grapheme joiner
		{Lo: 0x115f, Hi: 0x1160, Stride: 1}, // Hangul fillers
		{Lo: 0x17b4, Hi: 0x17b5, Stride: 1}, // Khmer inherent vowels
		{Lo: 0x180b, Hi: 0x180f, Stride: 1}, // Mongolian selectors
		{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // blank Braille pattern
		{Lo: 0x3164, Hi: 0x3164, Stride: 1}, // Hangul filler
		{Lo: 0xfe00, Hi: 0xfe0f, Stride: 1}, // variation selectors
		{Lo: 0xffa0, Hi: 0xffa0, Stride: 1}, // half-width Hangul filler
		{Lo: 0xfffc, Hi: 0xfffc, Stride: 1}, // object replacement
	},
	R32: []unicode.Range32{
		{Lo: 0xe0100, Hi: 0xe01ef, Stride: 1}, // variation selectors supplement
	},
}

func show(b *strings.Builder, r rune) {
	if r < utf8.RuneSelf {
		fmt.Fprintf(b, `\x%02x`, r)
		return
	}
	fmt.Fprintf(b, "<U+%04X>", r)
}

// MixedScripts reports whether one word of s mixes Latin letters with
// Cyrillic or Greek ones, as a name made to look like another does.
func MixedScripts(s string) bool {
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		latin, other := false, false
		for _, r := range word {
			latin = latin || unicode.Is(unicode.Latin, r)
			other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek)
		}
		if latin && other {
			return true
		}
	}
	return false
}
