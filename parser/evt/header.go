package evt

import (
	"bytes"

	"culprit/parser/internal/cursor"
)

const (
	headerSize = 0x30
	endSize    = 0x28
	version    = 1 // both major and minor
)

// signature stands behind the length of the header and of every record.
var signature = []byte("LfLe")

// signatureWord is the signature as an integer.
const signatureWord = 0x654c664c

// endMagic opens an end-of-file record: its length and four patterns.
var endMagic = []byte("\x28\x00\x00\x00\x11\x11\x11\x11\x22\x22\x22\x22\x33\x33\x33\x33\x44\x44\x44\x44")

// Flags are the bits of [Header.Flags].
type Flags uint32

// The flags of ELF_LOGFILE_HEADER.
const (
	Dirty      Flags = 1 // offsets and numbers of the header are out of date
	Wrapped    Flags = 2 // the ring has been once around; set at shutdown only
	Full       Flags = 4 // a write failed for lack of space
	ArchiveSet Flags = 8 // set in the log itself, clear in a backup of it
)

// Header is the 48-byte ELF_LOGFILE_HEADER of a log.
type Header struct {
	StartOffset         uint32 // of the oldest record
	EndOffset           uint32 // of the end-of-file record
	CurrentRecordNumber uint32 // number that the next record will get
	OldestRecordNumber  uint32 // 0 in an empty log
	MaxSize             uint32 // of the file, in bytes; informational
	Flags               Flags
	Retention           uint32 // seconds; 0 overwrites as needed
}

// Is reports whether a file with this prefix is an event log: whether a header
// or a record is in it. A log that was copied with some bytes in front of it,
// or has lost its header, still is one.
func Is(prefix []byte) bool {
	for {
		i := bytes.Index(prefix, signature)
		switch {
		case i < 0:
			return false
		case i >= 4 && (isHeader(prefix[i-4:]) || isRecord(prefix[i-4:])):
			return true
		}
		prefix = prefix[i+1:]
	}
}

// HasHeader reports whether a file with this prefix begins with the header of
// an event log.
func HasHeader(prefix []byte) bool { return isHeader(prefix) }

func isHeader(b []byte) bool {
	_, ok := parseHeader(b)
	return ok
}

func isRecord(b []byte) bool {
	r, cause := parseRecord(b)
	r.names(b, nil)
	return cause == "" && r.sane()
}

// parseHeader reads a header; ok tells whether it is one.
func parseHeader(b []byte) (h Header, ok bool) {
	c := cursor.New(b)
	size, sig, major, minor := c.U32(), c.Bytes(4), c.U32(), c.U32()
	h = Header{
		StartOffset:         c.U32(),
		EndOffset:           c.U32(),
		CurrentRecordNumber: c.U32(),
		OldestRecordNumber:  c.U32(),
		MaxSize:             c.U32(),
		Flags:               Flags(c.U32()),
		Retention:           c.U32(),
	}
	ok = size == headerSize && bytes.Equal(sig, signature) && major == version && minor == version
	return h, ok && !c.Bad()
}

// End is the 40-byte ELF_EOF_RECORD, which is written anew behind every
// record. In a dirty log it knows what the header does not.
type End struct {
	Offset              int64  // where it was found
	BeginRecord         uint32 // offset of the oldest record
	EndRecord           uint32 // offset of this record
	CurrentRecordNumber uint32 // number that the next record will get
	OldestRecordNumber  uint32 // 0 in an empty log
}

// Records returns how many records the log holds according to its end.
func (e *End) Records() uint32 {
	if e.OldestRecordNumber == 0 {
		return 0
	}
	return e.CurrentRecordNumber - e.OldestRecordNumber
}

// parseEnd reads an end-of-file record found at an offset.
func parseEnd(b []byte, off int64) (e End, ok bool) {
	c := cursor.New(b)
	magic := c.Bytes(len(endMagic))
	e = End{
		Offset:              off,
		BeginRecord:         c.U32(),
		EndRecord:           c.U32(),
		CurrentRecordNumber: c.U32(),
		OldestRecordNumber:  c.U32(),
	}
	size := c.U32()
	return e, !c.Bad() && bytes.Equal(magic, endMagic) && size == endSize
}

// home reports whether the record knows its own place.
func (e *End) home() bool { return int64(e.EndRecord) == e.Offset }

// better reports whether e is the more credible of two ends: one that knows
// its own place comes first, then the one written last.
func (e *End) better(than *End) bool {
	if e.home() != than.home() {
		return e.home()
	}
	return e.CurrentRecordNumber > than.CurrentRecordNumber
}
