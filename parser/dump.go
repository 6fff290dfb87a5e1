package parser

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"culprit/parser/evt"
	"culprit/parser/evtx"
)

// Part names a part of a log for [Input.Dump]. The zero value is the header and
// the first record of each chunk.
type Part struct {
	Kind PartKind
	N    int64 // the offset in bytes, the record number, or the chunk, counted from 0
}

// PartKind is how a part is named.
type PartKind uint8

// The kinds.
const (
	FirstRecords PartKind = iota // of each chunk, and all headers
	AtOffset
	RecordNumber
	ChunkNumber
)

// ErrNoPart reports a part that the log does not have.
var ErrNoPart = errors.New("no such part")

// Dump writes the annotated bytes of a part of a log, line by line:
//
//	offset: bytes # meaning
//
// The error is a *FormatError; its hint names the nearest record if there is
// nothing at the offset, or no such record.
func (in *Input) Dump(w io.Writer, part Part) error {
	if in.Format != EVTX && in.Format != EVT {
		return in.fail(causef(ErrNotLog, "only logs in .evtx and .evt have a layout to show, not %s", in.Format))
	}
	content, err := in.at()
	if err != nil {
		return in.fail(err)
	}
	defer content.Close()
	log, err := in.Open(OpenOptions{})
	if err != nil {
		return err
	}
	defer log.Close()
	off := part.N
	switch part.Kind {
	case FirstRecords:
		off = -1
	case ChunkNumber:
		return in.dumpChunk(w, content, part.N)
	case RecordNumber:
		at, near := log.nearest(func(number, _ int64) int64 { return number }, part.N)
		if near != part.N || at < 0 {
			return in.noPart(fmt.Sprintf("no record %d", part.N), at, near)
		}
		off = at
	case AtOffset:
		if off < 0 || off >= in.Bytes {
			return in.nothingAt(log, off, fmt.Sprintf("offset %#x is outside of the %#x bytes of the log", off, in.Bytes))
		}
	}
	var out bytes.Buffer // a part is small; only the first records are not
	if part.Kind == FirstRecords {
		return in.dumpAt(w, content, off)
	}
	if err := in.dumpAt(&out, content, off); err != nil {
		return err
	}
	if out.Len() == 0 {
		return in.nothingAt(log, off, fmt.Sprintf("nothing in use at offset %#x", off))
	}
	_, err = w.Write(out.Bytes())
	return err
}

func (in *Input) dumpAt(w io.Writer, r io.ReaderAt, off int64) error {
	if in.Format == EVTX {
		return evtx.Dump(w, r, in.Bytes, off)
	}
	log, err := evt.Open(r, in.Bytes, in.Source)
	if err != nil {
		return in.fail(err)
	}
	return log.Dump(w, off)
}

func (in *Input) dumpChunk(w io.Writer, r io.ReaderAt, n int64) error {
	if in.Format != EVTX {
		return in.fail(causef(ErrNoPart, "a log in .evt has no chunks"))
	}
	err := evtx.DumpChunk(w, r, in.Bytes, n)
	if errors.Is(err, evtx.ErrNoChunk) {
		return in.fail(causef(ErrNoPart, "%v", err))
	}
	return err
}

// nothingAt tells of an offset where nothing is.
func (in *Input) nothingAt(log *Log, off int64, text string) error {
	at, near := log.nearest(func(_, offset int64) int64 { return offset }, off)
	if at >= 0 {
		near = log.number(at)
	}
	return in.noPart(text, at, near)
}

func (in *Input) noPart(text string, at, record int64) error {
	e := &FormatError{Name: in.Name(), Err: causef(ErrNoPart, "%s", text)}
	if at >= 0 {
		e.Hint = fmt.Sprintf("the nearest record is %d at %#x", record, at)
	}
	return e
}

// nearest returns the offset and the key of the record whose key is nearest to
// n, the first of several; -1 if there is no record.
func (l *Log) nearest(key func(number, offset int64) int64, n int64) (offset, found int64) {
	offset = -1
	for v, d := range l.Records(Options{Slack: true}) {
		if d != nil {
			continue
		}
		if k := key(int64(v.Record), v.Offset); offset < 0 || distance(k, n) < distance(found, n) {
			offset, found = v.Offset, k
		}
	}
	return offset, found
}

func distance(a, b int64) uint64 { return uint64(max(a, b)) - uint64(min(a, b)) }

// number returns the number of the record at an offset.
func (l *Log) number(offset int64) int64 {
	for v, d := range l.Records(Options{Slack: true}) {
		if d == nil && v.Offset == offset {
			return int64(v.Record)
		}
	}
	return 0
}
