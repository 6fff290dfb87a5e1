package evtx

import (
	"hash/crc32"

	"culprit/parser/event"
)

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
		if b.log.carved != nil {
			w.found = event.Recovered // nothing says that a log still has it
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
		b.damaged(&event.Damage{Source: b.log.src, Offset: b.off + int64(b.n), Structure: "file", Cause: b.err.Error(), Lost: int64(b.unread)})
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
