package evt

import (
	"bytes"
	"fmt"

	"culprit/parser/event"
)

// walk goes through a part of the ring from record to record. Every step
// moves forward, so a walk ends whatever the bytes say.
type walk struct {
	ring
	log    *Log
	limit  int64 // position behind the last record
	origin event.Origin
	want   event.Want
	known  interned
	seen   map[identity]bool // nil if nobody asks
	yield  func(*event.View, *event.Damage) bool

	view       event.View
	recovered  bool   // the next record was found by its signature
	damaged    bool   // some damage was yielded
	count      int64  // records yielded
	last       uint32 // number of the last one
	duplicates int    // records that were met before
}

func (l *Log) walk(yield func(*event.View, *event.Damage) bool) *walk {
	return &walk{ring: l.ring(), log: l, limit: l.limit, origin: l.origin, known: interned{}, yield: yield}
}

// found is a record at a position of the ring.
type found struct {
	record
	pos   int64
	cause string // why it is not intact; empty if it is
	torn  bool   // its header can be used all the same
}

// credible is asked of a record that was found by its signature alone.
func (f *found) credible() bool { return f.torn || f.cause == "" && f.sane() }

// at examines the bytes at a position.
func (w *walk) at(pos int64) found {
	f := found{pos: pos}
	head := w.read(pos, int(min(headSize, w.limit-pos)))
	if f.record, f.cause = parseRecord(head); f.cause != "" {
		return f
	}
	f.names(head[:min(len(head), int(f.length))], w.known)
	if end := pos + int64(f.length); end > w.limit {
		f.cause = fmt.Sprintf("%#x of its %#x bytes are missing", end-w.limit, f.length)
	} else if again := w.word(end - 4); again != f.length {
		f.cause = fmt.Sprintf("its length is %#x, but %#x in the copy at its end", f.length, again)
	} else if w.borrowed(&f) {
		f.cause = "the next record begins within it"
	}
	f.torn = f.cause != "" && f.sane()
	return f
}

// borrowed reports whether what looks like the copy of a record's length is
// the length of the next record, which happens to be as long. The record was
// cut short then, by the end of the file or by the four bytes that put its own
// copy in front of the other.
func (w *walk) borrowed(f *found) bool {
	end := f.pos + int64(f.length)
	return w.shared(end) && (w.offset(end) < w.offset(f.pos) || w.word(end-8) == f.length)
}

// shared reports whether the word in front of the end of a record is the first
// of another: its signature follows.
func (w *walk) shared(end int64) bool { return end < w.limit && w.word(end) == signatureWord }

// run yields all records and damage; false if the consumer has had enough.
func (w *walk) run() bool {
	for pos := int64(0); pos < w.limit; {
		step := w.step
		if w.size-w.offset(pos) < fixedSize {
			step = w.skip
		}
		next, more := step(pos)
		if !more {
			return false
		}
		pos = next
	}
	return w.finish()
}

// skip goes on behind the end of the file where too little is left for the
// fixed part of a record. It is filled up, unless the file was cut off there.
func (w *walk) skip(pos int64) (next int64, more bool) {
	off := w.offset(pos)
	rest := w.bytes(off, fixedSize)
	next = pos + int64(len(rest))
	if !bytes.Contains(rest, signature) {
		return next, true
	}
	return next, w.damage(pos, "record", "the file ends within its fixed part", int64(len(rest)))
}

func (w *walk) step(pos int64) (next int64, more bool) {
	f := w.at(pos)
	switch {
	case f.cause == "":
		next = f.pos + int64(f.length)
		if w.shared(next) {
			next -= 4
		}
		return next, w.inOrder(&f) && w.show(&f, int(f.length), w.origin)
	case f.torn:
		return w.tear(&f)
	default:
		return w.resync(&f)
	}
}

