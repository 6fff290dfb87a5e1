package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/report"
	"culprit/rules"
	"culprit/rules/diagnosis"
)

// analyzeOptions are the flags of culprit analyze.
type analyzeOptions struct {
	inputs
	rules       ruleFlags
	sigma       sigmaFlags
	explain     string
	render      renderFlags
	minSeverity severityFlag
	failOn      severityFlag
	timeout     time.Duration
	maxMemory   size
	maxState    size
}

func (a *app) analyzeCommand() *cobra.Command {
	opt := &analyzeOptions{}
	opt.render.failOn = &opt.failOn
	c := &cobra.Command{
		Use:   "analyze [PATH...|-] [flags]",
		Short: "find the root cause: the main job, assumed if the first argument is a path",
		Long: `Reads logs, finds known problems in them, weighs the possible causes of each by
the evidence, and writes a report: what broke, how sure that is and why, what was
ruled out, what the logs cannot tell, and how to fix it.

PATH is a file (.evtx, .evt, a pasted text, an export), a folder with all that is
in it, a zip, gzip or tar archive, a pattern such as logs/**/*.evtx, or - for
standard input. What a file is, its content says and not its name.`,
		Example: `  culprit analyze logs/
  culprit analyze case.zip -f html=report.html -f json=report.json
  culprit analyze System.evtx --around 2006-09-25T11:09:18/2h --tz Europe/Berlin`,
		RunE: func(c *cobra.Command, args []string) error { return a.analyze(opt, c.Flags(), args) },
	}
	fs := c.Flags()
	group(fs, "output", func(fs *pflag.FlagSet) {
		opt.render.define(fs)
		opt.minSeverity.define(fs, "min-severity", "info", "leave out problems below `SEVERITY`")
		opt.failOn.define(fs, "fail-on", "never", "exit with 1 on a problem of `SEVERITY` or above")
	})
	group(fs, "rules", func(fs *pflag.FlagSet) {
		opt.rules.define(fs)
		opt.sigma.define(fs)
		fs.StringVar(&opt.explain, "explain", "", "tell how `PROBLEM` was found, or why not, in place of a report unless -f or -o asks for one")
	})
	group(fs, "filters", func(fs *pflag.FlagSet) {
		opt.filter.define(fs)
		opt.defineRecovery(fs, "; they are counted and prove nothing")
	})
	group(fs, "running", func(fs *pflag.FlagSet) {
		opt.define(fs)
		fs.DurationVar(&opt.timeout, "timeout", 0, "stop reading after `SPAN`, as in 10m, and report what was read until then")
		fs.Var(&opt.maxMemory, "max-memory", "keep to about `SIZE`, as in 512MiB; 52MiB unless given, 512MiB with --sigma")
		fs.Var(&opt.maxState, "max-state", "keep at most `SIZE` of events, the newest; two fifths of --max-memory unless given")
	})
	return c
}

func (a *app) analyze(opt *analyzeOptions, fs *pflag.FlagSet, args []string) error {
	set, err := opt.rules.load()
	if err != nil {
		return err
	}
	look, err := opt.rules.lookFor(set, opt.explain)
	if err != nil {
		return err
	}
	overlay, err := opt.sigma.load()
	if err != nil {
		return err
	}
	found, err := a.find(&opt.inputs, args)
	if err != nil {
		return err
	}
	if len(found.Inputs) == 0 {
		return a.stopped() // why, was told
	}
	opt.render.unasked = look != nil
	opt.render.localize(a)
	out, err := a.startRendering(&opt.render, found.Inputs)
	if err != nil {
		return err
	}
	a.resolve(&opt.inputs, found.Inputs)
	n := &analysis{app: a, opt: opt, found: found, templates: parser.NewTemplates(), overlay: overlay, lookout: look}
	if err := n.run(set); err != nil {
		return errors.Join(err, out.close())
	}
	n.info.Command = command(fs, args)
	n.info.Filters = opt.filter.describe(fs)
	explained := look.explain(set, n.result, opt.render.lang.value) // before any incident is left out
	doc := n.document()
	if err := out.write(doc); err != nil {
		return err
	}
	fmt.Fprint(a.stdout, explained)
	for i := range doc.Incidents {
		if opt.failOn.reached(doc.Incidents[i].Severity) {
			a.reported(ExitFinding)
		}
	}
	return a.stopped()
}

// analysis is one run of the engine over the inputs.
type analysis struct {
	*app
	opt       *analyzeOptions
	found     *parser.Found
	templates *parser.Templates
	collector *diagnosis.Collector
	overlay   *overlay // nil without Sigma rules
	lookout   *lookout // nil without --explain
	result    *diagnosis.Result
	info      report.RunInfo
	bar       *progress
}

func (n *analysis) run(set *rules.Set) error {
	engine := diagnosis.Options{MaxState: n.opt.limitMemory()}
	stop := n.limitTime()
	defer stop()
	n.collector = diagnosis.New(set, engine)
	n.info = report.RunInfo{Version: version(), Lang: n.opt.render.lang.value, Warnings: append(warningsOf(n.found), n.overlay.refused(n.ui)...)}
	n.bar = n.ui.startProgress(n.opt.progress.value, n.found.Inputs)
	err := n.stream(n.found.Inputs, n.opt.workers(), n.read, n.deliver)
	n.bar.end()
	if n.interrupted() {
		n.info.Partial = true
		if !n.byUser() {
			n.info.Limits = append(n.info.Limits, fmt.Sprintf("timeout of %v", n.opt.timeout))
		}
	}
	n.result = n.collector.Result()
	n.info.Sigma = n.overlay.result()
	return err
}

