package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"culprit/internal/safetext"
)

// maxMarkdown is what a comment on GitHub takes (65,536 characters), with
// room for a sentence of the reader's own.
const maxMarkdown = 60 << 10

// Markdown writes doc ready to paste into a ticket: GitHub, ServiceNow, Jira
// and mail all show it. It uses headings, lists, tables and code, no HTML;
// text of the log cannot ping a person, link an issue or load an image. Where
// it would grow beyond 60 KB it shows fewer rows of each list and says so.
func Markdown(w io.Writer, doc *Document, opt Options) error {
	var b bytes.Buffer
	for _, d := range []detail{
		{incidents: 5, others: 40, rows: 40, text: 600},
		{incidents: 3, others: 20, rows: 20, text: 300},
		{incidents: 2, others: 10, rows: 10, text: 200},
		{incidents: 1, others: 5, rows: 5, text: 120},
	} {
		b.Reset()
		writeMarkdown(&b, newOutliner(doc, opt, d))
		if b.Len() <= maxMarkdown {
			break
		}
	}
	_, err := w.Write(cutMarkdown(b.Bytes()))
	return err
}

// cutMarkdown is the last resort, for a document whose fixed parts alone are
// too long, as only a hostile rule file makes one. It cuts after a line.
func cutMarkdown(text []byte) []byte {
	if len(text) <= maxMarkdown {
		return text
	}
	cut := bytes.LastIndexByte(text[:maxMarkdown-8], '\n')
	return append(text[:cut+1:cut+1], "\n…\n"...)
}

// markdownText is the longest text that any one span may hold.
const markdownText = 2000

func writeMarkdown(b *bytes.Buffer, o *outliner) {
	for i, s := range o.outline() {
		if i > 0 && s.title != "" {
			b.WriteByte('\n')
		}
		if s.title != "" {
			b.WriteString(strings.Repeat("#", s.level+1) + " " + safetext.Markdown(s.title) + "\n")
		}
		for _, bl := range s.blocks {
			b.WriteByte('\n')
			markdownBlock(b, o, bl)
		}
	}
}

func markdownBlock(b *bytes.Buffer, o *outliner, bl block) {
	switch bl := bl.(type) {
	case para:
		b.WriteString(markdownLine(bl.text, false) + "\n")
	case headline:
		b.WriteString("**" + safetext.Markdown(strings.ToUpper(o.severity(bl.severity))) + ":** " + markdownLine(bl.text, false) + "\n")
	case pairs:
		for _, p := range bl {
			markdownItem(b, "- ", "**"+safetext.Markdown(p.label)+":** ", p.value)
		}
	case steps:
		for i, item := range bl {
			markdownItem(b, fmt.Sprintf("%d. ", i+1), "", item)
		}
	case bullets:
		for _, item := range bl {
			markdownItem(b, "- ", "", item)
		}
	case picture:
		b.WriteString(safetext.Fence(bl))
	case table:
		markdownTable(b, bl)
	}
}

// markdownItem writes the first line after the bullet and the others as a
// list below it.
func markdownItem(b *bytes.Buffer, bullet, label string, lines []line) {
	indent := strings.Repeat(" ", len(bullet))
	for i, l := range lines {
		if i == 0 {
			b.WriteString(bullet + label + markdownLine(l, false) + "\n")
			continue
		}
		b.WriteString(indent + "- " + markdownLine(l, false) + "\n")
	}
}

func markdownTable(b *bytes.Buffer, t table) {
	var rule strings.Builder
	for _, c := range t.columns {
		b.WriteString("| " + safetext.MarkdownCell(c.title) + " ")
		rule.WriteString("|---")
		if c.right {
			rule.WriteByte(':')
		}
	}
	b.WriteString("|\n" + rule.String() + "|\n")
	for _, row := range t.rows {
		for _, c := range row {
			parts := make([]string, len(c))
			for i, l := range c {
				parts[i] = markdownLine(l, true)
			}
			b.WriteString("| " + strings.Join(parts, " · ") + " ")
		}
		b.WriteString("|\n")
	}
}

func markdownLine(l line, inCell bool) string {
	var b strings.Builder
	for i, s := range l {
		b.WriteString(markdownSpan(s, inCell, i == 0))
	}
	return strings.TrimSpace(b.String())
}

// markdownSpan keeps the blanks around a span outside its markup, where
// Markdown wants them.
func markdownSpan(s span, inCell, first bool) string {
	escape, literal := safetext.MarkdownSpan, safetext.Code
	switch {
	case inCell:
		escape, literal = safetext.MarkdownCell, safetext.CodeCell
	case first:
		escape = safetext.Markdown
	}
	whole := safetext.Short(s.text, markdownText)
	core := strings.Trim(whole, " ")
	if core == "" {
		return whole
	}
	lead, trail := whole[:strings.Index(whole, core)], whole[strings.Index(whole, core)+len(core):]
	out := escape(core)
	switch {
	case s.style == code:
		out = literal(core)
	case s.style == link:
		// The address stands bare between < and >: it stays readable where
		// Markdown is not rendered, and it survives a print.
		if u := safetext.MarkdownURL(s.url); u != "" {
			out = "<" + u + ">"
		}
	case s.style == strong && !strings.ContainsAny(core, "*_"):
		out = "**" + out + "**"
	}
	return lead + out + trail
}
