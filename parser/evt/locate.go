package evt

import (
	"bytes"
	"fmt"

	"culprit/parser/event"
)

// locate finds the oldest record and the end of the newest.
func (l *Log) locate() {
	l.base, l.begin = headerSize, headerSize
	if l.end = l.findEnd(); l.end == nil {
		l.withoutEnd()
		return
	}
	g := l.ring()
	begin := int64(l.end.BeginRecord)
	if begin < l.base || begin >= l.size || int64(l.end.EndRecord) != l.end.Offset && !l.credible(begin) {
		l.problem(l.end.Offset, "end-of-file record", fmt.Sprintf("no record begins at %#x", begin), 0)
		// In the order of writing the oldest record comes next behind the end.
		begin = g.offset(g.position(l.end.Offset) + endSize)
	}
	l.begin, g.begin = begin, begin
	l.limit = g.position(l.end.Offset)
	l.compareHeader()
}

// compareHeader reports a header that claims to be up to date and is not.
func (l *Log) compareHeader() {
	h, e := l.header, l.end
	if h.Flags&Dirty == 0 && (int64(h.EndOffset) != e.Offset || h.CurrentRecordNumber != e.CurrentRecordNumber) {
		l.problem(0, "header", fmt.Sprintf("says that record %d will be at %#x; the end-of-file record says %d at %#x",
			h.CurrentRecordNumber, h.EndOffset, e.CurrentRecordNumber, e.Offset), 0)
	}
}

// findEnd returns the end-of-file record, nil if there is none. Only a clean
// header is believed; else every candidate in the file is weighed.
func (l *Log) findEnd() *End {
	g := l.ring()
	if g.length() < endSize {
		return nil
	}
	if off := int64(l.header.EndOffset); l.header.Flags&Dirty == 0 && off >= l.base && off < l.size {
		if e, ok := parseEnd(g.read(g.position(off), endSize), off); ok && int64(e.EndRecord) == off {
			return &e
		}
	}
	var best *End
	weigh := func(pos int64) {
		e, ok := parseEnd(g.read(pos, endSize), g.offset(pos))
		if ok && (best == nil || e.better(best)) {
			best = &e
		}
	}
	for pos := g.find(endMagic, 0, g.length()); pos < g.length(); pos = g.find(endMagic, pos+1, g.length()) {
		weigh(pos)
	}
	// It may be split by the end of the file.
	const before = int64(endSize - 1)
	if seam := g.length() - before; seam >= 0 {
		if i := bytes.Index(g.read(seam, 2*int(before)), endMagic); i >= 0 {
			weigh(seam + int64(i))
		}
	}
	return best
}

// withoutEnd makes do with what the header says, if it is up to date, or else
// takes all records that follow it.
func (l *Log) withoutEnd() {
	h := l.header
	l.problem(l.size, "end-of-file record", fmt.Sprintf("not found; the header says that it is at %#x", h.EndOffset), 0)
	l.limit, l.origin = max(0, l.size-l.base), event.Recovered
	if start := int64(h.StartOffset); h.Flags&Dirty == 0 && l.credible(start) {
		l.begin, l.origin = start, event.Live
	}
}

// carve prepares a file without a header: all of it is searched.
func (l *Log) carve(readErr error) error {
	l.limit, l.origin = l.size, event.Recovered
	w := l.walk(nil)
	first := w.nextCredible(0)
	switch {
	case first < l.limit:
		l.problem(0, "header", "not found; the file is searched for records", first)
	case readErr != nil:
		return l.damage(0, "file", readErr.Error())
	default:
		return l.damage(0, "header", "neither a header nor any record of an event log")
	}
	l.base, l.begin, l.limit = first, first, l.size-first
	return nil
}

// credible reports whether a record begins at an offset.
func (l *Log) credible(off int64) bool {
	if off < l.base || off >= l.size {
		return false
	}
	w := l.walk(nil)
	w.limit = w.length()
	f := w.at(w.position(off))
	return f.credible()
}

func (l *Log) problem(off int64, structure, cause string, lost int64) {
	d := l.damage(off, structure, cause)
	d.Lost = lost
	l.problems = append(l.problems, d)
}
