package cli

import (
	"errors"
	"io"
	"slices"
	"sync/atomic"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/parser/event"
)

// eventsOptions are the flags of culprit events.
type eventsOptions struct {
	inputs
	output outputFlags
}

func (a *app) eventsCommand() *cobra.Command {
	opt := &eventsOptions{}
	c := &cobra.Command{
		Use:   "events [PATH...|-] [flags]",
		Short: "write the events of logs",
		Long: `Reads logs and writes their events in the order in which they lie in each log,
the logs in order of their names. Nothing is left out unless a filter says so.
What cannot be read is told on standard error, and reading goes on behind it.`,
		Example: `  culprit events System.evtx
  culprit events logs/ --provider "Service Control Manager" --id 7000-7045
  culprit events case.zip --level critical,error --since 2d -f csv=errors.csv`,
		RunE: func(_ *cobra.Command, args []string) error { return a.events(opt, args) },
	}
	fs := c.Flags()
	group(fs, "output", func(fs *pflag.FlagSet) { opt.output.define(fs, styleNames(eventStyles(0)), "") })
	group(fs, "filters", func(fs *pflag.FlagSet) {
		opt.filter.define(fs)
		opt.filter.defineMore(fs)
		opt.defineRecovery(fs, "")
	})
	group(fs, "running", opt.define)
	return c
}

func (a *app) events(opt *eventsOptions, args []string) error {
	standard := "jsonl"
	if a.stdout.terminal {
		standard = "table"
	}
	targets, err := opt.output.targets(standard)
	if err != nil {
		return err
	}
	found, err := a.find(&opt.inputs, args)
	if err != nil {
		return err
	}
	list := found.Inputs
	a.resolve(&opt.inputs, list)
	d := &eventDump{app: a, opt: opt, delivered: make(chan []byte, ahead)}
	if err := d.open(eventStyles(a.stdout.width), targets, list); err != nil {
		return err
	}
	d.bar = a.ui.startProgress(opt.progress.value, list)
	err = a.stream(list, opt.workers(), d.read, d.deliver)
	d.bar.end()
	return errors.Join(err, d.close())
}

// eventDump writes events to one or more targets.
type eventDump struct {
	*app
	opt     *eventsOptions
	styles  []eventStyle
	writers []io.WriteCloser
	started []bool // whether an event was written
	damage  damageNotes
	bar     *progress

	delivered chan []byte // buffers to be used again
}

func (d *eventDump) open(styles []eventStyle, targets []target, list []*parser.Input) error {
	for _, t := range targets {
		w, err := d.app.open(t, d.opt.output.overwrite, list)
		if err != nil {
			return err
		}
		style := styles[slices.IndexFunc(styles, func(s eventStyle) bool { return s.name == t.format })]
		d.styles = append(d.styles, style)
		d.writers = append(d.writers, w)
		d.started = append(d.started, false)
		if _, err := io.WriteString(w, style.head); err != nil {
			return err
		}
	}
	return nil
}

// read is the work on one input: it renders the events that pass the filter.
func (d *eventDump) read(in *parser.Input, workers int, emit func(chunk) bool) {
	defer d.bar.finished()
	log, err := in.Open(d.opt.opening(d.bar))
	if err != nil {
		emit(chunk{err: err})
		return
	}
	defer log.Close()
	r := &renderer{dump: d, emit: emit, text: make([][]byte, len(d.styles)), damage: true}
	opt := parser.Options{Workers: workers, Slack: d.opt.slack}
	// A log need not be looked at record by record only to pass them all. The
	// records of a text are counted: see the verdict.
	if !d.opt.filter.everything() || in.Format != parser.EVTX {
		opt.Want, opt.Keep = d.opt.filter.wants, r.keep
	}
	// What a reader renders itself takes a pass of its own.
	each := false
	for i, style := range d.styles {
		if style.rendering != 0 {
			r.lines(i, log.Render(style.rendering, opt))
		} else {
			each = true
		}
	}
	if each {
		r.each(log.Records(opt))
	}
	if err := in.Verdict(int(r.seen.Load())); err != nil {
		emit(chunk{err: err})
	}
}

// renderer renders the events of one input.
type renderer struct {
	dump   *eventDump
	emit   func(chunk) bool
	text   [][]byte // by target
	damage bool     // whether it is still to be told
	seen   atomic.Int64
}

// keep reports whether a record passes the filter.
func (r *renderer) keep(v *event.View) bool {
	r.seen.Add(1)
	f := &r.dump.opt.filter
	if !f.header(&v.Header) || f.grep.re == nil {
		return f.header(&v.Header)
	}
	e, _ := v.Event()
	return e != nil && f.grep.matches(e)
}

// lines takes the events for one target that come as text, one a line.
func (r *renderer) lines(target int, rendered parser.Rendered) {
	for text, damage := range rendered {
		r.text[target] = append(r.text[target], text...)
		if !r.tell(damage) || len(r.text[target]) >= chunkSize && !r.flush() {
			return
		}
	}
	r.flush()
	r.damage = false
}

// tell hands on damage, behind what was rendered before it.
func (r *renderer) tell(damage *event.Damage) bool {
	return damage == nil || !r.damage || r.flush() && r.emit(chunk{damage: damage})
}

// each takes events one by one.
func (r *renderer) each(records parser.Records) {
	for v, damage := range records {
		var e *event.Event
		if v != nil {
			e, damage = v.Event()
		}
		if e != nil && !r.render(e) || !r.tell(damage) {
			return
		}
	}
	r.flush()
}

func (r *renderer) render(e *event.Event) bool {
	full := false
	for i, style := range r.dump.styles {
		if style.rendering != 0 {
			continue
		}
		r.text[i] = append(style.append(r.text[i], e), style.between...)
		full = full || len(r.text[i]) >= chunkSize
	}
	return !full || r.flush()
}

// flush hands on what was rendered.
func (r *renderer) flush() bool {
	c := chunk{text: r.text}
	r.text = make([][]byte, len(r.text))
	for i := range c.text {
		r.text[i] = r.dump.buffer()
	}
	return r.emit(c)
}

// buffer returns a buffer of a chunk that was delivered, or none.
func (d *eventDump) buffer() []byte {
	select {
	case b := <-d.delivered:
		return b[:0]
	default:
		return nil
	}
}

func (d *eventDump) deliver(c chunk) error {
	switch {
	case c.damage != nil:
		d.damage.note(d.ui, c.damage)
		if d.opt.strict {
			d.reported(ExitInput)
		}
	case c.err != nil:
		return d.failed(c.err)
	}
	for i, text := range c.text {
		if len(text) == 0 {
			continue
		}
		// What comes between two events is held back until there are two.
		between := d.styles[i].between
		if d.started[i] {
			if _, err := io.WriteString(d.writers[i], between); err != nil {
				return err
			}
		}
		d.started[i] = true
		if _, err := d.writers[i].Write(text[:len(text)-len(between)]); err != nil {
			return err
		}
		select {
		case d.delivered <- text:
		default: // there are enough
		}
	}
	return nil
}

func (d *eventDump) close() error {
	d.damage.end(d.ui)
	var errs []error
	for i, w := range d.writers {
		if d.started[i] || d.styles[i].name == "json" || d.styles[i].name == "xml" {
			_, err := io.WriteString(w, d.styles[i].tail)
			errs = append(errs, err)
		}
		errs = append(errs, w.Close())
	}
	return errors.Join(append(errs, d.stopped())...)
}
