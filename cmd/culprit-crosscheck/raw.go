package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The arbiter: a third reading of a record, straight from its bytes. It is
// written for plainness, keeps every value as type and bytes, shares no code
// with either reader, and gives up at the first thing that it does not know.
//
// ref: [MS-EVEN6] 2.2.12; libevtx documentation, 4 to 6.

var le = binary.LittleEndian

const (
	chunkSize       = 0x10000
	recordHeader    = 24 // signature, size, id, time
	recordTrailer   = 4  // size again
	chunkSignature  = "ElfChnk\x00"
	recordSignature = "\x2a\x2a\x00\x00"

	maxDepth = 256     // elements in elements, values in values
	maxSteps = 1 << 17 // tokens of one record
	maxName  = 512     // characters; a dozen bytes can repeat a name
)

// Types of values that are treated apart; 0x80 marks an array.
const (
	typeNull   = 0x00
	typeString = 0x01
	typeBinXML = 0x21
	typeArray  = 0x80
)

// instance is a tree of elements and the values that fill its holes. A
// fragment without template has no values.
type instance struct {
	root   *node
	values []value
	bare   bool // no template instance: an element stands in its place
	odd    bool // a token carries a flag that means nothing there
	first  byte // the token before all others
	end    int  // in the chunk
	left   *budget
}

// budget is what a record may still expand to, and the first damage met in it.
type budget struct {
	steps int
	err   error
}

var errTooBig = errors.New("the record expands to more than a record can mean")

// spend counts an element or a value of so many bytes in the expansion. A small
// record can name the same value again and again, at many levels.
func (in *instance) spend(bytes int) bool {
	in.left.steps -= 1 + bytes/64
	return in.left.steps > 0
}

// value is a substitution value as it stands in the chunk.
type value struct {
	typ    byte
	unused int8 // always 0
	raw    []byte
	off    int         // in the chunk
	nested []*instance // of binary XML
	err    error       // why that cannot be read
}

// node is an element; what its content is, its pieces say in order.
type node struct {
	name   name
	attrs  []attr
	pieces []piece
	odd    bool // its end carries a flag that means nothing there
}

// name is a name as it is, and as golang-evtx reads it: with the character
// behind it, which should be NUL, and without NULs at the end.
type name struct{ text, peer string }

type attr struct {
	name   name
	pieces []piece
}

type pieceKind uint8

const (
	pieceText pieceKind = iota
	pieceEntity
	pieceCharRef
	pieceCDATA
	piecePI // or a fragment header, which means nothing in content
	pieceElement
	pieceHole
	pieceInstance // a template instance right in the content
)

// piece is one token of content.
type piece struct {
	kind pieceKind
	text string // characters; name of an entity
	peer string // that name, as golang-evtx reads it
	node *node
	hole int
	opt  bool // the element or attribute vanishes if the value is null
	odd  bool // the token carries a flag that means nothing there
	inst *instance
}

// chunk is the chunk that a record stands in.
type chunk struct {
	b   []byte
	off int64 // in the file
}

// rawLog gives records by their offset in the file.
type rawLog struct {
	r     io.ReaderAt
	chunk chunk
}

// record reads the record at off in the file.
func (l *rawLog) record(off int64) (*chunk, *instance, error) {
	if err := l.load(off); err != nil {
		return nil, nil, err
	}
	c, at := &l.chunk, int(off-l.chunk.off)
	end, err := c.whole(at)
	if err != nil {
		return c, nil, err
	}
	d := decoder{c: c.b, pos: at + recordHeader, end: end - recordTrailer, steps: new(int), left: &budget{}}
	inst := d.fragment()
	if d.err == nil && inst == nil {
		d.err = errors.New("the record is empty")
	}
	return c, inst, d.err
}

// whole checks that a record begins at off and returns where it ends.
func (c *chunk) whole(off int) (end int, err error) {
	if off < 0 || off+recordHeader+recordTrailer > len(c.b) {
		return 0, errors.New("no room for a record")
	}
	size := int(le.Uint32(c.b[off+4:]))
	switch {
	case string(c.b[off:off+4]) != recordSignature:
		return 0, fmt.Errorf("signature is % x", c.b[off:off+4])
	case size < recordHeader+recordTrailer || size > len(c.b)-off:
		return 0, fmt.Errorf("size is %d", size)
	case int(le.Uint32(c.b[off+size-4:])) != size:
		return 0, fmt.Errorf("size is %d at the start, %d at the end", size, le.Uint32(c.b[off+size-4:]))
	}
	return off + size, nil
}

// load reads the chunk around off: the one whose signature comes last before
// it.
func (l *rawLog) load(off int64) error {
	if c := &l.chunk; c.b != nil && off >= c.off && off < c.off+int64(len(c.b)) {
		return nil
	}
	start := max(0, off-chunkSize+1)
	b := make([]byte, off-start+chunkSize)
	n, err := l.r.ReadAt(b, start)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	b = b[:n]
	before := min(len(b), int(off-start)+1)
	base := bytes.LastIndex(b[:before], []byte(chunkSignature))
	if base < 0 { // it may have lost its signature
		base = int((off-4096)/chunkSize*chunkSize + 4096 - start)
	}
	if base < 0 || base > len(b) {
		return errors.New("no chunk around it")
	}
	l.chunk = chunk{b[base:min(base+chunkSize, len(b))], start + int64(base)}
	return nil
}

// id returns the id in the record header at off.
func (l *rawLog) id(off int64) uint64 {
	if l.load(off) != nil {
		return 0
	}
	at := int(off - l.chunk.off)
	if at+recordHeader > len(l.chunk.b) {
		return 0
	}
	return le.Uint64(l.chunk.b[at+8:])
}

// last returns where the chunk says its last record is, in the file.
func (c *chunk) last() int64 {
	if len(c.b) < 48 {
		return -1
	}
	return c.off + int64(int32(le.Uint32(c.b[44:])))
}

// torn reports whether a record begins at off that does not end as it should.
func (l *rawLog) torn(off int64) bool {
	if l.load(off) != nil {
		return false
	}
	c, at := &l.chunk, int(off-l.chunk.off)
	if at+recordHeader > len(c.b) || string(c.b[at:at+4]) != recordSignature {
		return false
	}
	_, err := c.whole(at)
	return err != nil
}
