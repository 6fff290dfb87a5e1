package safetext

import (
	"regexp"
	"strings"
)

// Markdown returns s as literal Markdown text that may open a paragraph, a
// list item or a heading. Words that a tracker would turn into a link, a
// mention, a formula or a macro become code spans: a backslash does not stop
// GitHub from pinging @name, since mentions are found after rendering.
func Markdown(s string) string { return leading(MarkdownSpan(s)) }

// MarkdownSpan is Markdown for text that something else stands before.
func MarkdownSpan(s string) string { return words(s, Code, false) }

// MarkdownCell is Markdown for a cell of a table.
func MarkdownCell(s string) string { return words(s, CodeCell, true) }

// words escapes word by word and joins neighbouring code spans into one.
func words(s string, code func(string) string, cell bool) string {
	var out, run []string
	flush := func() {
		if run != nil {
			out, run = append(out, code(strings.Join(run, " "))), nil
		}
	}
	for w := range strings.SplitSeq(Line(s), " ") {
		switch {
		case needsCode(w):
			run = append(run, w)
		default:
			flush()
			out = append(out, escape(w, cell))
		}
	}
	flush()
	return strings.Trim(strings.Join(out, " "), " ")
}

// hazards are what a renderer acts upon even after backslash escapes:
// mentions and addresses, issue numbers, links, template and macro braces,
// formulas, emoji codes, and identifiers that emphasis would eat.
var hazards = regexp.MustCompile(
	`@|^::|(?:^|[^\pL\pN])#[0-9]|(?i:\bgh-[0-9])|[{}$]|://|(?i:\bwww\.)|(?i:mailto:)|:[a-z+-][a-z0-9_+-]*:|[\pL\pN]_|_[\pL\pN]|\\`)

func needsCode(w string) bool { return hazards.MatchString(w) }

// escape puts a backslash before what Markdown reads as markup within a line.
func escape(w string, cell bool) string {
	var b strings.Builder
	for i := range len(w) {
		switch w[i] {
		case '`', '*', '_', '[', ']', '~':
			b.WriteByte('\\')
		case '<':
			if i+1 == len(w) || strings.IndexByte("/!?", w[i+1]) >= 0 || isLetter(w[i+1]) {
				b.WriteByte('\\')
			}
		case '|':
			if cell {
				b.WriteByte('\\')
			}
		case '&':
			if entity.MatchString(w[i:]) {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(w[i])
	}
	return b.String()
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

var entity = regexp.MustCompile(`^&#?[0-9A-Za-z]+;`)

// leadingMark is what opens a block at the start of a line: a heading, a
// list, a rule, a quotation, a table.
var leadingMark = regexp.MustCompile(`^(?:[|>]|[-+](?:[ -]|$)|#+(?: |$)|=+ *$|[0-9]{1,9}[.)](?: |$))`)

func leading(s string) string {
	mark := leadingMark.FindString(s)
	if mark == "" {
		return s
	}
	digits := len(mark) - len(strings.TrimLeft(mark, "0123456789"))
	return s[:digits] + `\` + s[digits:] // 1\. but \#
}

// Code returns s as a code span of one line. The fence is longer than any run
// of backticks inside, so nothing in s can end it.
func Code(s string) string {
	s = strings.TrimSpace(Line(s))
	if s == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if s[0] == '`' || s[len(s)-1] == '`' {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// CodeCell is Code for a cell of a table, where a bar ends the cell even
// within a code span. A bar after a backslash cannot be escaped in a way that
// all renderers agree on; there it is shown by its code.
func CodeCell(s string) string {
	s = strings.ReplaceAll(s, `\|`, `\<U+007C>`)
	return strings.ReplaceAll(Code(s), "|", `\|`)
}

// Fence returns lines as a fenced code block, its last line ending with a
// line break.
func Fence(lines []string) string {
	longest := 2
	safe := make([]string, len(lines))
	for i, line := range lines {
		safe[i] = Line(line)
		longest = max(longest, longestRun(safe[i], '`'))
	}
	fence := strings.Repeat("`", longest+1)
	return fence + "\n" + strings.Join(safe, "\n") + "\n" + fence + "\n"
}

func longestRun(s string, c rune) int {
	longest, n := 0, 0
	for _, r := range s {
		if r != c {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}

// MarkdownURL returns u if it can stand as the target of a link, or "".
// Only plain https addresses pass: references come from rule files, and a
// rule file may be hostile too.
func MarkdownURL(u string) string {
	if !HTTPS(u) {
		return ""
	}
	return urlEscaper.Replace(u)
}

var urlEscaper = strings.NewReplacer(
	"(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "[", "%5B", "]", "%5D",
	"`", "%60", "|", "%7C", `\`, "%5C", `"`, "%22", "'", "%27", "*", "%2A", "~", "%7E")
