package cli

import (
	"errors"
	"io"
	"time"
	_ "time/tzdata" // Windows has no time zones that Go can read

	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/report"
)

// renderFlags say how a report is written.
type renderFlags struct {
	output outputFlags
	lang   choice
	zone   zone
	color  choice
}

func (r *renderFlags) define(fs *pflag.FlagSet) {
	r.lang = choice{"", report.Languages()}
	r.color = choice{"auto", []string{"auto", "always", "never"}}
	r.output.define(fs, report.Formats())
	fs.Var(&r.lang, "lang", "language of the report: `LANG` is "+joinOr(r.lang.of))
	fs.Var(&r.zone, "tz", "show times in `ZONE`, as in Europe/Berlin; UTC without it")
	fs.Var(&r.color, "color", "colour: `WHEN` is auto, always or never; NO_COLOR is respected")
}

// zone is a flag that takes a time zone.
type zone struct{ at *time.Location }

// Set implements pflag.Value.
func (z *zone) Set(s string) (err error) {
	if z.at, err = time.LoadLocation(s); err != nil {
		return errors.New("unknown time zone " + s)
	}
	return nil
}

// String implements pflag.Value.
func (z *zone) String() string {
	if z.at == nil {
		return ""
	}
	return z.at.String()
}

// Type implements pflag.Value.
func (z *zone) Type() string { return "ZONE" }

// rendering is where a report goes, opened before the work that makes it:
// nobody likes to wait for a report that cannot be written.
type rendering struct {
	app     *app
	flags   *renderFlags
	targets []target
	writers []io.WriteCloser
}

func (a *app) startRendering(r *renderFlags, inputs []*parser.Input) (*rendering, error) {
	targets, err := r.output.targets("table")
	if err != nil {
		return nil, err
	}
	out := &rendering{app: a, flags: r, targets: targets}
	for _, t := range targets {
		w, err := a.open(t, r.output.overwrite, inputs)
		if err != nil {
			return nil, errors.Join(err, out.close())
		}
		out.writers = append(out.writers, w)
	}
	return out, nil
}

// write renders the report to all targets.
func (r *rendering) write(doc *report.Document) error {
	errs := []error{nil}
	for i, t := range r.targets {
		errs = append(errs, report.Write(r.writers[i], t.format, doc, r.options(t)))
	}
	return errors.Join(append(errs, r.close())...)
}

func (r *rendering) close() error {
	var errs []error
	for _, w := range r.writers {
		errs = append(errs, w.Close())
	}
	return errors.Join(errs...)
}

func (r *rendering) options(t target) report.Options {
	out := r.app.stdout
	opt := report.Options{Lang: r.flags.lang.value, Zone: r.flags.zone.at}
	if t.file == "" {
		opt.Width = out.width
		opt.Color = wantsColor(r.flags.color.value, out.terminal)
		opt.Saved = r.saved()
	}
	return opt
}

// saved returns the file that has the whole report, for the last line on a
// terminal.
func (r *rendering) saved() string {
	for _, t := range r.targets {
		if t.file != "" {
			return t.file
		}
	}
	return ""
}
