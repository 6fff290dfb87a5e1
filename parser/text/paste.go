package text

import (
	"regexp"
	"strings"

	"culprit/parser/hexdata"
)

// phase is where in an event a paste is.
type phase uint8

const (
	idle       phase = iota // between events
	inHeader                // among the labels
	describing              // in the description
	dumping                 // in the rows of the dump
	inXML                   // in the XML that Vista and later append
)

// paste reads events out of a text in which they are labelled fields: the
// clipboard of every Event Viewer, wevtutil's and psloglist's listings, and
// the articles and tickets that people paste them into.
type paste struct {
	rows  *rows
	emit  func(*draft) bool
	langs langSet // of the labels of the event so far
	phase phase
	d     *draft

	pending field    // a label whose value should be in the next row
	text    []string // rows of the description
	size    int      // of text, in bytes
	blanks  int      // blank rows since the last other one
	dump    hexdata.Dump
	xml     []string
	stopped bool
}

// run reads to the end of the rows or until emit returns false.
func (p *paste) run() {
	p.langs = anyLang
	for !p.stopped {
		r, ok := p.rows.next()
		if !ok {
			break
		}
		p.row(&r)
	}
	p.close()
}

func (p *paste) row(r *row) {
	switch {
	case p.phase == inXML && p.xmlRow(r):
	case p.listing(r):
	case p.phase != idle && p.hexRow(r):
	case p.phase != inHeader && p.alarm(r):
	default:
		p.labelled(r, 0)
	}
}

// labelled walks the labels of a row from a byte of its text on. What stands
// between them goes where the phase wants it.
func (p *paste) labelled(r *row, at int) {
	marks := r.find()
	for i := 0; ; i++ {
		for i < len(marks) && (marks[i].start < at || !p.relevant(r, i)) {
			i++
		}
		if i >= len(marks) {
			p.plain(r, r.text[at:])
			return
		}
		if marks[i].before != rowStart { // else it is a list sign
			p.plain(r, r.text[at:marks[i].start])
		}
		p.label(r, marks[i].in(p.langs))
		at = marks[i].end
	}
}

// value returns the text between a label and the next one.
func value(r *row, i int) string {
	end := len(r.text)
	if i+1 < len(r.marks) {
		end = r.marks[i+1].start
	}
	return strings.Trim(r.text[r.marks[i].end:end], separators)
}

// separators may stand between a value and the next label.
const separators = " \t,;|/"

// relevant reports whether a label of the row means something where the paste
// stands, rather than being part of the text.
func (p *paste) relevant(r *row, i int) bool {
	m := &r.marks[i]
	s := m.in(p.langs)
	if !plausible(s, value(r, i)) {
		return false
	}
	// Behind text, only labels that prose hardly has can begin an event.
	ownRow := m.before == rowStart || s.strong && m.before == sentence
	switch p.phase {
	case inHeader:
		if s.field == data {
			return p.dumpFollows(value(r, i))
		}
		return !s.field.starts() || !p.d.present[s.field] || p.confirmed(r, i)
	case describing, dumping:
		switch {
		case s.field == data:
			return m.before != space && p.dumpFollows(value(r, i))
		case s.field == eventXML:
			return m.before == rowStart
		case s.field.starts():
			return ownRow && p.confirmed(r, i)
		}
		// A date begins an event in the two columns of Windows NT.
		return s.field.isHeader() && m.before == rowStart && hasID(r, i) && p.confirmed(r, i)
	default:
		return s.field.isHeader() && ownRow && p.confirmed(r, i)
	}
}

// plausible reports whether a value is of the kind that the label calls for.
func plausible(s sense, value string) bool {
	switch s.field {
	case eventID:
		_, ok := parseID(value)
		return ok || value == "" && s.strong
	case level:
		_, _, ok := parseLevel(value)
		return ok || s.strong && len(value) <= 40 || value == ""
	case description, data, eventXML:
		return true
	default:
		return len(value) <= 256
	}
}

func hasID(r *row, from int) bool {
	for i := from; i < len(r.marks); i++ {
		s := r.marks[i].in(anyLang)
		if s.field == eventID && plausible(s, value(r, i)) {
			return true
		}
	}
	return false
}

