package parser

import (
	"io"
	"strings"
	"sync/atomic"
	"time"

	"culprit/parser/event"
	"culprit/parser/evt"
	"culprit/parser/evtx"
	"culprit/parser/text"
)

// OpenOptions say how to read what an input does not say itself.
type OpenOptions struct {
	// Encoding forces the encoding of texts: windows-1251, cp866, utf-16le, …
	Encoding string
	// Zone is where the times of texts are local; nil means UTC.
	Zone *time.Location
	// Templates are shared by the .evtx logs of a run, which have most of them
	// in common; see [NewTemplates]. Nil means that this log has its own.
	Templates *Templates
	// Done, if not nil, is where the bytes that were read are added up.
	Done *atomic.Int64
}

// CheckEncoding reports whether [OpenOptions].Encoding can have that value.
func CheckEncoding(name string) error {
	_, err := text.Open(strings.NewReader("x"), 1, &event.Source{}, text.Options{Encoding: name})
	return err
}

// Templates is a store for [OpenOptions].
type Templates = evtx.Templates

// NewTemplates returns an empty store.
func NewTemplates() *Templates { return evtx.NewTemplates() }

// Options say what is wanted of the records of a log.
type Options struct {
	// Want tells which events will be decoded; see [event.Want].
	Want event.Want
	// Keep, if not nil, says which records are delivered at all. It may ask a
	// view for its event. It may be called by several goroutines at once, and
	// its answer must depend on the record alone.
	Keep func(*event.View) bool
	// Workers is how many goroutines may read one log; 0 means 1. The records
	// and their order do not depend on it.
	Workers int
	// Slack adds the records left over in space that a log no longer uses,
	// behind its others; their Origin says so.
	Slack bool
}

// Facts is what a log says about itself beside its records. It is complete
// when the records were read to their end.
type Facts struct {
	EVTX  *evtx.Facts // of a .evtx log
	EVT   *evt.Facts  // of a .evt log
	Notes []string    // what was assumed about a text, in words
	// Duplicates is the number of records dropped because the log has them
	// once more: left over in unused space, or carved twice.
	Duplicates int
}

// Log is an open input.
type Log struct {
	Input   *Input
	content io.Closer
	reader  *reader
}

// Open opens the input. The error is a *FormatError.
func (in *Input) Open(opt OpenOptions) (*Log, error) {
	content, err := in.at()
	if err != nil {
		return nil, in.fail(err)
	}
	reader, err := in.reader(&counted{content, opt.Done}, opt)
	if err != nil {
		_ = content.Close() // it was only read
		return nil, in.fail(err)
	}
	return &Log{in, content, reader}, nil
}

// Records yields the records of the log. It may be called more than once, but
// not while another call is under way.
func (l *Log) Records(opt Options) Records {
	return func(yield func(*event.View, *event.Damage) bool) {
		for v, d := range l.reader.records(opt) {
			if !yield(v, d) {
				return
			}
		}
		if d := l.broken(); d != nil {
			yield(nil, d)
		}
	}
}

// broken tells of an archive that ends, or is corrupt, before the log ends.
func (l *Log) broken() *event.Damage {
	if l.Input.broken == nil {
		return nil
	}
	return &event.Damage{
		Source: l.Input.Source, Offset: l.Input.Bytes,
		Structure: "packed file", Cause: l.Input.broken.Error(),
	}
}

// Facts returns what the log says about itself.
func (l *Log) Facts() Facts { return l.reader.facts() }

// Close closes what Open opened.
func (l *Log) Close() error { return l.content.Close() }

// counted counts the bytes read, for a progress bar.
type counted struct {
	io.ReaderAt
	done *atomic.Int64
}

func (c *counted) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	if c.done != nil {
		c.done.Add(int64(n))
	}
	return n, err
}
