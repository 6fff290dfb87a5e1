package cli

import (
	"errors"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/parser/event"
	"culprit/report"
	"culprit/rules"
	"culprit/rules/diagnosis"
)

// verifyOptions are the flags of culprit verify.
type verifyOptions struct {
	inputs
	output outputFlags
}

func (a *app) verifyCommand() *cobra.Command {
	opt := &verifyOptions{}
	c := &cobra.Command{
		Use:   "verify PATH... [flags]",
		Short: "tell what logs hold: completeness, checksums, hashes, gaps, clock jumps, cleared logs",
		Long: `Reads and decodes every record and tells, for each file, how many there are, what
could not be read and where, whether the checksums hold, and what is unusual about
the log. Unusual is no accusation: everything it lists can have harmless reasons.`,
		Example: `  culprit verify Security.evtx
  culprit verify case.zip --slack -f json=verify.json`,
		RunE: func(_ *cobra.Command, args []string) error { return a.verify(opt, args) },
	}
	fs := c.Flags()
	group(fs, "output", func(fs *pflag.FlagSet) { opt.output.define(fs, []string{"text", "json"}, "") })
	group(fs, "running", func(fs *pflag.FlagSet) {
		opt.defineRecovery(fs, "")
		opt.define(fs)
	})
	return c
}

// verified is what culprit verify tells of one input.
type verified struct {
	Input       string             `json:"input"`
	Format      string             `json:"format"`
	Bytes       int64              `json:"bytes"`
	SHA256      string             `json:"sha256"`
	Hosts       []string           `json:"hosts"`
	Channels    []string           `json:"channels"`
	First       string             `json:"first"`
	Last        string             `json:"last"`
	Records     int                `json:"records"`    // seen, but for copies
	Decoded     int                `json:"decoded"`    // in full
	Partial     int                `json:"partial"`    // in part
	Recovered   int                `json:"recovered"`  // of all, beside damage
	Slack       int                `json:"slack"`      // of all, in unused space
	Torn        int                `json:"torn"`       // of all, cut or overwritten
	Duplicates  int                `json:"duplicates"` // beside all, copies of records that are there
	Unreadable  int                `json:"unreadable"`
	BytesLost   int64              `json:"bytes_lost"`
	Chunks      *chunkCounts       `json:"chunks,omitempty"` // of a .evtx log
	Damage      []report.Damage    `json:"damage"`
	MoreDamage  int                `json:"more_damage"` // not listed
	Integrity   []report.Integrity `json:"integrity"`
	Assumptions []string           `json:"assumptions"`

	live int // decoded in full, where the log says that they are
}

type chunkCounts struct {
	Chunks      int    `json:"chunks"`
	Empty       int    `json:"empty"`
	Unsigned    int    `json:"unsigned"` // with content but no signature
	Truncated   int    `json:"truncated"`
	BadHeader   int    `json:"bad_header_checksum"`
	BadData     int    `json:"bad_data_checksum"`
	HeaderOK    bool   `json:"file_header_ok"`
	FirstRecord uint64 `json:"first_record"`
	LastRecord  uint64 `json:"last_record"`
}

// verification is one run over the inputs, without any rules.
type verification struct {
	*app
	opt       *verifyOptions
	collector *diagnosis.Collector
	templates *parser.Templates
	list      []*verified
	bar       *progress
}

func (a *app) verify(opt *verifyOptions, args []string) error {
	targets, err := opt.output.targets("text")
	if err != nil {
		return err
	}
	found, err := a.find(&opt.inputs, args)
	if err != nil {
		return err
	}
	var writers []io.WriteCloser
	for _, t := range targets {
		w, err := a.open(t, opt.output.overwrite, found.Inputs)
		if err != nil {
			return err
		}
		writers = append(writers, w)
	}
	n := &verification{
		app: a, opt: opt, collector: diagnosis.New(&rules.Set{}, diagnosis.Options{}),
		templates: parser.NewTemplates(), list: make([]*verified, len(found.Inputs)),
	}
	n.bar = a.ui.startProgress(opt.progress.value, found.Inputs)
	err = a.stream(found.Inputs, opt.workers(), n.read, n.deliver)
	n.bar.end()
	if err != nil {
		return err
	}
	n.addFindings()
	errs := []error{nil}
	for i, t := range targets {
		errs = append(errs, n.write(writers[i], t.format), writers[i].Close())
	}
	return errors.Join(append(errs, a.stopped())...)
}