// defaultMemory keeps the process below 64 MiB with its code and stacks, so
// that a log of any size can be analysed on the machine that it broke on.
const defaultMemory = 52 << 20

// limitMemory has the collector of garbage keep to the limit, and returns how
// much of it events may take: the rest is for what is being read.
func (o *analyzeOptions) limitMemory() (state int64) {
	standard := size(defaultMemory)
	if len(o.sigma.paths) > 0 {
		standard = sigmaMemory
	}
	limit := int64(cmp.Or(o.maxMemory, standard))
	debug.SetMemoryLimit(limit)
	return int64(cmp.Or(o.maxState, size(limit/5*2)))
}

// limitTime makes the timeout, if there is one, end the reading.
func (n *analysis) limitTime() context.CancelFunc {
	if n.opt.timeout <= 0 {
		return func() {}
	}
	whole := n.ctx
	limited, cancel := context.WithTimeout(whole, n.opt.timeout)
	n.ctx = limited
	return func() {
		cancel()
		n.ctx = whole
	}
}

// byUser reports whether it was the user who ended the run.
func (n *analysis) byUser() bool { return !errors.Is(n.ctx.Err(), context.DeadlineExceeded) }

// read is the work on one input.
func (n *analysis) read(in *parser.Input, workers int, emit func(chunk) bool) {
	defer n.bar.finished()
	open := n.opt.opening(n.bar)
	open.Templates = n.templates
	log, err := in.Open(open)
	if err != nil {
		emit(chunk{err: err})
		return
	}
	defer log.Close()
	tally := n.collector.Begin(in.Source)
	sum := n.sum(in, workers)
	events := 0
	matching := n.overlay.matching(emit)
	wanted := n.overlay.wants(n.collector.Want())
	want := func(channel, provider string, id uint16) bool {
		return wanted(channel, provider, id) && n.opt.filter.wants(channel, provider, id)
	}
	for v, d := range log.Records(parser.Options{Want: want, Workers: workers, Slack: n.opt.slack}) {
		if n.interrupted() {
			break
		}
		switch {
		case d != nil:
			tally.Damage(d)
			emit(chunk{damage: d})
		case n.opt.filter.header(&v.Header):
			tally.Add(v)
			matching.add(v)
			n.lookout.note(v)
			fallthrough
		default:
			events++
		}
	}
	matching.flush()
	facts := log.Facts()
	emit(chunk{facts: &inputFacts{in, facts}})
	if err := errors.Join(sum(), in.Changed(), in.Verdict(events)); err != nil && !n.interrupted() {
		emit(chunk{err: err})
	}
	tally.End(diagnosis.Facts{Bytes: in.Bytes, SHA256: in.SHA256, Findings: findingsOf(facts)})
}

// sum returns what makes the checksum of an input. It takes as long as reading
// the records does, so with more than one worker it is made beside that.
func (n *analysis) sum(in *parser.Input, workers int) func() error {
	ctx := n.ctx
	if workers < 2 {
		return func() error { return in.Sum(ctx) }
	}
	done := make(chan error, 1)
	go n.guard(func(c chunk) bool { done <- c.err; return false }, func() { done <- in.Sum(ctx) })
	return func() error { return <-done }
}

// deliver takes what reading an input gave beside its events, in the order of
// the inputs.
func (n *analysis) deliver(c chunk) error {
	switch {
	case c.damage != nil:
		n.ui.detail("%v", c.damage)
		if n.opt.strict {
			n.reported(ExitInput)
		}
	case c.hits != nil:
		n.overlay.take(c.hits)
	case c.facts != nil:
		for _, note := range c.facts.Notes {
			n.warn("assumed", c.facts.input.Name()+": "+note)
		}
	case c.err != nil:
		if err := n.failed(c.err); err != nil {
			return err
		}
		n.warn(codeOf(c.err), c.err.Error())
	}
	return nil
}

func (n *analysis) warn(code, text string) {
	n.info.Warnings = append(n.info.Warnings, report.Warning{Code: code, Text: text})
}

// document makes the report.
func (n *analysis) document() *report.Document {
	n.result.Incidents = n.atLeast(n.result.Incidents)
	doc := report.New(n.result, n.info)
	if n.opt.strict && len(doc.Run.LimitsHit) > 0 {
		n.reported(ExitInput)
	}
	return doc
}

// atLeast leaves out incidents below --min-severity, unless they lie behind
// one that stays.
func (n *analysis) atLeast(list []*diagnosis.Incident) []*diagnosis.Incident {
	stays := func(i *diagnosis.Incident) bool { return n.opt.minSeverity.reached(i.Problem.Severity.String()) }
	return slices.DeleteFunc(list, func(i *diagnosis.Incident) bool {
		return !stays(i) && !slices.ContainsFunc(i.RootOf, stays)
	})
}