// inOrder reports a jump in the numbers that no damage explains.
func (w *walk) inOrder(f *found) bool {
	if w.count == 0 || w.damaged || w.origin != event.Live || f.number == w.last+1 {
		return true
	}
	return w.damage(f.pos, "record number", fmt.Sprintf("%d follows %d", f.number, w.last), 0)
}

// finish compares what was found with what the end-of-file record promised.
func (w *walk) finish() bool {
	e := w.log.end
	if e != nil && !w.damaged && w.count != int64(e.Records()) {
		cause := fmt.Sprintf("promises %d records, found were %d", e.Records(), w.count)
		return w.damage(w.limit, "end-of-file record", cause, 0)
	}
	return w.err == nil || w.damage(0, "file", "", 0)
}

// show yields the view of a record of which n bytes are there.
func (w *walk) show(f *found, n int, origin event.Origin) bool {
	if w.recovered && origin == event.Live {
		origin = event.Recovered
	}
	w.recovered = false
	if w.again(f) {
		return true
	}
	w.count, w.last = w.count+1, f.number
	if origin != event.Torn || !w.log.carved { // the copy of a torn one may be whole
		w.remember(f)
	}
	off := w.offset(f.pos)
	w.view = event.View{
		Header:  event.Header{Source: w.log.src, Offset: off, Origin: origin, Channel: w.log.channel},
		Ref:     makeRef(off, n),
		Decoder: w.log,
	}
	f.fill(&w.view.Header)
	if w.log.carved {
		w.view.Channel = homes[event.FoldProvider(f.source)]
	}
	w.decodeWanted(f.pos, n)
	return w.yield(&w.view, nil)
}

// decodeWanted decodes ahead what will be asked for. Damage is left for the
// asking, and so are bytes that could not be read.
func (w *walk) decodeWanted(pos int64, n int) {
	v := &w.view
	if w.want == nil || !w.want(v.Channel, v.Provider, v.EventID) {
		return
	}
	if e, d := w.log.decode(w.read(pos, n), v); d == nil && w.err == nil {
		v.Full = e
	}
}

// tear yields a record whose end was cut off or overwritten. What is left of
// it reaches to the next signature, and not across the end of the file: the
// bytes there are its own only if the copy of its length is among them.
func (w *walk) tear(f *found) (next int64, more bool) {
	end := f.pos + int64(f.length)
	next = w.nextRecord(f.pos + minRecord)
	have := min(int64(f.length), next-f.pos, w.size-w.offset(f.pos))
	if more = w.show(f, int(have), event.Torn); !more || w.log.carved {
		return next, more
	}
	return next, w.damage(f.pos, "record", f.cause, max(next-end, 0))
}

// resync looks for the next credible record behind bytes that are none.
func (w *walk) resync(f *found) (next int64, more bool) {
	next = w.nextCredible(f.pos + 1)
	w.recovered = true
	if w.log.carved || next == w.limit && w.log.end == nil {
		return next, true // no log, or behind the last record of one that has lost its end
	}
	return next, w.damage(f.pos, "record", f.cause, next-f.pos)
}

// nextCredible returns the position of the next record that makes sense, at
// pos or behind, or the limit.
func (w *walk) nextCredible(pos int64) int64 {
	for {
		pos = w.nextRecord(pos)
		if pos == w.limit {
			return pos
		}
		if possible(w.word(pos)) {
			if f := w.at(pos); f.credible() {
				return pos
			}
		}
		pos++
	}
}

// nextRecord returns where the next signature says that a record begins, at
// pos or behind, or the limit.
func (w *walk) nextRecord(pos int64) int64 {
	p := w.find(signature, pos+4, w.limit)
	if p == w.limit {
		return p
	}
	return p - 4
}

func (w *walk) damage(pos int64, structure, cause string, lost int64) bool {
	w.damaged = true
	if w.err != nil {
		cause, w.err = w.err.Error(), nil
	}
	d := w.log.damage(w.offset(pos), structure, cause)
	d.Lost = lost
	return w.yield(nil, d)
}
