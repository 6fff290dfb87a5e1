package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"culprit/parser/wincode"
	"culprit/report"
	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/detect"
)

func (a *app) rulesShowCommand() *cobra.Command {
	var flags ruleFlags
	var source bool
	lang := choice{a.lang.code(), report.Languages()}
	c := &cobra.Command{
		Use:               "show PROBLEM... [flags]",
		Short:             "show what a rule looks for, or its file, to learn from or to adapt",
		ValidArgsFunction: completeProblems,
		Example: `  culprit rules show ipsec-block-mode
  culprit rules show ipsec-block-mode --source > mine.yml`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &failure{status: ExitUsage, err: errors.New("name a problem"), hint: "see: culprit rules list"}
			}
			set, err := flags.load()
			if err != nil {
				return err
			}
			e := &explainer{w: a.stdout, set: set, lang: lang.value}
			return a.showRules(e, args, source)
		},
	}
	flags.define(c.Flags())
	c.Flags().BoolVar(&source, "source", false, "show the rule file itself")
	c.Flags().Var(&lang, "lang", "language: `LANG` is "+joinOr(lang.of))
	return c
}

func (a *app) showRules(e *explainer, ids []string, source bool) error {
	for _, id := range ids {
		p := e.set.Problem(id)
		if p == nil {
			return unknownProblem(e.set, id)
		}
		if !source {
			e.problem(p)
			e.classes(p)
			continue
		}
		text, err := ruleSource(p)
		if err != nil {
			return err
		}
		if _, err := a.stdout.Write(text); err != nil {
			return err
		}
	}
	return nil
}

func ruleSource(p *rules.Problem) ([]byte, error) {
	if p.Builtin {
		return fs.ReadFile(builtin.FS, p.File)
	}
	return os.ReadFile(p.File)
}

// classes tells what the names of events and states in a rule stand for.
func (e *explainer) classes(p *rules.Problem) {
	e.heading("Events that it asks for")
	for _, c := range p.Classes {
		e.wide(c.Name, strings.Join(kindsOf(c), "; "))
	}
	for _, s := range p.States {
		e.heading("State " + s.Name + ", and what it is entered by")
		for _, v := range s.Values {
			e.wide(v.Name, entry(v))
		}
	}
}

// wide writes a line whose label is the name of a class.
func (e *explainer) wide(name, value string) {
	paragraph(e.w, fmt.Sprintf("  %-22s ", name), value)
}

func entry(v rules.StateValue) string {
	switch v.Trigger {
	case rules.OnBoot:
		return "a start of the system"
	case rules.OnStart:
		return "the start of the log"
	case rules.OnEnd:
		return "the end of the log"
	case rules.OnClass:
	}
	return "event " + v.Class.Name
}

// maxKinds bounds the kinds of events listed of one class.
const maxKinds = 12

// kindsOf names the kinds of events in a class: their sources with their ids.
func kindsOf(c *rules.Class) []string {
	var sources []string
	ids, names := map[string][]string{}, map[string]string{}
	for _, k := range c.Keys() {
		if ids[k.Provider] == nil {
			sources = append(sources, k.Provider)
		}
		names[k.Provider] = firstOf(names[k.Provider], sourceName(k))
		id := fmt.Sprint(k.ID)
		if k.AnyID {
			id = "any event"
		}
		if !slices.Contains(ids[k.Provider], id) {
			ids[k.Provider] = append(ids[k.Provider], id)
		}
	}
	var list []string
	for _, of := range sources[:min(len(sources), maxKinds)] {
		list = append(list, firstOf(names[of], of, "any source")+" "+strings.Join(ids[of], ", "))
	}
	if more := len(sources) - maxKinds; more > 0 {
		list = append(list, plural(more, "more source", "more sources"))
	}
	return list
}

// sourceName is the name of a source as Windows writes it, if that is known:
// keys have it folded.
func sourceName(k detect.Key) string {
	known, ok := wincode.KnownEvent(k.Provider, uint32(k.ID))
	if !ok {
		return ""
	}
	for _, name := range known.Providers {
		if strings.EqualFold(name, k.Provider) {
			return name
		}
	}
	return known.Providers[0]
}
