package text

import (
	"strings"

	"culprit/parser/event"
)

// A table has one event in a row: what Event Viewer saves as .csv or .txt,
// Export-Csv, LogParser, psloglist -s, dumpel -d. Most have a head row; it is
// read under any name that a program or a language gives a column. Event
// Viewer of 2000-2003 and the two old tools have none; see bareLayouts.

// layout tells what the columns of a table hold.
type layout struct {
	delim  string
	fields []field
	bare   bool // no head row; a row may go on in lines that are no row
	langs  langSet
}

// bareLayouts are the tables without a head row.
var bareLayouts = []layout{
	// "File formats for archived logs", Windows Server 2003.
	{fields: []field{date, clock, source, level, category, eventID, user, computer, description}},
	{fields: []field{record, logName, source, level, computer, date, eventID, user, description}},      // psloglist -s
	{fields: []field{date, clock, typeNumber, category, eventID, source, user, computer, description}}, // dumpel
}

// delims separate the cells of a row.
var delims = []string{"\t", ",", ";"}

// findLayout finds the layout of the table that a line begins.
func findLayout(text string) (layout, bool) {
	for _, delim := range delims {
		cells := splitRow(text, delim)
		if len(cells) < 4 {
			continue
		}
		if l, ok := headLayout(cells); ok {
			l.delim = delim
			return l, true
		}
		for _, l := range bareLayouts {
			l.delim, l.bare, l.langs = delim, true, anyLang
			if l.fits(cells) {
				return l, true
			}
		}
	}
	return layout{}, false
}

// headLayout reads a head row: most of its cells name a column, and identifier,
// time and source are among them.
func headLayout(cells []string) (layout, bool) {
	l := layout{fields: make([]field, min(len(cells), maxFields)), langs: anyLang}
	known := 0
	var has [numFields]bool
	for i := range l.fields {
		f := l.column(cells[i])
		l.fields[i] = f
		if f != noField && !has[f] {
			known++
		}
		has[f] = true
	}
	id := has[eventID] || has[fullID]
	return l, id && (has[date] || has[clock]) && (has[source] || has[level]) && known >= 4 && known*2 >= len(l.fields)-2
}

// column returns what a column of that name holds. Labels narrow down the
// language of the head row.
func (l *layout) column(name string) field {
	name = fold(strings.TrimPrefix(name, "\ufeff"))
	if f, ok := columns[name]; ok {
		return f
	}
	m := mark{senses: labels[name]}
	if len(m.senses) == 0 {
		return noField
	}
	s := m.in(l.langs)
	if both := l.langs & s.langs; both != 0 {
		l.langs = both
	}
	return s.field
}

// fits reports whether a row without a head is of this layout: it begins with
// a digit, and time, identifier and type are where they should be.
func (l *layout) fits(cells []string) bool {
	if !l.shaped(cells) {
		return false
	}
	d, ok := l.draft(cells)
	s, timed := parseStamp(d.when())
	return ok && timed && s.hasClock
}

// shaped is fits without a look at the time.
func (l *layout) shaped(cells []string) bool {
	if len(cells) < len(l.fields)-1 || cells[0] == "" || cells[0][0] < '0' || cells[0][0] > '9' {
		return false
	}
	for i, f := range l.fields[:len(l.fields)-1] {
		ok := true
		switch f {
		case eventID:
			_, ok = parseID(cells[i])
		case level:
			_, _, ok = parseLevel(cells[i])
		case typeNumber:
			_, ok = typeLevels[cells[i]]
		default: // anything
		}
		if !ok {
			return false
		}
	}
	return true
}

// draft reads the cells of a row. What stands behind the last column belongs
// to the description, as Event Viewer of Vista and later gives it no head.
func (l *layout) draft(cells []string) (*draft, bool) {
	d := &draft{langs: l.langs}
	for i, f := range l.fields {
		if i < len(cells) {
			d.put(f, cells[i])
		}
	}
	if n := len(l.fields); len(cells) > n {
		rest := strings.Join(cells[n:], l.delim)
		if l.bare {
			rest = strings.Join(cells[n-1:], l.delim)
			d.present[description] = false
		}
		d.put(description, rest)
	}
	return d, d.complete()
}

