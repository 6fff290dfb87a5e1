package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"culprit/parser"
	"culprit/parser/event"
	"culprit/rules/sigma"
)

// checkerOptions are the flags of evtx-sigma-checker.
type checkerOptions struct {
	inputs
	sigma     sigmaFlags
	logs      []string
	level     choice
	logSource string
}

// checkerCommand imitates evtx-sigma-checker, by which the regression tests of
// the public Sigma rules are run, so that the same tests can be run with us.
func (a *app) checkerCommand() *cobra.Command {
	opt := &checkerOptions{level: choice{"informational", sigmaLevels()}}
	c := &cobra.Command{
		Use:    "evtx-sigma-checker --evtx-path PATH --rule-path PATH [flags]",
		Short:  "write each hit of Sigma rules as a line of JSON, as the tool of that name does",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(*cobra.Command, []string) error { return a.check(opt) },
	}
	fs := c.Flags()
	fs.StringArrayVar(&opt.sigma.paths, "rule-path", nil, "Sigma rules: file or folder `PATH` (repeatable)")
	fs.StringArrayVar(&opt.logs, "evtx-path", nil, "logs: file or folder `PATH` (repeatable)")
	fs.Var(&opt.level, "rule-level", "rules of this level and above")
	fs.StringVar(&opt.logSource, "log-source", "", "accepted and not read: the table of log sources is built in")
	return c
}

func sigmaLevels() (names []string) {
	for l := sigma.Informational; l <= sigma.Critical; l++ {
		names = append(names, l.String())
	}
	return names
}

func (a *app) check(opt *checkerOptions) error {
	if len(opt.sigma.paths) == 0 || len(opt.logs) == 0 {
		return &failure{status: ExitUsage, err: errors.New("--rule-path and --evtx-path are needed")}
	}
	rules, err := opt.sigma.load()
	if err != nil {
		return err
	}
	for _, r := range rules.set.Refused {
		a.ui.note("rule refused: %v", r.Mistakes[0])
	}
	found, err := a.find(&opt.inputs, opt.logs)
	if err != nil {
		return err
	}
	level := sigma.Level(slices.Index(opt.level.of, opt.level.value))
	matcher := rules.set.Matcher()
	for _, in := range found.Inputs {
		if err := a.checkLog(in, rules.set, matcher, level); err != nil {
			return err
		}
	}
	return a.stopped()
}

func (a *app) checkLog(in *parser.Input, set *sigma.Set, matcher *sigma.Matcher, level sigma.Level) error {
	log, err := in.Open(parser.OpenOptions{})
	if err != nil {
		a.inputError(err)
		return nil
	}
	defer log.Close()
	want := set.Want()
	for v, damage := range log.Records(parser.Options{Want: want}) {
		if a.interrupted() {
			return nil
		}
		if damage != nil || !want(v.Channel, v.Provider, v.EventID) {
			continue
		}
		e, _ := v.Event()
		if e == nil {
			continue
		}
		for _, r := range matcher.Match(e) {
			if r.Level < level {
				continue
			}
			if err := a.checkerHit(r, in, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkerLine is a hit as evtx-sigma-checker writes it. The lists of known false
// alarms are regular expressions over the whole line, so the event is in it.
type checkerLine struct {
	Title   string `json:"RuleTitle"`
	ID      string `json:"RuleId"`
	Level   string `json:"RuleLevel"`
	Author  string `json:"RuleAuthor"`
	Path    string `json:"RulePath"`
	Log     string `json:"LogFile"`
	Matched json.RawMessage
}

func (a *app) checkerHit(r *sigma.Rule, in *parser.Input, e *event.Event) error {
	line, err := json.Marshal(checkerLine{
		r.Title, r.ID, r.Level.String(), r.Author, r.File, in.Name(), event.AppendJSON(nil, e),
	})
	fmt.Fprintf(a.stdout, "%s\n", line)
	return err
}
