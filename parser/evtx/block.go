package evtx

import (
	"errors"
	"io"

	"culprit/parser/event"
)

// blockSize is how much of a log is read at a time: four chunks, which stay in
// the processor's cache while they are decoded.
const blockSize = 4 * chunkSize

// block is a piece of a log, the chunks in it, and what was found in them.
// Blocks are reused.
type block struct {
	log    *Log
	end    bool          // no block: all of the log was dispatched
	alone  bool          // no block: the log is to be read by one goroutine
	done   chan struct{} // filled once the block is scanned
	off    int64         // in the source
	buf    []byte
	n      int // of buf that is filled
	used   int // of it that belongs to this block
	last   bool
	err    error // of reading
	unread int   // bytes behind n that could not be read
	spans  []span

	views   []event.View
	items   []item // in order of what comes before them
	out     []byte // lines, if records are rendered
	format  Format
	fields  int // of the events decoded ahead
	chunks  []ChunkFacts
	facts   Facts         // what this block adds
	tail    *event.Damage // slots without any chunk or record at the end of the block
	lazy    *reader
	current int // span that lazy stands at; -1 for none
}

// span is a chunk, or what stands in place of one, in the buffer of a block.
type span struct {
	off, n int
	window int // where records may begin, if this is a piece of a blob; else 0
}

// item is what is delivered between views or lines: a damage, or a record of a
// span that is yet to be rendered.
type item struct {
	damage *event.Damage // or nil
	span   int
	rec    record
	views  int // how many come before
	out    int // how many bytes of lines do
}

func newBlock() *block {
	return &block{buf: make([]byte, blockSize), done: make(chan struct{}, 1)}
}

// load reads the block at off of a log of the given size and finds its chunks.
// What cannot be read, as on a failing disk, is lost, and the rest is not.
func (b *block) load(r io.ReaderAt, off, size int64) {
	want := int(min(int64(len(b.buf)), max(size-off, 0)))
	n, err := r.ReadAt(b.buf[:want], off)
	ended := n < want && (err == nil || errors.Is(err, io.EOF))
	b.off, b.n, b.err, b.unread = off, n, nil, 0
	b.last = ended || off+int64(want) >= size
	if n < want && !ended {
		b.err, b.unread = err, want-n
	}
	b.layout()
	if b.err != nil {
		b.used = want
	}
}

// follow fills the block from a stream: first with what the block before left,
// which may be the same block.
func (b *block) follow(r io.Reader, before *block) {
	rest := copy(b.buf, before.buf[before.used:before.n])
	b.off = before.off + int64(before.used)
	n, err := io.ReadFull(r, b.buf[rest:])
	b.n, b.last, b.err, b.unread = rest+n, err != nil, nil, 0
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		b.err = err
	}
	b.layout()
}

// layout cuts the block into spans. Chunks stand one behind the other; only
// where one is missing, the next may stand anywhere, as in a log that something
// was inserted into. A chunk that the block does not hold whole is left to the
// next.
func (b *block) layout() {
	if b.log.carved != nil {
		b.layoutBlob()
		return
	}
	b.spans = b.spans[:0]
	pos := 0
	for pos < b.n {
		n := min(chunkSize, b.n-pos)
		if !hasChunk(b.buf[:b.n], pos) {
			if next := findChunk(b.buf[pos:min(pos+chunkSize, b.n)]); next > 0 {
				n = next
			}
		}
		if pos+n == b.n && n < chunkSize && !b.last && pos > 0 {
			break
		}
		b.spans = append(b.spans, span{off: pos, n: n})
		pos += n
	}
	b.used = pos
}

// each delivers what was found.
func (b *block) each(yield func(*event.View, *event.Damage) bool) bool {
	next := 0
	for _, it := range b.items {
		for ; next < it.views; next++ {
			if !yield(&b.views[next], nil) {
				return false
			}
		}
		if !yield(nil, it.damage) {
			return false
		}
	}
	for ; next < len(b.views); next++ {
		if !yield(&b.views[next], nil) {
			return false
		}
	}
	return true
}

// lines delivers what was rendered.
func (b *block) lines(yield func([]byte, *event.Damage) bool) bool {
	from := 0
	for _, it := range b.items {
		if it.out > from && !yield(b.out[from:it.out], nil) {
			return false
		}
		from = it.out
		ok := false
		if it.damage != nil {
			ok = yield(nil, it.damage)
		} else {
			ok = b.renderLater(it, yield)
		}
		if !ok {
			return false
		}
	}
	return from == len(b.out) || yield(b.out[from:], nil)
}

// turn makes lazy turn to the chunk of a span.
func (b *block) turn(i int) {
	if b.current != i {
		s := b.spans[i]
		b.lazy.setChunk(b.buf[s.off:s.off+s.n], b.off+int64(s.off), b.log)
		b.current = i
	}
}

// renderLater renders and delivers a record that was left.
func (b *block) renderLater(it item, yield func([]byte, *event.Damage) bool) bool {
	b.turn(it.span)
	text, flaw := b.lazy.render(nil, it.rec, b.format)
	if !yield(text, nil) {
		return false
	}
	return flaw == nil || yield(nil, b.lazy.damage(flaw))
}

// Decode implements [event.Decoder].
func (b *block) Decode(v *event.View) (*event.Event, *event.Damage) {
	b.turn(int(v.Ref >> 32))
	off := int(uint32(v.Ref))
	rec := record{off: off, size: int(le.Uint32(b.lazy.c[off+4:])), origin: v.Origin}
	e, f := b.lazy.event(rec)
	return e, b.lazy.damage(f)
}
