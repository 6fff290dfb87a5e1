package evt

import (
	"fmt"
	"io"
	"iter"
	"sync/atomic"

	"culprit/parser/event"
)

// maxSize bounds the file so that an offset fits into the reference of a
// view. A log itself has 32-bit offsets; an image to carve may be larger.
const maxSize = 1 << 40

// Options says what of a log is wanted.
type Options struct {
	// Want names the events that will be decoded; they are, while their bytes
	// are at hand. All others are decoded when asked for. Nil means none.
	Want event.Want
	// Slack adds, behind all others, the records left over in space that the
	// log no longer uses, unless they are copies of records in use.
	Slack bool
}

// Log is an open event log. It is safe for concurrent use if its reader is.
type Log struct {
	r    io.ReaderAt
	size int64
	src  *event.Source

	header   *Header
	end      *End
	channel  string
	problems []*event.Damage // of header and end-of-file record

	base   int64        // where the ring begins again behind the end of the file
	begin  int64        // the oldest record
	limit  int64        // position behind the newest record, counted from begin
	origin event.Origin // of what lies between

	carved     bool         // no log, but something that may hold pieces of one
	duplicates atomic.Int64 // dropped when the records were last read
}

// Facts is what the structures of a log say about it.
type Facts struct {
	Header *Header // nil if the file has none
	End    *End    // nil if it was not found
	// Channel is the log that this is, by the name of the file or else by the
	// sources that wrote to it; empty if neither tells.
	Channel string
	// Slack is the number of bytes that the log no longer uses, or not yet.
	Slack int64
	// Duplicate is the number of records that were dropped because they were
	// met before, when the records were last read to their end.
	Duplicate int
}

// Open reads the header of a log and finds its end. A log that has lost its
// header is searched for records. The error, an [*event.Damage], means that
// there are none either.
func Open(r io.ReaderAt, size int64, src *event.Source) (*Log, error) {
	l := &Log{r: r, size: size, src: src}
	switch {
	case size <= 0:
		return nil, l.damage(0, "header", "the file is empty")
	case size >= maxSize:
		return nil, l.damage(0, "file", fmt.Sprintf("%#x bytes are more than any log holds", size))
	}
	g := l.ring()
	if h, ok := parseHeader(g.bytes(0, headerSize)); ok {
		l.header = &h
	}
	if err := l.locate(); err != nil {
		return nil, err
	}
	if l.channel = channelOfName(src.Path); l.channel == "" {
		l.channel = channelOfSources(l.sources)
	}
	return l, nil
}

// Facts returns what the structures of the log say about it.
func (l *Log) Facts() Facts {
	return Facts{Header: l.header, End: l.end, Channel: l.channel, Slack: l.slack(), Duplicate: int(l.duplicates.Load())}
}

func (l *Log) slack() int64 {
	if l.end == nil {
		return 0
	}
	return max(0, l.size-l.base-l.limit-endSize)
}

// Records yields every record from the oldest to the newest as a view, and
// damage in place of what could not be read; exactly one of the two is not
// nil. The view is used again for the next record.
func (l *Log) Records(opt Options) iter.Seq2[*event.View, *event.Damage] {
	return func(yield func(*event.View, *event.Damage) bool) {
		for _, d := range l.problems {
			if !yield(nil, d) {
				return
			}
		}
		w := l.walk(yield)
		w.want = opt.Want
		if opt.Slack && l.end != nil || l.carved {
			w.seen = map[identity]bool{}
		}
		if w.run() && w.seen != nil && !l.carved {
			w.leftovers(l.end.Offset+endSize, l.slack())
		}
		l.duplicates.Store(int64(w.duplicates))
	}
}

// sources yields the source of each of the first records.
func (l *Log) sources(yield func(string) bool) {
	looked := 0
	l.walk(func(v *event.View, _ *event.Damage) bool {
		looked++
		return looked <= maxLook && (v == nil || yield(v.Provider))
	}).run()
}

func (l *Log) ring() ring {
	return ring{window: window{r: l.r, size: l.size}, base: l.base, begin: l.begin}
}

func (l *Log) damage(off int64, structure, cause string) *event.Damage {
	return &event.Damage{Source: l.src, Offset: off, Structure: structure, Cause: cause}
}