func (n *verification) read(in *parser.Input, workers int, emit func(chunk) bool) {
	defer n.bar.finished()
	v := &verified{Input: in.Name(), Bytes: in.Bytes}
	n.list[in.Source.Index] = v
	open := n.opt.opening(n.bar)
	open.Templates = n.templates
	log, err := in.Open(open)
	if err != nil {
		emit(chunk{err: err})
		return
	}
	defer log.Close()
	tally := n.collector.Begin(in.Source)
	all := func(string, string, uint16) bool { return true }
	for view, d := range log.Records(parser.Options{Want: all, Workers: workers, Slack: n.opt.slack}) {
		if n.interrupted() {
			break
		}
		if view != nil {
			tally.Add(view)
			d = v.record(view)
		} else {
			v.Unreadable++
		}
		if d != nil {
			v.BytesLost += d.Lost
			tally.Damage(d)
			emit(chunk{damage: d})
		}
	}
	facts := log.Facts()
	v.facts(facts)
	if err := errors.Join(in.Sum(n.ctx), in.Changed(), in.Verdict(v.Records)); err != nil && !n.interrupted() {
		emit(chunk{err: err})
	}
	v.Format, v.SHA256 = in.Source.Format, in.SHA256
	tally.End(diagnosis.Facts{Bytes: in.Bytes, SHA256: in.SHA256, Findings: findingsOf(facts)})
}

// record decodes one record and counts how that went.
func (v *verified) record(view *event.View) *event.Damage {
	v.Records++
	switch view.Origin {
	case event.Recovered:
		v.Recovered++
	case event.Slack:
		v.Slack++
	case event.Torn:
		v.Torn++
	case event.Live:
	}
	_, d := view.Event()
	switch {
	case d != nil:
		v.Partial++
		return d
	case view.Origin == event.Live:
		v.live++
	}
	v.Decoded++
	return nil
}

func (v *verified) facts(f parser.Facts) {
	v.Assumptions = append([]string{}, f.Notes...)
	v.Duplicates = f.Duplicates
	if x := f.EVTX; x != nil {
		v.Chunks = &chunkCounts{
			Chunks: x.Chunks, Empty: x.Empty, Unsigned: x.Unsigned, Truncated: x.Truncated,
			BadHeader: x.BadHeader, BadData: x.BadData, HeaderOK: x.HasHeader && x.Header.ChecksumOK,
			FirstRecord: x.FirstRecord, LastRecord: x.LastRecord,
		}
	}
}

func (n *verification) deliver(c chunk) error {
	if c.damage != nil && n.opt.strict {
		n.reported(ExitInput)
	}
	if c.err != nil {
		return n.failed(c.err)
	}
	return nil
}

// addFindings takes what the engine found out about the logs, worded as in a
// report.
func (n *verification) addFindings() {
	doc := report.New(n.collector.Result(), report.RunInfo{Version: version()})
	byName := map[string]*report.Input{}
	for i := range doc.Inputs {
		in := &doc.Inputs[i]
		byName[(&event.Source{Path: in.Path, Container: in.Container}).Name()] = in
	}
	kept := n.list[:0]
	for _, v := range n.list {
		if v == nil { // interrupted before its turn
			continue
		}
		kept = append(kept, v)
		in := byName[v.Input]
		if in == nil {
			continue
		}
		v.Hosts, v.Channels, v.First, v.Last = in.Hosts, in.Channels, in.First, in.Last
		v.Damage, v.Integrity = in.Damage, in.Integrity
		v.MoreDamage = v.Unreadable + v.Partial - len(v.Damage)
	}
	n.list = kept
}
