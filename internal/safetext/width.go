package safetext

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Width returns how many terminal columns s takes. Characters of ambiguous
// width count as one column, whatever the locale says, so that the same
// report has the same bytes everywhere.
func Width(s string) int { return displaywidth.String(s) }

// ellipsis marks what was cut off; it takes one column.
const ellipsis = "…"

// Truncate cuts s to at most width columns, whole characters only, and marks
// the cut with an ellipsis.
func Truncate(s string, width int) string {
	if Width(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	head, _ := split(s, width-1)
	return strings.TrimRight(head, " ") + ellipsis
}

// Short returns at most width columns of s as Line shows it. It reads no more
// of s than that may take, however long s is.
func Short(s string, width int) string {
	limit := 4 * max(width, 1) // no rune is longer
	if len(s) <= limit {
		return Truncate(Line(s), width)
	}
	for range utf8.UTFMax - 1 {
		if utf8.RuneStart(s[limit]) {
			break
		}
		limit--
	}
	return Truncate(Line(s[:limit])+ellipsis, width)
}

// TruncateMiddle cuts s to at most width columns and keeps both ends, as is
// best for a path, whose last element tells most.
func TruncateMiddle(s string, width int) string {
	if Width(s) <= width {
		return s
	}
	if width <= 2 {
		return Truncate(s, width)
	}
	head, _ := split(s, (width-1)/3)
	return head + ellipsis + tail(s, width-1-Width(head))
}

// tail returns the longest end of s that takes at most width columns.
func tail(s string, width int) string {
	excess := Width(s) - width
	g := displaywidth.StringGraphemes(s)
	for excess > 0 && g.Next() {
		excess -= g.Width()
		s = s[len(g.Value()):]
	}
	return s
}

// split cuts s after at most width columns.
func split(s string, width int) (head, rest string) {
	g := displaywidth.StringGraphemes(s)
	n, used := 0, 0
	for g.Next() {
		if used += g.Width(); used > width {
			break
		}
		n += len(g.Value())
	}
	return s[:n], s[n:]
}

// Pad appends blanks to s until it takes width columns.
func Pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

// PadLeft puts blanks before s until it takes width columns.
func PadLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-Width(s))) + s
}

// Wrap breaks s into lines of at most width columns, at blanks where it can.
// A word that is longer than a line is broken after one of \ / , ; = - . _ if
// there is one in the later half of the line, else anywhere. Only a
// character wider than the line itself stands out.
func Wrap(s string, width int) []string {
	width = max(width, 1)
	var lines []string
	line, used := "", 0
	for word := range strings.SplitSeq(s, " ") { // not at no-break spaces
		w := Width(word)
		switch {
		case word == "":
			continue
		case line == "":
			line, used = word, w
		case used+1+w <= width:
			line, used = line+" "+word, used+1+w
			continue
		case w > width && width-used > width/2:
			line, used = line+" "+word, used+1+w // a long word begins on the line before
		default:
			lines = append(lines, line)
			line, used = word, w
		}
		for used > width && line != "" {
			var head string
			head, line = breakWord(line, width)
			lines = append(lines, strings.TrimRight(head, " "))
			used -= Width(head)
		}
	}
	if line != "" || lines == nil {
		lines = append(lines, line)
	}
	return lines
}

// breakWord cuts a piece of at most width columns, at least one character.
func breakWord(word string, width int) (head, rest string) {
	head, rest = split(word, width)
	if head == "" {
		g := displaywidth.StringGraphemes(word)
		g.Next()
		return g.Value(), word[len(g.Value()):]
	}
	if i := strings.LastIndexAny(head, `\/,;=-._`); i >= len(head)/2 {
		return word[:i+1], word[i+1:]
	}
	return head, rest
}
