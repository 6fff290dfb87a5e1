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

// refusal works out why golang-evtx refuses the chunk: "" if it does not. It
// reads the names and definitions that the tables of the chunk name, then goes
// from record to record up to the last that the header knows of.
func (c *chunk) refusal() string {
	b := c.b
	if len(b) < 512 {
		return ""
	}
	for i := range 32 {
		if off := int(int32(le.Uint32(b[384+4*i:]))); off > 0 && !c.readsDefinition(off) {
			return anyError
		}
	}
	last := int(int32(le.Uint32(b[44:])))
	for off := 512; off <= last; {
		if off+recordHeader > len(b) {
			return anyError
		}
		size := int(int32(le.Uint32(b[off+4:])))
		switch {
		case string(b[off:off+4]) != recordSignature:
			return fmt.Sprintf("Bad event magic %q", b[off:off+4])
		case size >= chunkSize:
			return "Too big event"
		case size < recordHeader:
			return "Too small event"
		}
		off += size
	}
	return ""
}

// anyError stands for an error whose text is not worked out.
const anyError = "any"

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
