package hexdata

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Parse finds the dumps in a text, in any of the notations of the package
// comment, in order. Digits without offsets count as data under a heading that
// says so, or if the whole text is nothing else. The two views that newer
// Event Viewers print of the same data are one dump.
func Parse(text string) []*Dump {
	var f finder
	n := 0
	for line := range strings.Lines(text) {
		n++
		f.line(n, strings.TrimRight(line, "\r\n"))
	}
	f.close()
	if len(f.dumps) == 0 {
		return bare(text)
	}
	return f.dumps
}

// finder holds the dump that is being read.
type finder struct {
	dumps []*Dump
	rows  Dump       // open if it has data
	star  bool       // rows equal to the last one were left out
	plain *plainText // open if not nil
}

func (f *finder) line(n int, s string) {
	if l, ok := parseLine(s, f.perRow()); ok {
		f.row(n, l)
		f.glued(n, s, l)
		return
	}
	if l, ok := columnRow(s); ok && !isHeader(s) {
		f.row(n, l)
		return
	}
	f.other(n, s)
}

// perRow returns how many bytes a row of the open dump holds.
func (f *finder) perRow() int {
	if f.rows.perRow == 16 && f.rows.Kind == Bytes {
		return 16
	}
	return 8
}

// glued takes the rows that stand behind the first in one line: web pages lose
// line breaks. Each is found by the offset that it must have.
func (f *finder) glued(n int, s string, l Line) {
	sc := scanner{s: s, col: 1}
	for ok := true; ok; {
		next := f.rows.Base + len(f.rows.Data)
		i := strings.Index(l.Tail, fmt.Sprintf(" %04x:", next))
		if i < 0 {
			i = strings.Index(l.Tail, fmt.Sprintf(" %04X:", next))
		}
		if i < 0 {
			return
		}
		at := len(s) - len(l.Tail) + i + 1
		sc.col += utf8.RuneCountInString(s[sc.at:at])
		sc.at = at
		tail := l.Tail[:i]
		if l, ok = rowAt(sc, f.perRow()); ok && l.Offset == next {
			f.rows.Tail = tail
			f.row(n, l)
		}
	}
}

// row adds a row to the open dump or begins the next one with it.
func (f *finder) row(n int, l Line) {
	f.closePlain()
	f.fill(l)
	if !f.rows.Append(n, l) {
		f.closeRows()
		f.rows.Append(n, l)
	}
}

// fill puts the rows in that a star stands for.
func (f *finder) fill(l Line) {
	if !f.star {
		return
	}
	f.star = false
	d := &f.rows
	last := d.Data[max(0, len(d.Data)-d.perRow):]
	for len(last) > 0 && d.at(&l) > d.Base+len(d.Data) && len(d.Data) < MaxDump {
		d.add(bytes.Clone(last), nil)
	}
}

// other handles a line that is no row.
func (f *finder) other(n int, s string) {
	trimmed := strings.TrimSpace(s)
	switch {
	case trimmed == "", isHeader(s):
		return // blank lines occur within dumps
	case trimmed == "*" && len(f.rows.Data) > 0:
		f.star = true
		return
	}
	if l, ok := offsetOnly(s); ok && len(f.rows.Data) > 0 {
		f.end(n, l)
		return
	}
	f.closeRows()
	f.plainLine(n, s)
}

// end closes the open dump at the length that its last line states.
func (f *finder) end(n int, l Line) {
	f.fill(l)
	next := f.rows.Base + len(f.rows.Data)
	if at := f.rows.at(&l); at > next && at <= MaxDump {
		f.rows.Missing = &Gap{Line: n, Offset: next, Length: at - next}
	}
	f.closeRows()
}

// plainLine handles digits without an offset.
func (f *finder) plainLine(n int, s string) {
	body, isData := cutLabel(s)
	if isData {
		f.closePlain()
		f.plain = &plainText{labelled: true}
	}
	if f.plain == nil || strings.TrimSpace(body) == "" {
		return
	}
	if !f.plain.add(n, body) {
		if len(f.plain.tokens) > 0 || !isData {
			f.closePlain()
		}
	}
}

func (f *finder) close() {
	f.closeRows()
	f.closePlain()
}

func (f *finder) closeRows() {
	d := f.rows
	f.rows, f.star = Dump{}, false
	if bytes.Equal(d.Data, d.Other) {
		d.choose(false)
	}
	if plausible(&d) {
		f.add(&d)
	}
}

// plausible reports whether rows are a dump and not a line of prose that
// happens to have the form of one: it begins at 0 or is of several rows.
func plausible(d *Dump) bool {
	if d.Base == 0 {
		return len(d.Data) > 0
	}
	return d.LastLine > d.Line && len(d.Data) > d.perRow/2
}

func (f *finder) closePlain() {
	p := f.plain
	f.plain = nil
	if p == nil || len(p.tokens) == 0 {
		return
	}
	if d := p.dump(); d != nil {
		f.add(d)
	}
}

// add appends a finished dump; the bytes view behind a words view of the same
// data takes its place.
func (f *finder) add(d *Dump) {
	if i := len(f.dumps) - 1; i >= 0 && f.dumps[i].Kind == Words && d.Kind == Bytes && sameData(f.dumps[i], d) {
		d.Line = f.dumps[i].Line
		f.dumps[i] = d
		return
	}
	f.dumps = append(f.dumps, d)
}

// sameData reports whether two views show the same data. The words view leaves
// out a last word that is not whole.
func sameData(words, all *Dump) bool {
	return words.Base == all.Base && bytes.HasPrefix(all.Data, words.Data) && len(all.Data)-len(words.Data) < 4
}

// bare reads a text that is nothing but digits.
func bare(text string) []*Dump {
	var p plainText
	n := 0
	for line := range strings.Lines(text) {
		n++
		if s := strings.TrimSpace(line); s != "" && !p.add(n, s) {
			return nil
		}
	}
	if len(p.tokens) == 0 {
		return nil
	}
	if d := p.dump(); d != nil {
		return []*Dump{d}
	}
	return nil
}
