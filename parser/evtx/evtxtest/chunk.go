package evtxtest

import (
	"encoding/binary"
	"hash/crc32"
	"maps"

	"culprit/parser/event"
)

// chunk is 64 KiB of records that stand on their own.
type chunk struct {
	buf     []byte // from the start of the chunk
	records int
	tables

	first, last uint64 // record numbers, from the record headers
	lastOffset  int
}

// tables finds what a chunk has spelled out already: names by their text,
// templates by their shape. The heads of the hash chains go into its header.
type tables struct {
	names         map[string]uint32
	templates     map[string]uint32
	nameHeads     [64]uint32
	templateHeads [32]uint32
}

func newChunk() *chunk {
	return &chunk{
		buf:    append([]byte(nil), make([]byte, chunkHeader)...),
		tables: tables{names: map[string]uint32{}, templates: map[string]uint32{}},
	}
}

// add writes a record; ok is false if it does not fit.
func (c *chunk) add(e *event.Event, opt *Options) (ok bool, err error) {
	start, before := len(c.buf), c.tables
	before.names, before.templates = maps.Clone(c.names), maps.Clone(c.templates)
	written := e.Written
	if written == 0 {
		written = e.Time
	}
	c.put("**\x00\x00")
	c.u32(0) // size
	c.u64(e.HeaderRecord)
	c.u64(uint64(written))
	if err := c.event(e, opt); err != nil {
		return false, err
	}
	// Windows rounds up to eight bytes, the second size included.
	c.put(string(make([]byte, -(len(c.buf)-start+4)&7)))
	size := uint32(len(c.buf) - start + 4)
	c.u32(size)
	if len(c.buf) >= chunkSize { // real chunks are never quite full
		c.buf, c.tables = c.buf[:start], before
		return false, nil
	}
	binary.LittleEndian.PutUint32(c.buf[start+4:], size)
	if c.records == 0 {
		c.first = e.HeaderRecord
	}
	c.records, c.last, c.lastOffset = c.records+1, e.HeaderRecord, start
	return true, nil
}

// bytes returns the chunk with its header, filled up with zeros.
func (c *chunk) bytes(checksums bool) []byte {
	b := append([]byte(nil), c.buf...)
	b = append(b, make([]byte, chunkSize-len(b))...)
	le := binary.LittleEndian
	copy(b, "ElfChnk\x00")
	le.PutUint64(b[8:], c.first)
	le.PutUint64(b[16:], c.last)
	le.PutUint64(b[24:], c.first)
	le.PutUint64(b[32:], c.last)
	le.PutUint32(b[40:], 0x80)
	le.PutUint32(b[44:], uint32(c.lastOffset))
	le.PutUint32(b[48:], uint32(len(c.buf)))
	if c.records == 0 { // as Windows marks a chunk that has none
		le.PutUint64(b[16:], ^uint64(0))
		le.PutUint64(b[32:], ^uint64(0))
	}
	for i, off := range c.nameHeads {
		le.PutUint32(b[128+4*i:], off)
	}
	for i, off := range c.templateHeads {
		le.PutUint32(b[384+4*i:], off)
	}
	if checksums {
		le.PutUint32(b[52:], crc32.ChecksumIEEE(b[chunkHeader:len(c.buf)]))
		sum := crc32.ChecksumIEEE(b[:120])
		le.PutUint32(b[124:], crc32.Update(sum, crc32.IEEETable, b[128:chunkHeader]))
	}
	return b
}

func (c *chunk) here() uint32 { return uint32(len(c.buf)) }
func (c *chunk) put(s string) { c.buf = append(c.buf, s...) }
func (c *chunk) u8(u uint8)   { c.buf = append(c.buf, u) }
func (c *chunk) u16(u uint16) { c.buf = binary.LittleEndian.AppendUint16(c.buf, u) }
func (c *chunk) u32(u uint32) { c.buf = binary.LittleEndian.AppendUint32(c.buf, u) }
func (c *chunk) u64(u uint64) { c.buf = binary.LittleEndian.AppendUint64(c.buf, u) }

// sized writes a 32-bit size in front of what body writes.
func (c *chunk) sized(body func() error) error {
	at := c.here()
	c.u32(0)
	err := body()
	binary.LittleEndian.PutUint32(c.buf[at:], c.here()-at-4)
	return err
}
