package evtx

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"culprit/parser/event"
)

var le = binary.LittleEndian

// record is where a record lies in its chunk and how it was found.
type record struct {
	off, size int
	origin    event.Origin
}

// flaw is damage inside a chunk: what stands at an offset and what should.
type flaw struct {
	off, lost        int
	structure, cause string
}

// checkRecord says why no whole record begins at off; "" if one does.
func checkRecord(c []byte, off int) string {
	if off+recordMin > len(c) {
		return "the chunk ends inside the record header"
	}
	size := int(le.Uint32(c[off+4:]))
	switch {
	case string(c[off:off+4]) != recordSignature:
		return fmt.Sprintf("signature is % x, not 2a 2a 00 00", c[off:off+4])
	case size < recordMin:
		return fmt.Sprintf("size %d is less than that of an empty record", size)
	case size > len(c)-off:
		return fmt.Sprintf("size %d goes beyond the end of the chunk", size)
	case int(le.Uint32(c[off+size-4:])) != size:
		return fmt.Sprintf("size is %d at the start but %d at the end", size, le.Uint32(c[off+size-4:]))
	}
	return ""
}

// wholeRecord is checkRecord without words, for the walk of sound chunks.
func wholeRecord(c []byte, off int) (size int, ok bool) {
	if off+recordMin > len(c) || le.Uint32(c[off:]) != 0x00002a2a {
		return 0, false
	}
	size = int(le.Uint32(c[off+4:]))
	if size < recordMin || size > len(c)-off || int(le.Uint32(c[off+size-4:])) != size {
		return 0, false
	}
	return size, true
}

// findRecord returns the offset of the next whole record that begins in
// c[from:to], or to.
func findRecord(c []byte, from, to int) int {
	for from < to {
		i := bytes.Index(c[from:], []byte(recordSignature))
		if i < 0 || from+i >= to {
			break
		}
		if _, ok := wholeRecord(c, from+i); ok {
			return from + i
		}
		from += i + 1
	}
	return to
}

// walker goes through the records of one chunk in order of their offsets.
type walker struct {
	c     []byte
	pos   int
	end   int          // of what the chunk says is in use
	limit int          // where no record begins any more
	cut   int          // bytes in use that the file does not have
	found event.Origin // Live until the chain of sizes broke
	lone  bool         // no chunk signature: nothing the chunk says is sure
	open  bool         // nothing says where the free space begins
	blob  bool         // no log: what lies between records is nothing lost
	slack bool         // leftovers are wanted, too
	last  uint64       // id of the last record
	torn  record       // to be delivered behind the damage; no size if none
}

// newWalker starts at the first record of the chunk c, which may be shorter
// than a chunk. If c has no chunk signature, all its records are recovered.
func newWalker(c []byte) walker {
	w := walker{c: c, pos: chunkHeaderSize, end: len(c), limit: len(c)}
	if len(c) < chunkHeaderSize {
		w.pos, w.lone, w.found = 0, true, event.Recovered
		return w
	}
	h := parseChunkHeader(c)
	if string(c[:8]) != chunkSignature {
		w.pos, w.lone, w.found = 0, true, event.Recovered
		if h.headerSize != fileHeaderSize {
			return w
		}
	}
	if h.freeValid() {
		w.end = min(int(h.free), len(c))
		w.cut = int(h.free) - w.end
	} else {
		w.open = true
	}
	return w
}

// newBlobWalker looks for records that begin in the first bytes of c, which is
// no chunk.
func newBlobWalker(c []byte, window int) walker {
	return walker{c: c, end: window, limit: window, found: event.Recovered, lone: true, blob: true}
}

// next returns the next record, or the flaw that stands in its place; at the
// end it returns false.
func (w *walker) next() (record, *flaw, bool) {
	if w.torn.size > 0 {
		r := w.torn
		w.torn = record{}
		return r, nil, true
	}
	for w.pos < w.end || w.goOn() {
		if size, ok := wholeRecord(w.c, w.pos); ok && (!w.blob || plausible(w.c, w.pos)) {
			r := record{off: w.pos, size: size, origin: w.found}
			w.last = le.Uint64(w.c[w.pos+8:])
			w.pos += size
			return r, nil, true
		}
		if f := w.resync(); f != nil {
			return record{}, f, true
		}
	}
	if w.cut > 0 {
		f := &flaw{off: w.end, lost: w.cut, structure: "chunk", cause: "the file ends inside it"}
		w.cut = 0
		return record{}, f, true
	}
	if w.slack {
		r, ok := w.leftover()
		return r, nil, ok
	}
	return record{}, nil, false
}

// leftover returns the next record that stands in free space: whole, or torn
// by what was written over it.
func (w *walker) leftover() (record, bool) {
	for w.pos < w.limit {
		i := bytes.Index(w.c[w.pos:w.limit], []byte(recordSignature))
		if i < 0 {
			break
		}
		at := w.pos + i
		w.pos = at + 1
		if !plausible(w.c, at) {
			continue
		}
		if size, ok := wholeRecord(w.c, at); ok {
			w.pos = at + size
			return record{off: at, size: size, origin: event.Slack}, true
		}
		return record{off: at, size: recordHeader, origin: event.Torn}, true
	}
	return record{}, false
}

// plausible reports whether what has the signature of a record also has the
// header of one: a size that a chunk can hold, an id, and a time from 1990 to
// 2100.
func plausible(c []byte, off int) bool {
	const earliest, latest = 122_756_256_000_000_000, 157_469_184_000_000_000
	if off+recordHeader > len(c) {
		return false
	}
	size, written := le.Uint32(c[off+4:]), le.Uint64(c[off+16:])
	return size >= recordMin && size <= chunkSize-chunkHeaderSize && le.Uint64(c[off+8:]) != 0 &&
		written >= earliest && written < latest
}

// goOn reports whether the chain of records goes on where the chunk says that
// its free space begins. The header of the chunk being written to is behind in
// a log copied from a running system; leftovers of the chunk's former use have
// older ids.
func (w *walker) goOn() bool {
	if w.lone || w.pos != w.end {
		return false
	}
	size, ok := wholeRecord(w.c, w.pos)
	if !ok || w.last == 0 || le.Uint64(w.c[w.pos+8:]) != w.last+1 {
		return false
	}
	w.found, w.end = event.Recovered, w.pos+size
	return true
}

// resync skips to the next whole record by its signature and tells of the gap;
// an empty slot of the file, and what is empty of a slot, is none.
func (w *walker) resync() *flaw {
	at := w.pos
	w.found = event.Recovered
	if w.blob {
		w.pos = findRecord(w.c, at+1, w.end)
		return nil
	}
	w.pos = findRecord(w.c, at, w.end)
	zero := isZero(w.c[at:w.pos])
	f := &flaw{off: at, lost: w.pos - at, structure: "record"}
	switch {
	case zero && (w.lone || w.open):
		return nil
	case zero:
		f.cause = "zero bytes in its place"
	case w.lone && at == 0:
		f.structure, f.cause = "chunk", fmt.Sprintf("signature is % x, not ElfChnk", w.c[:min(8, len(w.c))])
	default:
		f.cause = checkRecord(w.c, at)
	}
	if w.pos == w.end {
		f.lost += w.cut
		w.cut = 0
	}
	if w.slack && string(w.c[at:min(at+4, len(w.c))]) == recordSignature && plausible(w.c, at) {
		w.torn = record{off: at, size: recordHeader, origin: event.Torn}
	}
	return f
}

func isZero(b []byte) bool {
	for len(b) >= 8 {
		if le.Uint64(b) != 0 {
			return false
		}
		b = b[8:]
	}
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}
