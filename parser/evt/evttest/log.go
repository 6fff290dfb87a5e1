// Package evttest writes event logs of Windows NT to 2003 (.evt) for tests,
// the way the event log service does: record behind record around a ring, the
// oldest given up to make room, the end-of-file record written anew each time.
// Package evt describes the format.
package evttest

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"culprit/parser/event"
)

const (
	headerSize = 0x30
	endSize    = 0x28
	fixedSize  = 0x38 // of a record; never split by the end of the file
	filler     = 0x27 // where the fixed part would not fit

	dirty   = 1 // flags of the header
	wrapped = 2
)

// Options says what kind of log to write. The zero value is a log that was
// saved to a file: just as long as its records need.
type Options struct {
	// Size of the file in bytes, a multiple of 4. Records that do not fit
	// push out the oldest ones, and the log wraps. 0 fits all.
	Size int
	// First is the number of the first record written; 0 means 1.
	First uint32
	// Dirty leaves the header as it was before the first record, as in a copy
	// from a running system.
	Dirty bool
}

// Write makes a log of events in the order given. Of each it takes the time
// to the second, the source, computer, the full event code, level or audit
// keyword, task as category, the user, the data as insertion strings, and the
// binary data.
func Write(events []event.Event, opt Options) ([]byte, error) {
	if opt.First == 0 {
		opt.First = 1
	}
	records := make([][]byte, len(events))
	total := headerSize + endSize
	for i := range events {
		r, err := record(&events[i], opt.First+uint32(i))
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", i, err)
		}
		records[i] = r
		total += len(r)
	}
	if opt.Size == 0 {
		opt.Size = total
	}
	if opt.Size < headerSize+endSize || opt.Size%4 != 0 {
		return nil, fmt.Errorf("a log of %d bytes is impossible", opt.Size)
	}
	l := log{file: make([]byte, opt.Size), end: headerSize, next: opt.First}
	for i, r := range records {
		if len(r)+endSize+fixedSize > l.ring() && len(records) > 1 || !l.append(r) {
			return nil, fmt.Errorf("event %d: %d bytes do not fit into a log of %d", i, len(r), opt.Size)
		}
	}
	l.finish(opt.Dirty)
	return l.file, nil
}

// log is a file that is being written.
type log struct {
	file    []byte
	end     int    // offset of the end-of-file record
	next    uint32 // number of the next record
	starts  []int  // offsets of the records in use
	wrapped bool
}

func (l *log) ring() int { return len(l.file) - headerSize }

// append writes a record behind the newest one, false if it cannot fit.
func (l *log) append(r []byte) bool {
	start, pad := l.end, 0
	if room := len(l.file) - start; room < fixedSize {
		start, pad = headerSize, room
	}
	for l.free() < pad+len(r)+endSize {
		if len(l.starts) == 0 {
			return false
		}
		l.starts = l.starts[1:]
	}
	for i := 0; i < pad; i += 4 {
		binary.LittleEndian.PutUint32(l.file[l.end+i:], filler)
	}
	l.wrapped = l.wrapped || pad > 0 || start+len(r) > len(l.file)
	l.starts = append(l.starts, start)
	l.end = l.put(start, r)
	l.next++
	l.put(l.end, l.endRecord())
	return true
}

// free returns the bytes between the end and the oldest record.
func (l *log) free() int {
	if len(l.starts) == 0 {
		return l.ring()
	}
	return (l.starts[0] - l.end + l.ring()) % l.ring()
}

// put writes at an offset, going on behind the header at the end of the file,
// and returns the offset behind what it wrote.
func (l *log) put(off int, b []byte) int {
	n := copy(l.file[off:], b)
	if rest := copy(l.file[headerSize:], b[n:]); rest > 0 || off+n == len(l.file) {
		return headerSize + rest
	}
	return off + n
}

// span returns the offset of the oldest record and its number, 0 if none.
func (l *log) span() (start, oldest uint32) {
	if len(l.starts) == 0 {
		return headerSize, 0
	}
	return uint32(l.starts[0]), l.next - uint32(len(l.starts))
}

func (l *log) endRecord() []byte {
	start, oldest := l.span()
	return words(endSize, 0x11111111, 0x22222222, 0x33333333, 0x44444444,
		start, uint32(l.end), l.next, oldest, endSize)
}

func (l *log) finish(isDirty bool) {
	start, oldest := l.span()
	l.put(l.end, l.endRecord())
	end, next, flags := uint32(l.end), l.next, uint32(0)
	switch {
	case isDirty:
		start, end, next, oldest, flags = headerSize, headerSize, 1, 0, dirty
	case l.wrapped:
		flags = wrapped
	}
	copy(l.file, words(headerSize, 0x654c664c, 1, 1, start, end, next, oldest, uint32(len(l.file)), flags, 0, headerSize))
}

func words(w ...uint32) []byte {
	var b bytes.Buffer
	for _, u := range w {
		b.Write(binary.LittleEndian.AppendUint32(nil, u))
	}
	return b.Bytes()
}
