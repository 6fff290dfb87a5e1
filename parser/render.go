package parser

import (
	"iter"

	"culprit/parser/event"
	"culprit/parser/evtx"
)

// Rendering is a way to write events for other programs.
type Rendering = evtx.Format

// The renderings, one event a line: JSONL as [event.AppendJSON] writes it, XML
// as [event.AppendXML] does unless the log itself is binary XML, whose elements
// are then all there, as they are.
const (
	JSONL = evtx.JSONL
	XML   = evtx.XML
)

// Rendered is the events of a log as text, whole lines of it, and damage in
// place of what cannot be read; exactly one of the two is not nil. The text is
// valid until the next is yielded.
type Rendered = iter.Seq2[[]byte, *event.Damage]

// Render renders the events that Want and Keep select; those that are not nil
// must both agree. It is faster than to decode and append them one by one.
func (l *Log) Render(r Rendering, opt Options) Rendered {
	if l.reader.render == nil {
		return l.renderEach(r, opt)
	}
	return func(yield func([]byte, *event.Damage) bool) {
		for text, d := range l.reader.render(r, opt) {
			if !yield(text, d) {
				return
			}
		}
		if d := l.broken(); d != nil {
			yield(nil, d)
		}
	}
}

// renderEach decodes the events one by one.
func (l *Log) renderEach(r Rendering, opt Options) Rendered {
	appendEvent := event.AppendJSON
	if r == XML {
		appendEvent = event.AppendXML
	}
	return func(yield func([]byte, *event.Damage) bool) {
		var line []byte
		for v, d := range l.Records(opt) {
			if v != nil {
				if opt.Want != nil && !opt.Want(v.Channel, v.Provider, v.EventID) {
					continue
				}
				var e *event.Event
				if e, d = v.Event(); e != nil {
					line = append(appendEvent(line[:0], e), '\n')
					if !yield(line, nil) {
						return
					}
				}
			}
			if d != nil && !yield(nil, d) {
				return
			}
		}
	}
}

// keep leaves the records that are wanted at all.
func keep(opt Options, records Records) Records {
	if opt.Keep == nil {
		return records
	}
	return func(yield func(*event.View, *event.Damage) bool) {
		for v, d := range records {
			if v != nil && !opt.Keep(v) {
				continue
			}
			if !yield(v, d) {
				return
			}
		}
	}
}
