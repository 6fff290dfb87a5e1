package report

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"culprit/internal/safetext"
)

// Table writes doc for a terminal: totals first, the worst incident in full,
// the others in short, the next step last, where the eye lands. No line is
// wider than opt.Width.
func Table(w io.Writer, doc *Document, opt Options) error {
	if opt.Width <= 0 {
		opt.Width = DefaultWidth
	}
	d := detail{incidents: 1, others: 12, rows: 12, text: 400}
	return writeLines(w, newOutliner(doc, opt, d), opt)
}

// textWidth is that of a plain text, which survives mail and being quoted in
// it.
const textWidth = 78

// Text writes doc as plain text of 78 columns, all incidents in full.
func Text(w io.Writer, doc *Document, opt Options) error {
	opt.Width, opt.Color = textWidth, false
	return writeLines(w, newOutliner(doc, opt, everything), opt)
}

func writeLines(w io.Writer, o *outliner, opt Options) error {
	t := terminal{w: bufio.NewWriter(w), width: opt.Width, color: opt.Color, o: o}
	for i, s := range o.outline() {
		if i > 0 {
			t.line("")
		}
		t.heading(s)
		for j, b := range s.blocks {
			if j > 0 {
				t.line("")
			}
			t.block(b)
		}
	}
	return t.w.Flush()
}

// terminal writes an outline as lines of at most width columns.
type terminal struct {
	w     *bufio.Writer
	width int
	color bool
	o     *outliner
}

// line writes a line that is ready.
func (t *terminal) line(s string) { t.w.WriteString(strings.TrimRight(s, " ") + "\n") }

func (t *terminal) heading(s section) {
	title := safetext.Line(s.title)
	switch {
	case title == "":
	case s.level == 0:
		t.paragraph(0, "", styled(strong, title))
	case s.level == 1:
		t.paragraph(0, "", styled(strong, strings.ToUpper(title)))
		t.line(t.paint(muted, strings.Repeat("─", min(t.width, safetext.Width(title)))))
	default:
		t.paragraph(0, "", styled(strong, title))
	}
}

func (t *terminal) block(b block) {
	switch b := b.(type) {
	case para:
		t.paragraph(0, "", b.text)
	case headline:
		tag := strings.ToUpper(t.o.severity(b.severity)) + "  "
		t.paragraph(0, "", append(styled(severityStyle(b.severity), tag), b.text...))
	case pairs:
		t.pairs(b)
	case steps:
		for i, item := range b {
			t.item(fmt.Sprintf("%2d. ", i+1), item)
		}
	case bullets:
		for _, item := range b {
			t.item("  - ", item)
		}
	case picture:
		t.picture(b)
	case table:
		t.table(b)
	}
}

// picture needs its width; a narrow terminal goes without.
func (t *terminal) picture(p picture) {
	for _, l := range p {
		if safetext.Width(l) > t.width {
			return
		}
	}
	for _, l := range p {
		t.line(l)
	}
}

// item writes the lines of a list's item under each other after its mark.
func (t *terminal) item(mark string, lines []line) {
	for i, l := range lines {
		if i > 0 {
			mark = strings.Repeat(" ", len(mark))
		}
		t.paragraph(len(mark), mark, l)
	}
}

// pairs writes values beside their labels, or below them where there is no
// room.
func (t *terminal) pairs(p pairs) {
	label := 0
	for _, x := range p {
		label = max(label, safetext.Width(safetext.Line(x.label)))
	}
	if label > t.width/3 {
		for _, x := range p {
			t.paragraph(0, "", styled(muted, x.label))
			t.item("  ", x.value)
		}
		return
	}
	for _, x := range p {
		first := "  " + safetext.Pad(safetext.Line(x.label), label) + "  "
		for _, l := range x.value {
			t.paragraph(label+4, first, l)
			first = strings.Repeat(" ", label+4)
		}
	}
}

// paragraph wraps a line of spans behind a first mark and indents the rest.
// Bits before an evidence ("+4 …") hang out of the text.
func (t *terminal) paragraph(indent int, mark string, l line) {
	if indent > t.width/2 { // no room for a margin
		indent, mark = 0, strings.TrimLeft(mark, " ")
		l = append(text(mark), l...)
		mark = ""
	}
	hang := hanging(l, t.width-indent)
	for i, s := range t.wrap(l, t.width-indent, hang) {
		if i > 0 {
			mark = strings.Repeat(" ", indent+hang)
		}
		t.line(mark + s)
	}
}

// hanging returns by how much the later lines of a reason stand right of its
// bits: "+4 …".
func hanging(l line, width int) int {
	if len(l) < 2 || width < 16 || !bitsLabel.MatchString(l[0].text) {
		return 0
	}
	return 4
}

// bitsLabel matches what weighed puts before a reason.
var bitsLabel = regexp.MustCompile(`^ *[+-][0-9.,]+ $`)

// wrap breaks spans into painted lines. The words of the first line start at
// column 0, those of the others take hang columns less. It is the gate to the
// terminal: each span passes safetext, and no line is left that a GitHub
// runner would take for a command.
func (t *terminal) wrap(l line, width, hang int) []string {
	var plainText strings.Builder
	var runs []span // what safetext made of each span
	for _, s := range l {
		s.text = safetext.Line(s.text)
		plainText.WriteString(s.text)
		runs = append(runs, s)
	}
	whole := plainText.String()
	prefix := ""
	if hang > 0 { // keep the blanks before the number
		prefix, whole = whole[:hang], whole[hang:]
	}
	lines := safetext.Wrap(whole, max(width-hang, 1))
	lines[0] = prefix + lines[0]
	for i, l := range lines {
		if broken := safetext.NoCommand(l); broken != l {
			lines[i] = safetext.Truncate(broken, width)
		}
	}
	return t.paintRuns(lines, runs)
}

// paintRuns gives the characters of wrapped lines the styles of the spans
// that they came from. Wrapping drops blanks and nothing else, so the other
// characters are still in order.
func (t *terminal) paintRuns(lines []string, runs []span) []string {
	if !t.color {
		return lines
	}
	var styles []style
	for _, s := range runs {
		for _, r := range s.text {
			if r != ' ' {
				styles = append(styles, s.style)
			}
		}
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		var b strings.Builder
		now := plain
		for _, r := range l {
			if r != ' ' && len(styles) > 0 {
				if styles[0] != now {
					b.WriteString(sgrReset[now != plain] + sgr[styles[0]])
					now = styles[0]
				}
				styles = styles[1:]
			}
			b.WriteRune(r)
		}
		b.WriteString(sgrReset[sgr[now] != ""])
		out[i] = b.String()
	}
	return out
}

// sgr are the colours: the 8 basic ones, which every theme keeps readable.
var sgr = map[style]string{
	strong: "\x1b[1m", muted: "\x1b[2m", code: "\x1b[36m", ref: "\x1b[36m",
	link: "\x1b[4m", good: "\x1b[32m", bad: "\x1b[31m", warning: "\x1b[33m",
}

var sgrReset = map[bool]string{true: "\x1b[0m"}

func (t *terminal) paint(st style, s string) string {
	if !t.color || sgr[st] == "" {
		return s
	}
	return sgr[st] + s + "\x1b[0m"
}
