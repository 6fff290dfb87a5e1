package evtx

import (
	"bytes"
	"io"

	"culprit/parser/event"
)

// Carve looks for chunks and single records in anything: a memory dump, a disk
// image, a page file, a log whose beginning is lost. A chunk is recognised by
// its signature at any offset and read as in a log. Its records are recovered,
// as no log says that it still has them.
// Outside of chunks, records are recognised by their own signature, size and
// time; their templates must be known from elsewhere: from a chunk of the blob,
// or see [Templates.Learn]. What lies between is no damage. A record met again,
// as in a dump that has several copies of a page, is dropped and counted.
func Carve(r io.ReaderAt, size int64, src *event.Source) *Log {
	return &Log{src: src, at: r, size: size, carved: &carved{seen: map[identity]bool{}}}
}

// carved is what a log that is carved remembers.
type carved struct{ seen map[identity]bool }

// first reports whether a record was not met before.
func (k *carved) first(c []byte, off int) bool {
	id := identityOf(c, off)
	if k.seen[id] {
		return false
	}
	if len(k.seen) < maxLeftovers {
		k.seen[id] = true
	}
	return true
}

// layoutBlob cuts the block into chunks, wherever they stand, and windows that
// hold none. In a window only records that begin in its first 64 KiB are
// looked for; it is twice as long, so that none is cut by its end.
func (b *block) layoutBlob() {
	b.spans = b.spans[:0]
	pos := 0
	for pos < b.n {
		if b.n-pos < chunkSize && !b.last {
			break
		}
		if isChunk(b.buf[:b.n], pos) {
			b.spans = append(b.spans, span{off: pos, n: min(chunkSize, b.n-pos)})
			pos += min(chunkSize, b.n-pos)
			continue
		}
		end := min(pos+chunkSize, b.n)
		if next := findChunk(b.buf[pos:min(end+128, b.n)]); next > 0 {
			end = min(end, pos+next)
		}
		b.spans = append(b.spans, span{off: pos, n: min(2*chunkSize, b.n-pos), window: end - pos})
		pos = end
	}
	b.used = pos
}

func isChunk(b []byte, off int) bool {
	return off+128 <= len(b) && string(b[off:off+8]) == chunkSignature && le.Uint32(b[off+40:]) == fileHeaderSize
}

// findChunk returns the offset of the next chunk header in b behind its start,
// or -1.
func findChunk(b []byte) int {
	for from := 1; from < len(b); {
		i := bytes.Index(b[from:], []byte(chunkSignature))
		if i < 0 {
			return -1
		}
		if isChunk(b, from+i) {
			return from + i
		}
		from += i + 1
	}
	return -1
}
