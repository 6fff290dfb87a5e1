package evt

import (
	"bytes"
	"fmt"

	"culprit/parser/event"
)

// locate finds the oldest record and the end of the newest. Where header and
// end-of-file record are both lost, the file is searched for records.
func (l *Log) locate() error {
	l.base, l.begin = headerSize, headerSize
	l.end = l.findEnd()
	switch {
	case l.end != nil && (l.header != nil || l.end.home()):
		l.findBegin()
		g := l.ring()
		l.limit = g.position(l.end.Offset)
		l.compareHeader()
	case l.header != nil:
		l.withoutEnd()
	default:
		return l.carve()
	}
	return nil
}

// clean reports whether the header claims to be up to date.
func (l *Log) clean() bool { return l.header != nil && l.header.Flags&Dirty == 0 }

// findBegin believes the end-of-file record where a record with the number of
// the oldest begins. Else it looks for the oldest behind the end, which is the
// order of writing; older ones there are slack.
func (l *Log) findBegin() {
	e := l.end
	told := int64(e.BeginRecord)
	w := l.walk(nil)
	w.begin = w.offset(w.position(e.Offset) + endSize)
	w.limit = w.length() - endSize
	lowest, inside := e.OldestRecordNumber, told >= w.base && told < w.size
	if inside {
		f := w.at(w.position(told))
		switch {
		case told == e.Offset && e.Records() == 0, f.cause == "" && f.number == lowest:
			l.begin = told
			return
		case f.cause == "":
			lowest = min(lowest, f.number) // one of the two is wrong
		}
	}
	found := w.nextCredible(0)
	for found < w.limit && w.at(found).number-lowest >= e.CurrentRecordNumber-lowest {
		found = w.nextCredible(found + 1)
	}
	if inside && w.position(told) <= found && w.nextCredible(w.position(told)) == found {
		l.begin = told // where a damaged record lies
		return
	}
	l.begin = w.offset(found)
	l.problem(e.Offset, "end-of-file record", fmt.Sprintf("says that the oldest record is at %#x; it is at %#x", told, l.begin), 0)
}

// compareHeader reports a header that claims to be up to date and is not.
func (l *Log) compareHeader() {
	h, e := l.header, l.end
	switch {
	case h == nil:
		l.problem(0, "header", "not found", headerSize)
	case l.clean() && (int64(h.EndOffset) != e.Offset || h.CurrentRecordNumber != e.CurrentRecordNumber):
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
	if l.clean() {
		off := int64(l.header.EndOffset)
		if e, ok := parseEnd(g.read(g.position(off), endSize), off); ok && e.home() {
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
	w := l.walk(nil)
	l.limit, l.origin = max(0, w.length()), event.Recovered
	w.limit = l.limit
	if start := int64(h.StartOffset); l.clean() && l.credible(start) {
		l.begin, l.origin = start, event.Live
		g := l.ring()
		if end := int64(h.EndOffset); end > l.base && end < l.size {
			l.limit = g.position(end)
		}
		return
	}
	// Bytes in front of the first record may belong to the last.
	if first := w.nextCredible(0); first < w.limit {
		l.begin += first
	}
}

// carve searches all of the file for records.
func (l *Log) carve() error {
	l.end, l.base, l.begin = nil, 0, 0
	l.limit, l.origin = l.size, event.Recovered
	w := l.walk(nil)
	first := w.nextCredible(0)
	if first == l.limit {
		d := l.damage(0, "header", "neither a header nor any record of an event log")
		if w.err != nil {
			d.Cause = w.err.Error()
		}
		return d
	}
	l.problem(0, "header", "not found; the file is searched for records", first)
	l.base, l.begin = min(first, headerSize), first
	l.limit = l.size - l.base
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
