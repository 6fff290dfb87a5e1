// Package evtxtest writes event logs of Windows Vista and later (.evtx) for
// tests. It keeps to what Windows does: a name is spelled out where a chunk
// first uses it and referred to from then on, a template is defined by the
// first record of a chunk that needs it, both are found through the hash
// tables of the chunk, and the event data is a document of its own, with its
// own template, within the values of the event. Package evtx describes the
// format.
package evtxtest

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"culprit/parser/event"
)

const (
	fileHeader  = 0x1000 // of which 0x80 bytes are used
	chunkSize   = 0x10000
	chunkHeader = 0x200

	flagDirty = 1
	flagNoCRC = 4 // Windows writes no checksums then
)

// Options says what kind of log to write. The zero value is a log as Windows
// 7 closes it.
type Options struct {
	// Minor is the minor version: 1 before Windows 10, 2 since then; 0 means 1.
	Minor uint16
	// Dirty leaves the file header as it was before the first record, as in a
	// copy from a running system.
	Dirty bool
	// NoChecksums leaves all checksums 0, with the flag that says so.
	NoChecksums bool
	// PerChunk bounds the records of a chunk; 0 fills each one.
	PerChunk int
	// Spare is the number of unused chunks behind those in use.
	Spare int
	// Plain writes every event without templates, all values as text, as logs
	// of forwarded events have them. A message is then kept as well.
	Plain bool
	// Raw gives the type and the bytes of the event data of some names, for
	// types that an event does not know.
	Raw map[string]Raw
}

// Raw is a value as it stands in the log: its BinXML type ([MS-EVEN6] 2.2.12)
// and its bytes.
type Raw struct {
	Type  byte
	Bytes []byte
}

// Write makes a log of events in the order given. Records without a number
// are numbered on. An event with qualifiers and no provider GUID is written as
// a classic one: param1, param2, … become one array of unnamed strings.
func Write(events []event.Event, opt Options) ([]byte, error) {
	l := log{opt: opt}
	for i := range events {
		e := events[i]
		if e.Record == 0 {
			e.Record = l.last + 1
		}
		if e.HeaderRecord == 0 {
			e.HeaderRecord = e.Record
		}
		if err := l.add(&e); err != nil {
			return nil, fmt.Errorf("event %d: %w", i, err)
		}
		l.last = e.Record
	}
	if len(l.chunks) == 0 {
		l.chunks = append(l.chunks, newChunk())
	}
	return l.bytes(), nil
}

// log is a file that is being written.
type log struct {
	opt    Options
	chunks []*chunk
	last   uint64 // number of the last record
}

// add writes a record into the last chunk, or into a new one if it is full.
func (l *log) add(e *event.Event) error {
	if n := len(l.chunks); n > 0 && (l.opt.PerChunk == 0 || l.chunks[n-1].records < l.opt.PerChunk) {
		if ok, err := l.chunks[n-1].add(e, &l.opt); ok || err != nil {
			return err
		}
	}
	c := newChunk()
	ok, err := c.add(e, &l.opt)
	if err == nil && !ok {
		err = fmt.Errorf("record %d does not fit into a chunk", e.Record)
	}
	l.chunks = append(l.chunks, c)
	return err
}

func (l *log) bytes() []byte {
	b := l.header()
	for _, c := range l.chunks {
		b = append(b, c.bytes(!l.opt.NoChecksums)...)
	}
	return append(b, make([]byte, l.opt.Spare*chunkSize)...)
}

func (l *log) header() []byte {
	minor := max(l.opt.Minor, 1)
	chunks, next, flags := uint64(len(l.chunks)), l.last+1, uint32(0)
	if l.opt.Dirty {
		chunks, next, flags = 1, 1, flagDirty
	}
	if l.opt.NoChecksums {
		flags |= flagNoCRC
	}
	b := make([]byte, fileHeader)
	le := binary.LittleEndian
	copy(b, "ElfFile\x00")
	le.PutUint64(b[16:], chunks-1) // last chunk
	le.PutUint64(b[24:], next)
	le.PutUint32(b[32:], 0x80)
	le.PutUint16(b[36:], minor)
	le.PutUint16(b[38:], 3)
	le.PutUint16(b[40:], fileHeader)
	le.PutUint16(b[42:], uint16(chunks))
	le.PutUint32(b[120:], flags)
	if !l.opt.NoChecksums {
		le.PutUint32(b[124:], crc32.ChecksumIEEE(b[:120]))
	}
	return b
}
