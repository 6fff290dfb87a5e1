package evtx

import (
	"errors"
	"hash/crc32"
	"io"

	"culprit/parser/event"
)

// blockSize is how much of a log is read at a time: four chunks, which stay in
// the processor's cache while they are decoded.
const blockSize = 4 * chunkSize

// block is a piece of a log, the chunks in it, and what was found in them.
// Blocks are reused.
type block struct {
	log   *Log
	end   bool          // no block: all of the log was dispatched
	alone bool          // no block: the log is to be read by one goroutine
	done  chan struct{} // filled once the block is scanned
	off   int64         // in the source
	buf   []byte
	n     int // of buf that is filled
	used  int // of it that belongs to this block
	last  bool
	err   error // of reading
	spans []span

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
func (b *block) load(r io.ReaderAt, off, size int64) {
	b.off = off
	n, err := r.ReadAt(b.buf[:min(int64(len(b.buf)), max(size-off, 0))], off)
	b.err = nil
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	b.n, b.last = n, off+int64(n) >= size || err != nil
	b.layout()
}

// follow fills the block from a stream: first with what the block before left,
// which may be the same block.
func (b *block) follow(r io.Reader, before *block) {
	rest := copy(b.buf, before.buf[before.used:before.n])
	b.off = before.off + int64(before.used)
	n, err := io.ReadFull(r, b.buf[rest:])
	b.n, b.last, b.err = rest+n, err != nil, nil
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

// scan finds the records of the block.
func (b *block) scan(r *reader, opt *Options) {
	clear(b.items)
	b.items, b.views, b.chunks = b.items[:0], b.views[:0], b.chunks[:0]
	if b.out = b.out[:0]; cap(b.out) > 2*maxBlockOut {
		b.out = nil
	}
	b.format, b.fields = opt.format, 0
	b.facts, b.lazy, b.current, b.tail = Facts{Bytes: int64(b.used)}, r, -1, nil
	for i, s := range b.spans {
		c := b.buf[s.off : s.off+s.n]
		r.setChunk(c, b.off+int64(s.off), b.log)
		cf := ChunkFacts{Offset: r.base, Bytes: len(c)}
		w := newWalker(c)
		if s.window > 0 {
			w = newBlobWalker(c, s.window)
		} else {
			b.check(c, &cf)
		}
		b.current, w.slack = i, opt.Slack && s.window == 0
		if cf.Signature {
			b.tailEnds()
		}
		for rec, f, ok := w.next(); ok; rec, f, ok = w.next() {
			switch {
			case f != nil && w.lone && f.lost == len(c):
				b.noChunk(r.damage(f))
			case f != nil:
				b.damaged(r.damage(f))
			case b.count(r, rec, &cf):
				b.found(r, i, rec, opt)
			}
		}
		if s.window == 0 {
			b.chunks = append(b.chunks, cf)
		}
	}
	if b.err != nil {
		b.damaged(&event.Damage{Source: b.log.src, Offset: b.off + int64(b.n), Structure: "file", Cause: b.err.Error()})
	}
}

// noChunk takes in a slot that holds something, but no chunk and no record.
// Behind the last chunk that is what was on the disk before the log was, so it
// is damage only if a chunk follows.
func (b *block) noChunk(d *event.Damage) {
	if b.tail == nil {
		b.tail = d
	} else {
		b.tail.Lost += d.Lost
	}
}

// tailEnds makes damage of such slots, since a chunk follows.
func (b *block) tailEnds() {
	if d := b.tail; d != nil {
		b.tail = nil
		b.damaged(d)
	}
}

func (b *block) damaged(d *event.Damage) {
	b.tailEnds()
	b.items = append(b.items, item{damage: d, views: len(b.views), out: len(b.out)})
	b.facts.Damaged++
	b.facts.BytesLost += d.Lost
}

// prepend puts damage before all else.
func (b *block) prepend(d *event.Damage) {
	tail := b.tail
	b.tail = nil
	b.damaged(d)
	b.tail = tail
	last := len(b.items) - 1
	copy(b.items[1:], b.items[:last])
	b.items[0] = item{damage: d}
}

// count takes a record into the facts and reports whether it is delivered.
func (b *block) count(r *reader, rec record, cf *ChunkFacts) bool {
	if k := b.log.carved; k != nil && !k.first(r.c, rec.off) {
		b.facts.Duplicate++
		return false
	}
	switch rec.origin {
	case event.Live:
		b.facts.live(le.Uint64(r.c[rec.off+8:]))
	case event.Recovered:
		b.facts.Recovered++
	default:
		if !b.log.keeps(rec, r.c, r.base) {
			b.facts.Duplicate++
			return false
		}
		if rec.origin == event.Slack {
			b.facts.Slack++
		} else {
			b.facts.Torn++
		}
		return true
	}
	written := event.FILETIME(le.Uint64(r.c[rec.off+16:]))
	if cf.Records++; cf.Records == 1 {
		cf.FirstTime = written
	}
	cf.LastTime = written
	return true
}

// found takes in a record: its view, or its line.
func (b *block) found(r *reader, span int, rec record, opt *Options) {
	b.tailEnds()
	if opt.format == 0 {
		b.view(r, span, rec, opt)
		return
	}
	if opt.Want == nil && opt.Keep == nil || b.keeps(r, span, rec, opt) {
		b.render(r, span, rec, opt.format)
	}
}

// view adds the view of a record, with the event if it is wanted.
func (b *block) view(r *reader, span int, rec record, opt *Options) {
	if len(b.views) == cap(b.views) {
		b.views = append(b.views, event.View{})
	} else {
		b.views = b.views[:len(b.views)+1]
	}
	v := &b.views[len(b.views)-1]
	r.view(&v.Header, rec)
	v.Ref, v.Decoder, v.Full = uint64(span)<<32|uint64(rec.off), b, nil
	if opt.Keep != nil && !opt.Keep(v) {
		b.views = b.views[:len(b.views)-1]
		return
	}
	if opt.Want != nil && b.fields < maxBlockFields && r.wanted.event(&v.Header) {
		e, f := r.event(rec)
		if b.fields += len(e.Data); f == nil {
			v.Full = e // a flawed one is decoded when asked for, to tell of the flaw
		}
	}
}

// keeps reports whether a record is to be rendered.
func (b *block) keeps(r *reader, span int, rec record, opt *Options) bool {
	v := &r.view1
	r.view(&v.Header, rec)
	if opt.Want != nil && !r.wanted.event(&v.Header) {
		return false
	}
	v.Ref, v.Decoder, v.Full = uint64(span)<<32|uint64(rec.off), b, nil
	return opt.Keep == nil || opt.Keep(v)
}

// render adds the line of a record, and damage behind it if there is some. Of a
// block that is made to expand beyond measure, the rest is left for later.
func (b *block) render(r *reader, span int, rec record, f Format) {
	if len(b.out) > maxBlockOut {
		b.items = append(b.items, item{span: span, rec: rec, out: len(b.out)})
		return
	}
	out, flaw := r.render(b.out, rec, f)
	if b.out = out; flaw != nil {
		b.damaged(r.damage(flaw))
	}
}

// render appends the line of a record.
func (r *reader) render(dst []byte, rec record, f Format) ([]byte, *flaw) {
	fast, slow := r.json, event.AppendJSON
	if f == XML {
		fast, slow = r.xml, event.AppendXML
	}
	if out, ok := fast(dst, rec); ok {
		return out, nil
	}
	e, flaw := r.event(rec)
	return append(slow(dst, e), '\n'), flaw
}

func (f *Facts) live(id uint64) {
	if f.Live == 0 || id < f.FirstRecord {
		f.FirstRecord = id
	}
	f.LastRecord = max(f.LastRecord, id)
	f.Live++
}

// check tells what a chunk says of itself. Checksums cost next to nothing: they
// bring the chunk into the cache, where the walk needs it.
func (b *block) check(c []byte, cf *ChunkFacts) {
	if len(c) < chunkHeaderSize || string(c[:8]) != chunkSignature {
		if isZero(c) {
			b.facts.Empty++
		} else {
			b.facts.Unsigned++
		}
		return
	}
	h := parseChunkHeader(c)
	cf.Signature = true
	cf.FirstNumber, cf.LastNumber, cf.FirstID, cf.LastID, cf.Free = h.firstNumber, h.lastNumber, h.firstID, h.lastID, h.free
	cf.HeaderOK = headerSum(c) == h.headerSum
	if h.freeValid() && int(h.free) <= len(c) {
		cf.DataOK = crc32.ChecksumIEEE(c[chunkHeaderSize:h.free]) == h.dataSum
	}
	b.facts.Chunks++
	if len(c) < chunkSize {
		b.facts.Truncated++
	}
	if !cf.HeaderOK {
		b.facts.BadHeader++
	}
	if !cf.DataOK {
		b.facts.BadData++
	}
}

// add brings the facts up to date with those of a block.
func (f *Facts) add(g *Facts) {
	f.Bytes += g.Bytes
	f.Chunks += g.Chunks
	f.Empty += g.Empty
	f.Unsigned += g.Unsigned
	f.Truncated += g.Truncated
	f.BadHeader += g.BadHeader
	f.BadData += g.BadData
	if g.Live > 0 {
		if f.Live == 0 || g.FirstRecord < f.FirstRecord {
			f.FirstRecord = g.FirstRecord
		}
		f.LastRecord = max(f.LastRecord, g.LastRecord)
	}
	f.Live += g.Live
	f.Recovered += g.Recovered
	f.Slack += g.Slack
	f.Torn += g.Torn
	f.Duplicate += g.Duplicate
	f.Damaged += g.Damaged
	f.BytesLost += g.BytesLost
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
