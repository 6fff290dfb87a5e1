package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/internal/safetext"
	"culprit/parser"
	"culprit/parser/event"
)

func (a *app) timelineCommand() *cobra.Command {
	opt := &eventsOptions{}
	c := &cobra.Command{
		Use:   "timeline [PATH...|-] [flags]",
		Short: "write the events of all hosts and logs, merged in order of time",
		Long: `Reads all logs at once and writes their events in order of time. The order within
a log is kept: an event with an earlier time than the one before it, or with none,
comes right behind that one.`,
		Example: `  culprit timeline logs/ --around 2006-09-25T11:09:18/10m
  culprit timeline srv01/ srv02/ --level critical,error -f csv=timeline.csv`,
		RunE: func(_ *cobra.Command, args []string) error { return a.timeline(opt, args) },
	}
	fs := c.Flags()
	group(fs, "output", func(fs *pflag.FlagSet) { opt.output.define(fs, styleNames(timelineStyles(0)), "") })
	group(fs, "filters", func(fs *pflag.FlagSet) {
		opt.filter.define(fs)
		opt.filter.defineMore(fs)
	})
	group(fs, "running", opt.define)
	return c
}

func (a *app) timeline(opt *eventsOptions, args []string) error {
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
	a.resolve(&opt.inputs, found.Inputs)
	d := &eventDump{app: a, opt: opt, delivered: make(chan []byte, ahead)}
	if err := d.open(timelineStyles(a.stdout.width), targets, found.Inputs); err != nil {
		return err
	}
	d.bar = a.ui.startProgress(opt.progress.value, found.Inputs)
	err = d.merge(found.Inputs)
	d.bar.end()
	return errors.Join(err, d.close())
}

// merge reads all inputs at once, in order of time.
func (d *eventDump) merge(list []*parser.Input) error {
	templates := parser.NewTemplates()
	var logs []parser.Records
	for _, in := range list {
		open := d.opt.opening(d.bar)
		open.Templates = templates
		log, err := in.Open(open)
		if err != nil {
			if err := d.failed(err); err != nil {
				return err
			}
			continue
		}
		defer log.Close()
		logs = append(logs, log.Records(parser.Options{Want: d.opt.filter.wants}))
	}
	var failed error
	r := &renderer{dump: d, text: make([][]byte, len(d.styles)), damage: true}
	r.emit = func(c chunk) bool {
		failed = d.deliver(c)
		return failed == nil && !d.interrupted()
	}
	r.each(func(yield func(*event.View, *event.Damage) bool) {
		for v, damage := range parser.Merge(logs...) {
			if (damage != nil || r.keep(v)) && !yield(v, damage) || d.interrupted() {
				return
			}
		}
	})
	return failed
}

// timelineStyles are the formats that events of several hosts make sense in.
func timelineStyles(width int) []eventStyle {
	styles := slices.DeleteFunc(eventStyles(width), func(s eventStyle) bool {
		return !slices.Contains([]string{"jsonl", "csv", "table", "text"}, s.name)
	})
	for i := range styles {
		styles[i].rendering = 0 // a reader knows one log only
		if styles[i].name == "table" {
			styles[i].head = fmt.Sprintf("%-19s  %-12s  %-12s  %-5s  %-5s  %s\n", "TIME (UTC)", "HOST", "LOG", "LEVEL", "ID", "PROVIDER, MEANING")
			styles[i].append = func(dst []byte, e *event.Event) []byte { return appendTimelineRow(dst, e, width) }
		}
	}
	return styles
}

func styleNames(styles []eventStyle) []string {
	var names []string
	for _, s := range styles {
		names = append(names, s.name)
	}
	return names
}

// appendTimelineRow writes an event on one line, with its host and log.
func appendTimelineRow(dst []byte, e *event.Event, width int) []byte {
	cell := func(s string) string {
		return safetext.Pad(safetext.TruncateMiddle(safetext.Line(s), 12), 12)
	}
	row := fmt.Sprintf("%-19s  %s  %s  %-5s  %-5d  %s", rowTime(e), cell(e.Host()), cell(e.Channel), shortLevel(e), e.EventID, rowWhat(e))
	return append(dst, safetext.Truncate(row, max(width, 80))...)
}
