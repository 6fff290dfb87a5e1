package parser

import (
	"context"
	"io"

	"culprit/parser/event"
	"culprit/parser/evt"
	"culprit/parser/evtx"
)

// Carve is [Expand] for what may hold pieces of logs: memory dumps, disk
// images, page files. Whatever is neither a log from its beginning nor an
// archive is searched for chunks and records of .evtx logs and for records of
// .evt logs, which are recovered. Texts with events are read as ever.
func Carve(ctx context.Context, args []string, stdin io.Reader) *Found {
	e := &expander{ctx: ctx, stdin: stdin, carve: true, seen: map[string]bool{}}
	return e.expand(args)
}

// detect is [Detect], and Carved if that is wanted of what begins so.
func (e *expander) detect(head []byte) Format {
	f := Detect(head)
	if !e.carve || f.IsArchive() || f == empty || f == report {
		return f
	}
	switch {
	case f == EVTX && evtx.Is(head), f == EVT && evt.HasHeader(head), f == Hex, f == Text && hasEvents(f, head):
		return f
	}
	return Carved
}

// carvedReader looks for the pieces of both kinds of logs, one kind after the
// other. Each pass forgets what the last one has seen.
func (in *Input) carvedReader(r io.ReaderAt, open OpenOptions) *reader {
	var facts Facts
	records := func(opt Options) Records {
		return func(yield func(*event.View, *event.Damage) bool) {
			vista, nt := evtx.Carve(r, in.Bytes, in.Source), evt.Carve(r, in.Bytes, in.Source)
			defer func() {
				f := vista.Facts()
				facts = Facts{EVTX: &f, Duplicates: f.Duplicate + nt.Facts().Duplicate}
			}()
			for _, pieces := range []Records{
				vista.Records(evtx.Options{Want: opt.Want, Keep: opt.Keep, Slack: opt.Slack, Templates: open.Templates}),
				keep(opt, nt.Records(evt.Options{Want: opt.Want})),
			} {
				for v, d := range pieces {
					if !yield(v, d) {
						return
					}
				}
			}
		}
	}
	return &reader{records: records, facts: func() Facts { return facts }}
}
