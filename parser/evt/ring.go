package evt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

const (
	// windowSize is read at a time. A log of 2003 is a few windows long.
	windowSize = 64 << 10
	// minAhead is left in the window when a search asks for more: enough to
	// go on with, so that no byte is read from the file again and again.
	minAhead = 2 << 10
)

// window reads a file of any size through one buffer. Bytes that cannot be
// read are zero, so that the search for the next record goes on behind them.
type window struct {
	r    io.ReaderAt
	size int64
	off  int64 // of buf[0] in the file
	buf  []byte
	err  error // why bytes could not be read, the first time
}

// bytes returns n bytes at an offset, fewer at the end of the file. They are
// valid until the next call.
func (w *window) bytes(off int64, n int) []byte {
	n = int(min(int64(n), w.size-off))
	if n <= 0 {
		return nil
	}
	if !w.holds(off, n) {
		w.fill(off, max(n, windowSize))
	}
	return w.buf[off-w.off:][:n]
}

// ahead returns all that the window holds from an offset on: at least minAhead
// bytes, unless the file ends before.
func (w *window) ahead(off int64) []byte {
	w.bytes(off, minAhead)
	return w.buf[off-w.off:]
}

func (w *window) holds(off int64, n int) bool {
	return off >= w.off && off+int64(n) <= w.off+int64(len(w.buf))
}

func (w *window) fill(off int64, n int) {
	n = int(min(int64(n), w.size-off))
	if cap(w.buf) < n {
		w.buf = make([]byte, n)
	}
	w.off, w.buf = off, w.buf[:n]
	w.readAt(w.buf, off)
}

// copy fills dst without moving the window.
func (w *window) copy(dst []byte, off int64) {
	if w.holds(off, len(dst)) {
		copy(dst, w.buf[off-w.off:])
		return
	}
	w.readAt(dst, off)
}

func (w *window) readAt(dst []byte, off int64) {
	n, err := w.r.ReadAt(dst, off)
	if n == len(dst) {
		return
	}
	clear(dst[n:])
	if w.err == nil {
		w.err = fmt.Errorf("unreadable from %#x: %w", off+int64(n), err)
	}
}

// ring gives the bytes of a log positions that grow in the order of writing:
// position 0 is at begin, and behind the end of the file comes base.
type ring struct {
	window
	base   int64
	begin  int64
	joined []byte // bytes from both sides of the end of the file
	four   [4]byte
}

// length returns the number of positions.
func (g *ring) length() int64 { return g.size - g.base }

// offset returns where in the file a position lies.
func (g *ring) offset(pos int64) int64 {
	return g.base + (g.begin-g.base+pos)%g.length()
}

// position returns the position of an offset.
func (g *ring) position(off int64) int64 {
	return (off - g.begin + g.length()) % g.length()
}

// read returns n bytes at a position, fewer if the ring is shorter. They are
// valid until the next call.
func (g *ring) read(pos int64, n int) []byte {
	n = int(min(int64(n), g.length()))
	off := g.offset(pos)
	head := g.bytes(off, n)
	if len(head) == n {
		return head
	}
	g.joined = append(g.joined[:0], head...)
	g.joined = append(g.joined, g.bytes(g.base, n-len(head))...)
	return g.joined
}

// copyOut returns a copy of n bytes at an offset, which may go on at base.
// The caller has checked that the ring is that long.
func (g *ring) copyOut(off int64, n int) []byte {
	b := make([]byte, n)
	head := min(int64(n), g.size-off)
	g.copy(b[:head], off)
	if head < int64(n) {
		g.copy(b[head:], g.base)
	}
	return b
}

// word returns the four bytes at a position.
func (g *ring) word(pos int64) uint32 {
	b := g.four[:]
	off := g.offset(pos)
	head := min(int64(len(b)), g.size-off)
	g.copy(b[:head], off)
	g.copy(b[head:], g.base)
	return binary.LittleEndian.Uint32(b)
}

// find returns the first position from pos on, and below limit, where a
// pattern begins, or limit. It does not look across the end of the file.
func (g *ring) find(pattern []byte, pos, limit int64) int64 {
	for pos < limit {
		off := g.offset(pos)
		b := g.ahead(off)
		if i := bytes.Index(b, pattern); i >= 0 {
			return min(pos+int64(i), limit)
		}
		step := int64(len(b))
		if off+step < g.size {
			step -= int64(len(pattern) - 1)
		}
		pos += step
	}
	return limit
}
