package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"

	"culprit/parser"
	"culprit/parser/event"
	"culprit/rules/ruletest"
)

// newOptions are the flags of culprit rules new.
type newOptions struct {
	inputs
	from      []string
	around    around
	folder    string
	overwrite bool
}

func (a *app) rulesNewCommand() *cobra.Command {
	opt := &newOptions{}
	c := &cobra.Command{
		Use:   "new NAME --from LOG --around TIME [flags]",
		Short: "write a rule and its test from the events of a log, to start from",
		Long: `Writes NAME.yml and NAME_test.yml: the error nearest to TIME is the symptom, the
errors and warnings before it on the same host are the evidence of a first cause,
those after it what follows. The two load and pass; the thinking is yours.
The test holds names from the log.`,
		Example: `  culprit rules new app-hangs --from Application.evtx --around 2026-03-01T10:15:00Z
  culprit rules new app-hangs --from logs/ --around 2026-03-01T10:15:00Z/10m -o my-rules/`,
		RunE: func(_ *cobra.Command, args []string) error { return a.newRule(opt, args) },
	}
	fs := c.Flags()
	fs.StringArrayVar(&opt.from, "from", nil, "take the events from `LOG`: a file, folder or archive (repeatable)")
	fs.Var(&opt.around, "around", "what happened at `TIME[/SPAN]`; an hour on both sides without SPAN")
	fs.StringVarP(&opt.folder, "output", "o", ".", "write the two files to `FOLDER`")
	fs.BoolVar(&opt.overwrite, "overwrite", false, "replace files that exist")
	opt.define(fs)
	return c
}

var problemName = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

func (a *app) newRule(opt *newOptions, args []string) error {
	switch {
	case len(args) != 1:
		return &failure{status: ExitUsage, err: errors.New("name the problem"), hint: "as in: culprit rules new app-hangs --from LOG --around TIME"}
	case !problemName.MatchString(args[0]):
		return usage("%q: a name is of a-z, 0-9, - and _ and begins with a letter", args[0])
	case opt.around.text == "":
		return usage("--around is missing: when did it happen?")
	}
	found, err := a.find(&opt.inputs, opt.from)
	if err != nil {
		return err
	}
	opt.filter.around = opt.around
	a.resolve(&opt.inputs, found.Inputs)
	events := a.eventsWithin(&opt.inputs, found.Inputs)
	s := newSketch(args[0], events, opt.filter.from+(opt.filter.to-opt.filter.from)/2)
	if s == nil {
		return &failure{status: ExitInput, err: errors.New("no events are there at that time"), hint: "look for them with: culprit events --around"}
	}
	return a.writeSketch(s, opt)
}

// maxSketched bounds the events that a rule is made from.
const maxSketched = 10_000

// eventsWithin returns the dated events of the inputs that pass the filter.
func (a *app) eventsWithin(in *inputs, list []*parser.Input) []*event.Event {
	var events []*event.Event
	for _, input := range list {
		log, err := input.Open(in.opening(nil))
		if err != nil {
			a.inputError(err)
			continue
		}
		for v, damage := range log.Records(parser.Options{}) {
			if a.interrupted() || len(events) == maxSketched {
				break
			}
			if damage != nil || v.Undated() || !in.filter.header(&v.Header) {
				continue
			}
			if e, damage := v.Event(); damage == nil {
				events = append(events, e)
			}
		}
		log.Close()
	}
	return events
}

// writeSketch writes the rule and its test, and holds them to what every rule
// is held to.
func (a *app) writeSketch(s *sketch, opt *newOptions) error {
	if err := os.MkdirAll(opt.folder, 0o755); err != nil {
		return usage("%s: %v", opt.folder, plainPath(err))
	}
	rule, test := filepath.Join(opt.folder, s.name+".yml"), filepath.Join(opt.folder, s.name+"_test.yml")
	for _, f := range [][2]string{{rule, s.rule()}, {test, s.test()}} {
		w, err := a.open(target{"yaml", f[0]}, opt.overwrite, nil)
		if err != nil {
			return err
		}
		_, err = w.Write([]byte(f[1]))
		if err = errors.Join(err, w.Close()); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stdout, "%s\n%s\n", filepath.ToSlash(rule), filepath.ToSlash(test))
	return checkSketch(rule, test)
}

func checkSketch(rule, test string) error {
	var from ruleSources
	set, err := from.load([]string{rule})
	if err != nil {
		return err
	}
	result, err := (&ruletest.Runner{Set: set, FS: disk{}}).Run(filepath.ToSlash(test))
	if err != nil {
		return testError(err)
	}
	if result.Failed() > 0 {
		return &failure{
			status: ExitFinding, err: errors.New("the rule does not pass its test yet"),
			hint: "see: culprit rules test " + filepath.ToSlash(test),
		}
	}
	return nil
}