// confirmed looks ahead whether the label begins the header of an event: one
// that names an identifier and a source, in a run of labels.
func (p *paste) confirmed(r *row, i int) bool {
	seen := header{langs: anyLang}
	if !seen.take(r, i) {
		return seen.enough()
	}
	strangers := 0
	for n := 0; n < lookAhead && strangers < 3; n++ {
		next := p.rows.peek(n)
		if next == nil {
			break
		}
		if next.blank() {
			continue
		}
		if marks := next.find(); len(marks) == 0 || marks[0].before != rowStart {
			strangers++
			continue
		}
		if !seen.take(next, 0) {
			break
		}
	}
	return seen.enough()
}

// header is what a look ahead found.
type header struct {
	langs langSet
	seen  [numFields]bool
	count int
}

// take counts the labels of a row. It returns false where the header ends.
func (h *header) take(r *row, from int) bool {
	for i := from; i < len(r.marks); i++ {
		s := r.marks[i].in(h.langs)
		switch {
		case !plausible(s, value(r, i)):
			continue
		case !s.field.isHeader(), s.field.starts() && h.seen[s.field]:
			return false
		}
		if common := h.langs & s.langs; common != 0 {
			h.langs = common
		}
		h.count++
		h.seen[s.field] = true
	}
	return true
}

func (h *header) enough() bool {
	return h.seen[eventID] && (h.seen[source] || h.count >= 4)
}

// label takes a relevant label.
func (p *paste) label(r *row, s sense) {
	switch {
	case p.phase == idle, p.phase > inHeader && s.field.isHeader(),
		p.phase == inHeader && s.field.starts() && p.d.present[s.field]:
		p.begin(r)
	}
	if common := p.langs & s.langs; common != 0 {
		p.langs = common
	}
	p.note(r)
	switch s.field {
	case description:
		p.phase = describing
		p.d.present[description] = true
	case data:
		p.phase = dumping
	case eventXML:
		p.phase = inXML
	default:
		p.d.set(s.field, p.d.values[s.field])
		p.pending = s.field
	}
}

func (p *paste) begin(r *row) {
	p.close()
	p.d = &draft{off: r.off, num: r.num}
	p.phase = inHeader
}

// note carries the repairs of a row over to the event that it is part of.
func (p *paste) note(r *row) {
	for _, f := range r.fixes {
		p.d.repaired(f)
	}
}

// plain takes text that is no label.
func (p *paste) plain(r *row, s string) {
	trimmed := strings.Trim(s, separators)
	switch p.phase {
	case inHeader:
		p.headerText(r, trimmed)
	case describing:
		p.describe(r, s)
	case dumping:
		p.dumpText(r, s)
	default: // prose between events
	}
}

// headerText takes the value of the last label, or the first row of a
// description that has no label of its own.
func (p *paste) headerText(r *row, s string) {
	switch {
	case s == "":
		p.blanks++
	case p.pending != noField && len(s) <= 256:
		p.d.set(p.pending, s)
		p.note(r)
		p.pending, p.blanks = noField, 0
	case p.d.complete() && p.blanks == 0:
		p.phase = describing
		p.describe(r, s)
	default:
		p.close()
	}
	if s != "" {
		p.blanks = 0
	}
}

// hexRow takes a row of a dump. What stands behind its bytes may be the next
// event's first label.
func (p *paste) hexRow(r *row) bool {
	if !strings.ContainsAny(r.text[:min(len(r.text), 32)], ":：") {
		return false
	}
	l, ok := hexdata.ParseLine(r.text)
	if !ok || l.Head != "" || p.phase != dumping && (l.Offset != 0 || !p.d.complete()) {
		return false
	}
	p.phase = dumping
	p.note(r)
	p.hexLine(r.num, l)
	at := len(r.text) - len(l.Tail)
	for i := range r.find() {
		if m := &r.marks[i]; m.start >= at && p.glued(r, i) {
			p.label(r, m.in(p.langs))
			p.labelled(r, m.end)
			break
		}
	}
	return true
}

// glued reports whether the label in the tail of a dump's row begins an event.
func (p *paste) glued(r *row, i int) bool {
	s := r.marks[i].in(p.langs)
	return s.strong && plausible(s, value(r, i)) && p.confirmed(r, i)
}

// dumpText takes what stands behind the label of a dump in its row.
func (p *paste) dumpText(r *row, s string) {
	l, ok := hexdata.ParseLine(s)
	switch {
	case ok:
		p.hexLine(r.num, l)
	case strings.TrimSpace(s) == "", strings.HasPrefix(s, "http"), len(p.dump.Data) == 0 && p.dumpFollows(""):
		// A blank row, the rest of a trailer, or "* Bytes O Words".
	default:
		p.close()
	}
}

