package evtx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync/atomic"

	"culprit/parser/event"
)

// Log is an event log that is being read.
type Log struct {
	src    *event.Source
	at     io.ReaderAt // nil if the log can only be read forward
	size   int64       // -1 if unknown
	stream io.Reader
	start  int64 // of the first chunk
	facts  Facts
	flaw   *event.Damage // of the file header

	tail *event.Damage // slots without chunk or record, which no chunk follows yet

	carved    *carved // if this is no log, but something that may hold pieces of one
	templates ownTemplates
	left      leftovers

	// shifted is set once chunks turn out to stand where none should begin.
	shifted atomic.Bool
}

// Options say what is read and how.
type Options struct {
	// Want selects the events that are decoded ahead. A nil Want means none;
	// every view can be decoded all the same.
	Want event.Want
	// Keep, if not nil, says which records are delivered at all. It may ask a
	// view for its event. Workers call it concurrently, and its answer must
	// depend on the record alone.
	Keep func(*event.View) bool
	// Workers is how many goroutines decode; 0 and 1 mean none besides the
	// caller's. The result is the same for any number.
	Workers int
	// Slack asks for what is left over in unused space, too, and for the
	// headers of records that are cut or overwritten. A record that the log
	// has in use is not delivered again.
	Slack bool
	// Templates shares prepared template definitions with other logs of the
	// run; nil means a store of this log's own.
	Templates *Templates
	// ANSI appends single-byte text as UTF-8; nil means code page 1252.
	ANSI func(dst, b []byte) []byte
	// Done, if not nil, is told of each log once all of it was yielded.
	Done func(*Log)
	// Chunk, if not nil, is told of every chunk, in order of their offsets.
	Chunk func(*ChunkFacts)

	format Format
}

// Format is what records are rendered as.
type Format uint8

// The formats.
const (
	JSONL Format = iota + 1 // one object a line, as event.AppendJSON writes it
	XML                     // one element a line, as Windows renders it
)

// Open reads the header of the log in r, which has size bytes and stays the
// caller's. A log whose header is damaged is read all the same if chunks
// follow; the error is a *event.Damage.
func Open(r io.ReaderAt, size int64, src *event.Source) (*Log, error) {
	head := make([]byte, min(size, fileBlockSize+chunkHeaderSize))
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", src.Path, err)
	}
	l := &Log{src: src, at: r, size: size}
	if d := l.setHeader(head[:n]); d != nil {
		return nil, d
	}
	return l, nil
}

// OpenStream is Open for a log that can only be read forward: standard input,
// a member of an archive.
func OpenStream(r io.Reader, src *event.Source) (*Log, error) {
	head := make([]byte, fileBlockSize+chunkHeaderSize)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("%s: %w", src.Path, err)
	}
	l := &Log{src: src, size: -1}
	if d := l.setHeader(head[:n]); d != nil {
		return nil, d
	}
	rest := head[min(int(l.start), n):n]
	if skip := l.start - int64(n); skip > 0 {
		if _, err := io.CopyN(io.Discard, r, skip); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: %w", src.Path, err)
		}
	}
	l.stream = io.MultiReader(bytes.NewReader(bytes.Clone(rest)), r)
	return l, nil
}

// setHeader takes the header from the first bytes of the log.
func (l *Log) setHeader(head []byte) *event.Damage {
	h, ok := parseFileHeader(head)
	if ok {
		l.facts.Header, l.facts.HasHeader = h, true
		l.start = h.dataStart()
		return nil
	}
	d := &event.Damage{Source: l.src, Structure: "file header", Cause: headerCause(head)}
	switch {
	case hasChunk(head, 0):
		l.start = 0
	case hasChunk(head, fileBlockSize):
		l.start = fileBlockSize
		d.Lost = fileBlockSize
	default:
		return d
	}
	l.flaw = d
	return nil
}

func hasChunk(b []byte, off int) bool {
	return off+8 <= len(b) && string(b[off:off+8]) == chunkSignature
}

func headerCause(head []byte) string {
	switch {
	case len(head) == 0:
		return "the file is empty"
	case Is(head):
		return fmt.Sprintf("the file ends inside it, after %d bytes", len(head))
	default:
		return fmt.Sprintf("signature is % x, not ElfFile", head[:min(8, len(head))])
	}
}

// Source returns the input that the log was opened from.
func (l *Log) Source() *event.Source { return l.src }

// Facts returns what is known of the log by now.
func (l *Log) Facts() Facts { return l.facts }

// Records yields a view of every record in the order in which the file has
// them, and damage in the place of what could not be read; exactly one of the
// two is not nil. A view is valid until the next one is yielded. A stream can
// be read once.
func (l *Log) Records(opt Options) iter.Seq2[*event.View, *event.Damage] {
	return Records(one(l), opt)
}

// Records yields the records of many logs, one log after the other, as
// [Log.Records] does for one. The workers turn to the next log while the last
// blocks of one are being decoded, so that small logs keep them as busy as big
// ones. With workers, logs is consumed by a goroutine of its own.
func Records(logs iter.Seq[*Log], opt Options) iter.Seq2[*event.View, *event.Damage] {
	return func(yield func(*event.View, *event.Damage) bool) {
		read(logs, opt, func(b *block) bool { return b.each(yield) })
	}
}

// Render yields the events of the log as text, whole lines of it, and damage in
// the place of what could not be read; exactly one of the two is not nil. The
// text is valid until the next is yielded. Only events that Want and Keep
// select are rendered; those that are not nil must both agree.
func (l *Log) Render(f Format, opt Options) iter.Seq2[[]byte, *event.Damage] {
	return Render(one(l), f, opt)
}

// Render renders many logs, as [Records] reads them.
func Render(logs iter.Seq[*Log], f Format, opt Options) iter.Seq2[[]byte, *event.Damage] {
	opt.format = f
	return func(yield func([]byte, *event.Damage) bool) {
		read(logs, opt, func(b *block) bool { return b.lines(yield) })
	}
}

// String returns jsonl or xml.
func (f Format) String() string {
	return [...]string{"", "jsonl", "xml"}[f%3]
}

func one(l *Log) iter.Seq[*Log] {
	return func(yield func(*Log) bool) { yield(l) }
}
