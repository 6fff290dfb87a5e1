package cli

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
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
	bundle string
	redact choice
	names  string // where the map of the redaction goes
	failOn *severityFlag

	unasked bool // no report unless a flag asks for one
}

func (r *renderFlags) define(fs *pflag.FlagSet) {
	r.lang = choice{"", report.Languages()}
	r.redact = choice{report.RedactOff, []string{report.RedactOff, report.RedactNames, report.RedactAll}}
	r.color = choice{"auto", []string{"auto", "always", "never"}}
	r.output.define(fs, report.Formats(), "; into a folder, in every format")
	fs.StringVar(&r.bundle, "bundle", "", "write all formats, the cited events and a manifest to `CASE.zip`")
	fs.Var(&r.redact, "redact", "replace names by tokens: `WHAT` is off, names, or all for strangers")
	fs.StringVar(&r.names, "redact-map", "", "write what each token stands for to `FILE`, for you alone")
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
	targets, err := r.targets()
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

// localize chooses the language of the user for a report that only a terminal
// will show. What is written to a file does not depend on the machine.
func (r *renderFlags) localize(a *app) {
	toFile := func(f string) bool { return f != "table" && f != "text" }
	if r.lang.value == "" && a.stdout.terminal && r.bundle == "" && r.output.file == "" &&
		!slices.ContainsFunc(r.output.formats, toFile) {
		r.lang.value = a.lang.code()
	}
}

// bundled is the format of --bundle, which -f does not know.
const bundled = "bundle"

// targets works out where the report goes: -o with a folder means every format.
func (r *renderFlags) targets() ([]target, error) {
	var list []target
	if r.unasked && r.output.file == "" && len(r.output.formats) == 0 && r.bundle == "" {
		return nil, nil
	}
	if dir, ok := folder(r.output.file); ok && len(r.output.formats) == 0 {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, usage("%s: %v", dir, plainPath(err))
		}
		for _, name := range report.Formats() {
			list = append(list, target{name, filepath.Join(dir, "report."+report.Extension(name))})
		}
	} else {
		var err error
		if list, err = r.output.targets("table"); err != nil {
			return nil, err
		}
	}
	if r.bundle != "" {
		list = append(list, target{bundled, r.bundle})
	}
	return list, nil
}

// folder reports whether an output is meant to be a folder: it is one, or its
// name ends like one.
func folder(name string) (string, bool) {
	if name != "" && os.IsPathSeparator(name[len(name)-1]) {
		return name, true
	}
	info, err := os.Stat(name)
	return name, err == nil && info.IsDir()
}

// write renders the report to all targets.
func (r *rendering) write(doc *report.Document) error {
	doc, err := r.redacted(doc)
	errs := []error{err}
	for i, t := range r.targets {
		switch {
		case err != nil:
		case t.format == bundled:
			errs = append(errs, report.Bundle(r.writers[i], doc, r.options(t)))
		default:
			errs = append(errs, report.Write(r.writers[i], t.format, doc, r.options(t)))
		}
	}
	return errors.Join(append(errs, r.close())...)
}

// redacted replaces names in the report, with a salt that is used once.
func (r *rendering) redacted(doc *report.Document) (*report.Document, error) {
	if r.flags.redact.value == report.RedactOff {
		return doc, nil
	}
	salt := make([]byte, 32)
	if _, err := rand.Read(salt); err != nil {
		return nil, err
	}
	doc, names, err := report.Redact(doc, r.flags.redact.value, salt)
	if err != nil || r.flags.names == "" {
		return doc, err
	}
	return doc, r.writeNames(names)
}

// writeNames writes the map of a redaction, readable for its owner alone.
func (r *rendering) writeNames(names []report.Replacement) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if r.flags.output.overwrite {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(r.flags.names, flags, 0o600)
	if err != nil {
		return usage("%s: %v", r.flags.names, plainPath(err))
	}
	return errors.Join(f.Chmod(0o600), report.WriteMap(f, names), f.Close())
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
	if r.flags.failOn != nil {
		opt.FailOn = r.flags.failOn.value
	}
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
	best := ""
	for _, t := range r.targets {
		if t.file != "" && (best == "" || t.format == "html") {
			best = t.file
		}
	}
	return best
}
