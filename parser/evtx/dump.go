package evtx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"culprit/parser/event"
)

// Dump writes an annotated view of what stands at the offset off of a log: the
// file header, a chunk header or a record, down to the tokens of its binary
// XML and the values of its template. Each line is
//
//	offset: bytes # meaning
//
// An offset inside a structure shows that structure; a negative one shows the
// header and the first record of every chunk. Nothing is written for an offset
// of space that is not in use.
func Dump(w io.Writer, r io.ReaderAt, size, off int64) error {
	return dump(w, r, size, off, false)
}

// ErrNoChunk reports a chunk that the log does not have.
var ErrNoChunk = errors.New("no such chunk")

// DumpChunk is [Dump] for all of a chunk: its header and its records. The first
// chunk is 0. The error is an [ErrNoChunk] if there are not as many.
func DumpChunk(w io.Writer, r io.ReaderAt, size, n int64) error {
	head := make([]byte, min(max(size, 0), fileHeaderSize))
	if got, err := r.ReadAt(head, 0); err != nil && got < len(head) {
		return err
	}
	start := int64(0)
	if h, ok := parseFileHeader(head); ok {
		start = h.dataStart()
	}
	count := max(0, (size-start+chunkSize-1)/chunkSize)
	if n < 0 || n >= count {
		return fmt.Errorf("%w as %d: the log has %d, counted from 0", ErrNoChunk, n, count)
	}
	return dump(w, r, size, start+n*chunkSize, true)
}

func dump(w io.Writer, r io.ReaderAt, size, off int64, whole bool) error {
	b := bufio.NewWriter(w)
	d := dumper{w: b, whole: whole}
	if err := d.file(r, size, off); err != nil {
		return err
	}
	return b.Flush()
}

// dumper writes the lines of a dump.
type dumper struct {
	w     *bufio.Writer
	c     []byte // the chunk
	base  int64  // its offset
	depth int
	whole bool // all records of the chunk are wanted
}

const dumpBytes = 16 // at most, of a line

// line writes one line for c[off:off+n].
func (d *dumper) line(off, n int, format string, args ...any) {
	off = min(max(off, 0), len(d.c))
	n = min(max(n, 0), len(d.c)-off)
	shown := d.c[off : off+min(n, dumpBytes)]
	hex := fmt.Sprintf("% x", shown)
	if n > dumpBytes {
		hex += " …"
	}
	text := strings.Repeat("  ", d.depth) + fmt.Sprintf(format, args...)
	fmt.Fprintf(d.w, "%#08x: %-49s # %s\n", d.base+int64(off), hex, text)
}

func (d *dumper) file(r io.ReaderAt, size, off int64) error {
	head := make([]byte, min(max(size, 0), fileBlockSize))
	n, err := r.ReadAt(head, 0)
	if err != nil && n < len(head) {
		return err
	}
	d.c = head[:n]
	h, ok := parseFileHeader(d.c)
	start := int64(0)
	if ok {
		start = h.dataStart()
	}
	if off < start {
		if ok {
			d.fileHeader(&h)
		} else {
			d.line(0, len(d.c), "no file header: %s", headerCause(d.c))
		}
	}
	for at := start; at < size; at += chunkSize {
		if off >= 0 && (off < at || off >= at+chunkSize) {
			continue
		}
		c := make([]byte, min(chunkSize, size-at))
		if n, err := r.ReadAt(c, at); err != nil && n < len(c) {
			return err
		}
		d.c, d.base = c, at
		d.chunk(off - at)
	}
	return nil
}

func (d *dumper) fileHeader(h *FileHeader) {
	d.line(0, 8, "file header")
	d.depth = 1
	d.line(8, 8, "first chunk %d", h.FirstChunk)
	d.line(16, 8, "last chunk %d", h.LastChunk)
	d.line(24, 8, "next record id %d", h.NextRecord)
	d.line(32, 4, "header size %d", h.HeaderSize)
	d.line(36, 4, "version %d.%d", h.MajorVersion, h.MinorVersion)
	d.line(40, 2, "block size %d", h.BlockSize)
	d.line(42, 4, "%d chunks", h.Chunks)
	d.line(120, 4, "flags%s", flagNames(h.Flags))
	d.line(124, 4, "checksum, %s", rightOrWrong(h.ChecksumOK))
	d.depth = 0
}

func flagNames(flags uint32) (s string) {
	for i, name := range []string{"dirty", "full", "no checksums"} {
		if flags>>i&1 != 0 {
			s += ", " + name
		}
	}
	if flags > 7 {
		s += fmt.Sprintf(", %#x", flags&^7)
	}
	return s
}

func rightOrWrong(right bool) string {
	if right {
		return "right"
	}
	return "wrong"
}

// chunk writes the record that holds the offset off of the chunk, or the
// header, or both the header and the first record.
func (d *dumper) chunk(off int64) {
	if off < chunkHeaderSize {
		d.chunkHeader()
	}
	w := newWalker(d.c)
	w.slack = true
	for rec, f, ok := w.next(); ok; rec, f, ok = w.next() {
		first, last := int64(0), int64(0)
		if f != nil {
			first, last = int64(f.off), int64(f.off+f.lost)
		} else {
			first, last = int64(rec.off), int64(rec.off+rec.size)
		}
		switch {
		case off >= 0 && !d.whole && (off < first || off >= last):
		case f != nil:
			d.line(f.off, f.lost, "%s: %s", f.structure, f.cause)
		default:
			d.record(rec)
			if off < 0 {
				return
			}
		}
	}
}

func (d *dumper) chunkHeader() {
	if len(d.c) < chunkHeaderSize || !hasChunk(d.c, 0) {
		d.line(0, len(d.c), "no chunk")
		return
	}
	h := parseChunkHeader(d.c)
	d.line(0, 8, "chunk")
	d.depth = 1
	d.line(8, 16, "record numbers %d to %d", h.firstNumber, h.lastNumber)
	d.line(24, 16, "record ids %d to %d", h.firstID, h.lastID)
	d.line(40, 4, "header size %d", h.headerSize)
	d.line(44, 4, "last record at %#x", h.lastRecord)
	d.line(48, 4, "free space at %#x", h.free)
	d.line(52, 4, "checksum of the records")
	d.line(120, 4, "flags %#x", h.flags)
	d.line(124, 4, "checksum of the header, %s", rightOrWrong(headerSum(d.c) == h.headerSum))
	d.line(128, 256, "names: %d of 64 buckets in use", used(d.c[128:384]))
	d.line(384, 128, "templates: %d of 32 buckets in use", used(d.c[384:512]))
	d.depth = 0
}

func used(table []byte) (n int) {
	for ; len(table) >= 4; table = table[4:] {
		if le.Uint32(table) != 0 {
			n++
		}
	}
	return n
}

func (d *dumper) record(rec record) {
	d.line(rec.off, 4, "record, %s", rec.origin)
	d.depth = 1
	d.line(rec.off+4, 4, "size %d", le.Uint32(d.c[rec.off+4:]))
	d.line(rec.off+8, 8, "id %d", le.Uint64(d.c[rec.off+8:]))
	d.line(rec.off+16, 8, "written %s", event.FILETIME(le.Uint64(d.c[rec.off+16:])))
	if rec.origin != event.Torn {
		end := rec.off + rec.size - recordTrailer
		d.fragments(rec.off+recordHeader, end, 0, true)
		d.line(end, recordTrailer, "size %d", le.Uint32(d.c[end:]))
	}
	d.depth = 0
}
