// Package cursor reads little-endian structures out of hostile bytes.
package cursor

import "encoding/binary"

// Cursor consumes a byte slice. It is bounded and sticky: the first read
// beyond the end sets Err, and every read from then on returns zero, so a
// structure is a flat list of reads with one check behind it.
type Cursor struct {
	buf []byte
	off int
	bad bool
}

// New returns a cursor at the start of b.
func New(b []byte) Cursor { return Cursor{buf: b} }

// Bad reports whether a read has gone beyond the end.
func (c *Cursor) Bad() bool { return c.bad }

// Offset returns how many bytes were consumed.
func (c *Cursor) Offset() int { return c.off }

// Len returns how many bytes are left.
func (c *Cursor) Len() int { return len(c.buf) - c.off }

// Seek moves to an absolute offset.
func (c *Cursor) Seek(off int) {
	if off < 0 || off > len(c.buf) {
		c.fail()
		return
	}
	c.off = off
}

// Bytes consumes n bytes and returns them without copying; nil if there are
// not that many.
func (c *Cursor) Bytes(n int) []byte {
	if c.bad || n < 0 || n > len(c.buf)-c.off {
		c.fail()
		return nil
	}
	b := c.buf[c.off : c.off+n : c.off+n]
	c.off += n
	return b
}

// Skip consumes n bytes.
func (c *Cursor) Skip(n int) { c.Bytes(n) }

// U8 reads one byte.
func (c *Cursor) U8() uint8 {
	if b := c.Bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// U16 reads two bytes.
func (c *Cursor) U16() uint16 {
	if b := c.Bytes(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

// U32 reads four bytes.
func (c *Cursor) U32() uint32 {
	if b := c.Bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// U64 reads eight bytes.
func (c *Cursor) U64() uint64 {
	if b := c.Bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (c *Cursor) fail() {
	c.bad = true
	c.off = len(c.buf)
}