// table reads a text row by row.
type table struct {
	in     *input
	yield  sink
	layout *layout
	ahead  []line
	err    error
	// credit is how many bytes may yet be read in search of the partner of a
	// quotation mark. What was read in vain is read again, and every row could
	// have such a mark.
	credit int
}

func readTable(in *input, yield sink) error {
	t := &table{in: in, yield: yield, credit: maxElement}
	for t.row() {
		continue
	}
	return t.err
}

// peek returns the line i places ahead.
func (t *table) peek(i int) (line, bool) {
	for len(t.ahead) <= i && t.err == nil {
		ln, err := t.in.readLine()
		if err != nil {
			t.err = err
			break
		}
		t.ahead = append(t.ahead, ln)
	}
	if i < len(t.ahead) {
		return t.ahead[i], true
	}
	return line{}, false
}

// row reads one row; it returns false when there are no more or no more are
// wanted.
func (t *table) row() bool {
	first, ok := t.peek(0)
	if !ok {
		return false
	}
	if l, ok := t.newLayout(first.text); ok {
		t.layout = &l
		if !l.bare {
			t.ahead = t.ahead[1:]
			return true
		}
	}
	if t.layout == nil || strings.TrimSpace(first.text) == "" || strings.HasPrefix(first.text, "#TYPE ") {
		t.ahead = t.ahead[1:]
		return true
	}
	cells := t.cells()
	d, ok := t.layout.draft(cells)
	d.off, d.num = first.off, first.num
	if !ok {
		return t.yield(nil, &event.Damage{
			Offset: first.off, Structure: "row of a table", Cause: "neither an event identifier nor a source where the head row has them",
			Lost: t.in.off - first.off,
		})
	}
	return t.yield(d, nil)
}

// newLayout finds the layout of the table, and of another one behind it if the
// files of several were joined.
func (t *table) newLayout(text string) (layout, bool) {
	switch {
	case t.layout == nil, !t.layout.bare && !strings.ContainsAny(text, "0123456789"):
		return findLayout(text)
	}
	return layout{}, false
}

// cells takes the lines of one row.
func (t *table) cells() []string {
	sp := splitter{delim: t.layout.delim}
	n, size := 0, 0
	for {
		ln, ok := t.peek(n)
		if size += len(ln.text) + 1; !ok || n > 0 && size > min(t.credit, maxElement) {
			// The quotation mark has no partner: it is a character like others.
			t.credit -= size
			first := t.ahead[0].text
			t.ahead = t.ahead[1:]
			return strings.SplitN(first, t.layout.delim, maxFields)
		}
		sp.feed(ln.text)
		n++
		if !sp.quoted {
			break
		}
	}
	t.credit = min(t.credit+4*size, maxElement)
	cells := sp.end()
	if t.layout.bare {
		n += t.continued(cells, n)
	}
	t.ahead = t.ahead[n:]
	return cells
}

// continued appends the lines that follow a row of a table without head to its
// last cell, as long as they are no rows themselves.
func (t *table) continued(cells []string, from int) (n int) {
	last := &cells[len(cells)-1]
	for ; n < 4096 && len(*last) < maxDescription; n++ {
		ln, ok := t.peek(from + n)
		if !ok || t.layout.shaped(splitRow(ln.text, t.layout.delim)) {
			break
		}
		*last += "\n" + ln.text
	}
	return n
}

// seesTable looks for a head row, or a row of a known table without one,
// within the first lines: tools print a banner before.
func seesTable(start string) bool {
	lines := 0
	for text := range strings.Lines(start) {
		text = strings.TrimRight(text, "\r\n")
		if strings.TrimSpace(text) == "" {
			continue
		}
		if _, ok := findLayout(text); ok {
			return true
		}
		if lines++; lines > 12 {
			break
		}
	}
	return false
}
