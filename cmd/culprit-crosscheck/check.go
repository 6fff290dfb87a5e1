package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"culprit/parser"
	"culprit/parser/event"
)

// maxShown bounds a value in the report, in bytes.
const maxShown = 4096

// checker compares the readers on one file.
type checker struct {
	peer *peer
	in   *parser.Input
	res  *result
	raw  rawLog
	file fileModel
	cur  cursor
}

// check compares the readers on a file.
func check(ctx context.Context, p *peer, in *parser.Input, keep int) (*result, error) {
	f, err := os.Open(in.Source.Path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	log, err := in.Open(parser.OpenOptions{})
	if err != nil {
		return nil, err
	}
	defer log.Close()
	c := &checker{peer: p, in: in, raw: rawLog{r: f}, res: newResult(in, keep)}
	if c.file, err = modelOfFile(f, in.Bytes); err != nil {
		return nil, err
	}
	if err := c.compare(ctx, log); err != nil {
		return nil, err
	}
	if err := c.use(ctx); err != nil {
		return nil, err
	}
	c.res.sort()
	return c.res, errors.Join(context.Cause(ctx), in.Changed())
}

// use runs golang-evtx as programs do.
func (c *checker) use(ctx context.Context) error {
	mode := modeEvents
	if c.cur.fatal != "" {
		mode = modeDying
	}
	child, err := c.peer.start(ctx, mode, c.in.Source.Path, c.in.Bytes)
	if err != nil {
		return err
	}
	for m := child.next(); m != nil; m = child.next() {
		c.res.Peer.Refusal = m.Error
	}
	c.res.Peer.Use = child.finish()
	used := child.end
	if c.res.Peer.Use.Died {
		used = nil // what it gave before is a matter of chance
	}
	if used != nil {
		c.res.Peer.Events = used.Count
	}
	c.asUsed(used)
	return nil
}

// compare goes through the records of both readers side by side.
func (c *checker) compare(ctx context.Context, log *parser.Log) error {
	child, err := c.peer.start(ctx, modeWalk, c.in.Source.Path, c.in.Bytes)
	if err != nil {
		return err
	}
	c.cur.child = child
	for v, damage := range log.Records(parser.Options{}) {
		switch {
		case damage != nil:
			c.res.Ours.Damage++
			continue
		case v.Origin == event.Live:
			c.res.Ours.Live++
		default:
			c.res.Ours.Recovered++
		}
		c.record(v, c.cur.upTo(v.Offset, c.peerAlone))
		if ctx.Err() != nil {
			break
		}
	}
	c.cur.upTo(1<<62, c.peerAlone)
	c.res.Peer.Walk = child.finish()
	if c.cur.open != nil {
		c.res.Peer.Chunks = c.cur.open.Count
	}
	return nil
}

// asUsed makes sure that the steps taken one by one stand for what programs
// get: the same events or, if those die, a failure that explains it.
func (c *checker) asUsed(used *message) {
	walked, use := c.cur.child.end, &c.res.Peer.Use
	var says string
	switch {
	case walked == nil || use.Limit:
		return // a process was stopped, or the file refused
	case used == nil:
		if c.cur.fatal != "" {
			return
		}
		says = "Events dies: " + use.Why
	case c.cur.fatal != "":
		says = "Events does not die"
	case used.Count == walked.Count && used.Sum == walked.Sum:
		return
	default:
		says = fmt.Sprintf("Events: %d events, sum %x", used.Count, used.Sum)
	}
	steps := fmt.Sprintf("one by one: %d events, sum %x; %s", walked.Count, walked.Sum, c.cur.fatal)
	c.res.add(eventsUnalike, finding{Field: "events", Peer: says + "; " + steps})
}

// peerAlone looks into a record that golang-evtx alone has something to tell of.
func (c *checker) peerAlone(m *message) {
	if m.Error != "" {
		return // it has no event either
	}
	c.res.Peer.Records++
	what := finding{Offset: m.At, HeaderRecord: c.raw.id(m.At)}
	_, _, err := c.raw.record(m.At)
	switch {
	case err == nil:
		c.res.add(oursMissing, what.with("record", "whole", "", string(m.Event)))
	case c.raw.torn(m.At):
		c.res.add(tornRecord, what.with("record", err.Error(), "", string(m.Event)))
	default:
		c.res.add(peerOnly, what.with("record", err.Error(), "", string(m.Event)))
	}
}

func (f finding) with(field, bytes, ours, theirs string) finding {
	f.Field, f.Bytes, f.Ours, f.Peer = field, shorten(bytes), shorten(ours), shorten(theirs)
	return f
}

func shorten(s string) string {
	if len(s) <= maxShown {
		return s
	}
	return strings.ToValidUTF8(s[:maxShown], "") + "…"
}

// record compares one record of ours with that of golang-evtx, if it has one.
func (c *checker) record(v *event.View, theirs *message) {
	if theirs != nil && theirs.Error == "" {
		c.res.Peer.Records++
	}
	what := finding{Record: v.Record, HeaderRecord: v.HeaderRecord, Offset: v.Offset}
	e, damage := v.Event()
	chunk, inst, err := c.raw.record(v.Offset)
	var root *elem
	if err == nil {
		root, err = inst.tree()
	}
	if err != nil && (root == nil || damage != nil || len(e.Repairs) > 0) {
		c.unreadable(what, e, damage, err, theirs)
		return
	}
	wrong := c.ours(what, e, damage, root)
	model, want := modelOf(chunk.b, inst)
	if theirs == nil || theirs.Error != "" {
		c.lost(what, model, theirs)
		return
	}
	c.theirs(what, model, want, theirs, wrong)
}

// ours compares our event with the bytes and returns how much of it is wrong.
func (c *checker) ours(what finding, e *event.Event, damage *event.Damage, root *elem) int {
	if damage != nil {
		c.res.add(oursWrong, what.with("record", "whole", damage.Cause, ""))
		return 1
	}
	wrong := compareOurs(e, root)
	for _, w := range wrong {
		why := oursWrong
		if w.unfit {
			why = unfitValue
		}
		c.res.add(why, what.with(w.field, w.bytes, w.ours, ""))
	}
	return len(wrong)
}

// unreadable sorts a record that cannot be read by its bytes alone.
func (c *checker) unreadable(what finding, e *event.Event, damage *event.Damage, err error, m *message) {
	ours, theirs, delivers := "an event", "", m != nil && m.Error == ""
	if damage != nil {
		ours = damage.Cause
	}
	if e != nil && len(e.Repairs) > 0 {
		ours += ": " + strings.Join(e.Repairs, "; ")
	}
	if m != nil {
		theirs = m.Error + string(m.Event)
	}
	what = what.with("record", err.Error(), ours, theirs)
	switch {
	case damage == nil && (e == nil || len(e.Repairs) == 0):
		c.res.add(oursWrong, what)
	case delivers:
		c.res.add(damagedPassed, what)
	case damage == nil:
		c.res.add(borrowed, what)
	default:
		c.res.add(bothRefuse, what)
	}
}

// lost tells why golang-evtx has no event for a record that is whole.
func (c *checker) lost(what finding, model *model, m *message) {
	if m == nil {
		why, cause := c.whyNone(what.Offset)
		c.res.add(why, what.with("record", "whole", "an event", cause))
		return
	}
	why := model.stop
	if why == "" {
		why = peerLost
	}
	c.res.add(why, what.with("record", "whole", "an event", m.Error))
}

// whyNone tells why golang-evtx does not come to the record at off. Each cause
// is worked out from the bytes, too.
func (c *checker) whyNone(off int64) (why fault, cause string) {
	in := c.cur.at(off)
	switch {
	case c.cur.refused():
		if c.cur.open.Error == c.file.refusal {
			return openRefused, c.file.refusal
		}
		return peerLost, c.cur.open.Error
	case c.cur.died():
		return died, ""
	case in == nil:
		return c.uncounted()
	case in.Error != "":
		if says := modelOfChunk(&c.raw.chunk).refusal; says == in.Error || says == anyError {
			return chunkRefused, in.Error
		}
		return peerLost, in.Error
	case off > in.Last && in.Last == c.raw.chunk.last():
		return pastLast, fmt.Sprintf("the last record is at %#x", in.Last)
	case !slices.Contains(modelOfChunk(&c.raw.chunk).records, int(off-c.raw.chunk.off)):
		return steppedOver, ""
	}
	return peerLost, ""
}

func (c *checker) uncounted() (fault, string) {
	asked := c.cur.open.Count
	cause := fmt.Sprintf("asks for %s", count(asked, "chunk"))
	if asked == c.file.chunks {
		return chunkUncounted, cause
	}
	return peerLost, cause
}