// hexLine adds a row to the dump of the event.
func (p *paste) hexLine(num int, l hexdata.Line) {
	if !p.dump.Append(num, l) {
		if p.dump.Missing != nil {
			p.d.repaired("the dump lacks rows: " + p.dump.Missing.String())
		}
		return
	}
	if garbled(l.Data, l.Tail, l.Kind) {
		p.d.repaired("the dump's character column does not agree with its bytes; the bytes were read")
	}
}

// garbled reports whether the character column cannot be that of the bytes.
// Bytes that are not ASCII may show as anything.
func garbled(data []byte, column string, kind hexdata.Kind) bool {
	shown := []rune(strings.TrimSpace(column))
	if kind != hexdata.Bytes || len(shown) == 0 {
		return false
	}
	expected := strings.TrimSpace(string(columnOf(data)))
	if len([]rune(expected)) != len(shown) {
		return true
	}
	for i, want := range []rune(expected) {
		if want != '?' && want != shown[i] {
			return true
		}
	}
	return false
}

// columnOf returns the character column of bytes, ? for what is not ASCII.
func columnOf(data []byte) []byte {
	column := make([]byte, len(data))
	for i, b := range data {
		switch {
		case b >= 0x80 || b == '?':
			column[i] = '?'
		case b < ' ' || b == 0x7F:
			column[i] = '.'
		default:
			column[i] = b
		}
	}
	return column
}

// dumpFollows reports whether the value of a label, or else the next row, is a
// row of a dump.
func (p *paste) dumpFollows(value string) bool {
	if _, ok := hexdata.ParseLine(value); ok {
		return true
	}
	_, ok := hexdata.ParseLine(p.rows.peekText())
	return ok
}

// alarm takes a line of another system's log that wraps a Windows event.
func (p *paste) alarm(r *row) bool {
	d, ok := wrapped(r.text)
	if !ok {
		return false
	}
	p.close()
	d.off, d.num = r.off, r.num
	p.stopped = p.stopped || !p.emit(d)
	return true
}

var (
	wevtutilHead  = regexp.MustCompile(`^\s*Event\[(\d+)\]:?\s*$`)
	psloglistHead = regexp.MustCompile(`^\s*\[(\d+)\]\s+(\S.{0,200})$`)
)

// listing takes the line that stands before each event in the listings of
// wevtutil, Event[0], and psloglist, [512] Source.
func (p *paste) listing(r *row) bool {
	if wevtutilHead.MatchString(r.text) {
		p.begin(r)
		return true
	}
	m := psloglistHead.FindStringSubmatch(r.text)
	if m == nil {
		return false
	}
	next := p.rows.peek(0)
	if next == nil || len(next.find()) == 0 || next.marks[0].in(langEN).field != level || next.marks[0].before != rowStart {
		return false
	}
	p.begin(r)
	p.d.set(record, m[1])
	p.d.set(source, m[2])
	return true
}

// xmlRow collects the XML block. It returns false for a row that is no part
// of it: pages drop the tags and leave bare values.
func (p *paste) xmlRow(r *row) bool {
	if len(p.xml) == 0 && !strings.Contains(r.text+r.raw, "Event") && !r.blank() {
		p.endText() // a label without its block
		return false
	}
	if p.size += len(r.raw); p.size > maxElement {
		p.close()
		return true
	}
	if r.raw != "" {
		p.xml = append(p.xml, r.raw)
	}
	if strings.Contains(r.raw, "</Event>") || strings.Contains(r.raw, "&lt;/Event&gt;") {
		p.close()
	}
	return true
}

// close ends the event at hand and hands it on if it is one.
func (p *paste) close() {
	d := p.d
	if d != nil {
		d.values[description] = strings.Join(p.text, "\n")
		d.binary, d.langs = p.dump.Data, p.langs
		for _, r := range p.dump.Repairs {
			d.repaired("in the dump, " + r.String())
		}
		d.readXML(strings.Join(p.xml, "\n"))
		if d.complete() && !p.stopped {
			p.stopped = !p.emit(d)
		}
	}
	*p = paste{rows: p.rows, emit: p.emit, langs: anyLang, stopped: p.stopped}
}
