package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// fileModel is what golang-evtx makes of the header of a file: how many chunks
// it asks for, or why it refuses the file.
type fileModel struct {
	chunks  int
	refusal string
}

// modelOfFile works it out. Only a log whose flags say dirty and nothing else
// has its chunks counted, by their signatures; else the header's number is
// taken, of which 16 bits.
func modelOfFile(r io.ReaderAt, size int64) (fileModel, error) {
	head := make([]byte, 128)
	if _, err := r.ReadAt(head, 0); err != nil {
		return fileModel{}, nil //nolint:nilerr // golang-evtx panics on what is shorter; there is nothing to work out
	}
	count := int(le.Uint16(head[42:]))
	switch {
	case string(head[:8]) != "ElfFile\x00":
		return fileModel{refusal: "Corrupted header"}, nil
	case le.Uint32(head[120:]) != 1:
		return fileModel{chunks: count}, nil
	}
	n, err := countSignatures(io.NewSectionReader(r, 128, size-128))
	n &= 0xffff
	if count > n {
		return fileModel{refusal: "File header could not be repaired"}, err
	}
	return fileModel{chunks: n}, err
}

// countSignatures counts chunk signatures, wherever they stand.
func countSignatures(r io.Reader) (n int, err error) {
	const keep = len(chunkSignature) - 1
	buf := make([]byte, keep+1<<16)
	held := 0
	for {
		got, err := r.Read(buf[held:])
		b := buf[:held+got]
		n += bytes.Count(b, []byte(chunkSignature))
		held = copy(buf, b[max(0, len(b)-keep):])
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// chunkModel is what golang-evtx makes of a chunk.
type chunkModel struct {
	refusal string // why it refuses the chunk
	records []int  // where it looks for records
}

// modelOfChunk works it out: golang-evtx reads the names and definitions that
// the tables of the chunk name, then goes from record to record up to the last
// that the header knows of.
func modelOfChunk(c *chunk) (m chunkModel) {
	b := c.b
	if len(b) < 512 {
		return m
	}
	if !c.readsTables() {
		m.refusal = anyError
		return m
	}
	last := int(int32(le.Uint32(b[44:])))
	for off := 512; off <= last; {
		if off+recordHeader > len(b) {
			m.refusal = anyError
			return m
		}
		size := int(int32(le.Uint32(b[off+4:])))
		switch {
		case string(b[off:off+4]) != recordSignature:
			m.refusal = fmt.Sprintf("Bad event magic %q", b[off:off+4])
		case size >= chunkSize:
			m.refusal = "Too big event"
		case size < recordHeader:
			m.refusal = "Too small event"
		}
		if m.refusal != "" {
			return m
		}
		m.records = append(m.records, off)
		off += size
	}
	return m
}

func (c *chunk) readsTables() bool {
	for i := range 64 {
		if off := int(int32(le.Uint32(c.b[128+4*i:]))); off > 0 && !c.readsName(off) {
			return false
		}
	}
	for i := range 32 {
		if off := int(int32(le.Uint32(c.b[384+4*i:]))); off > 0 && !c.readsDefinition(off) {
			return false
		}
	}
	return true
}

// anyError stands for an error whose text is not worked out.
const anyError = "any"

// readsName reports whether golang-evtx can read the name at off.
func (c *chunk) readsName(off int) bool {
	if off+8 > len(c.b) {
		return false
	}
	n := int(le.Uint16(c.b[off+6:]))
	return n < 0xffff && off+8+2*(n+1) <= len(c.b)
}

// readsDefinition reports whether golang-evtx can read the definition at off.
func (c *chunk) readsDefinition(off int) bool {
	if off+24 > len(c.b) {
		return false
	}
	d := decoder{c: c.b, pos: off + 24, end: len(c.b), depID: true, steps: new(int)}
	root := d.definition()
	if d.err != nil {
		return false
	}
	m := model{}
	m.parses(root)
	return m.stop == ""
}
