package parser

import (
	"io"
	"sync/atomic"

	"culprit/parser/event"
)

// Options say what is wanted of the records of a log.
type Options struct {
	// Want tells which events will be decoded; see [event.Want].
	Want event.Want
	// Workers is how many goroutines may read one log; 0 means 1. The records
	// and their order do not depend on it.
	Workers int
	// Slack adds the records left over in space that a log no longer uses,
	// behind its others; their Origin says so.
	Slack bool
}

// Log is an open input.
type Log struct {
	Input   *Input
	content io.Closer
	records func(Options) Records
}

// Records yields the records of the log. It may be called more than once, but
// not while another call is under way.
func (l *Log) Records(opt Options) Records {
	return func(yield func(*event.View, *event.Damage) bool) {
		for v, d := range l.records(opt) {
			if !yield(v, d) {
				return
			}
		}
		if err := l.Input.broken; err != nil {
			yield(nil, &event.Damage{
				Source: l.Input.Source, Offset: l.Input.Bytes,
				Structure: "packed file", Cause: err.Error(),
			})
		}
	}
}

// Close closes what Open opened.
func (l *Log) Close() error { return l.content.Close() }

// Open opens the input. If done is not nil, the bytes read are added to it.
// The error is a *FormatError.
func (in *Input) Open(done *atomic.Int64) (*Log, error) {
	content, err := in.at()
	if err != nil {
		return nil, in.fail(err)
	}
	records, err := in.reader(&counted{content, done})
	if err != nil {
		_ = content.Close() // it was only read
		return nil, in.fail(err)
	}
	return &Log{in, content, records}, nil
}

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
