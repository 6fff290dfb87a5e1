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

// close ends the event at hand and hands it on if it is one.
func (p *paste) close() {
	d := p.d
	if d != nil {
		d.values[description] = strings.Join(p.text, "\n")
		d.binary, d.langs = p.dump.Data, p.langs
		for _, r := range p.dump.Repairs {
			d.repaired("in the dump, " + r.String())
		}
		d.dropFillers()
		d.readXML(strings.Join(p.xml, "\n"))
		if d.complete() && !p.stopped {
			p.stopped = !p.emit(d)
		}
	}
	*p = paste{rows: p.rows, emit: p.emit, langs: anyLang, stopped: p.stopped}
}

// dropFillers empties the fields for which an article prints a word in place of
// the value.
func (d *draft) dropFillers() {
	if fillerWords[fold(d.values[date])] {
		d.repaired("the text has no date: it prints a word in place of it")
	}
	for _, f := range []field{date, clock, user, computer} {
		if fillerWords[fold(d.values[f])] {
			d.values[f] = ""
		}
	}
}
