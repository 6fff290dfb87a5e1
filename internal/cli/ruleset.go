package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/detect"
)

// ruleFlags say which rules are used.
type ruleFlags struct {
	paths     []string
	only      []string
	skip      []string
	noBuiltin bool
}

func (r *ruleFlags) define(fs *pflag.FlagSet) {
	fs.StringArrayVar(&r.paths, "rules", nil, "add the rules of file or folder `PATH` (repeatable)")
	fs.BoolVar(&r.noBuiltin, "no-builtin", false, "leave out the rules that come with culprit")
	fs.StringSliceVar(&r.only, "only", nil, "look for `PROBLEM` only, and for what may lie behind it (repeatable)")
	fs.StringSliceVar(&r.skip, "skip", nil, "do not look for `PROBLEM` (repeatable)")
}

// load loads the rules. Mistakes in them end the run: a rule that is not
// understood must not count as a problem that was not found.
func (r *ruleFlags) load() (*rules.Set, error) {
	var l rules.Loader
	if !r.noBuiltin {
		l.AddFS(builtin.FS, true)
	}
	l.AddFiles(r.paths...)
	set, err := l.Load()
	if err != nil {
		return nil, ruleError(err)
	}
	return r.choose(set)
}

// ruleError gives mistakes in rules their exit status.
func ruleError(err error) error {
	f := &failure{status: ExitRules, err: err}
	if mistakes, ok := errors.AsType[detect.Mistakes](err); ok {
		f.err = mistakes
		f.hint = fmt.Sprintf("%s; nothing was read", plural(len(mistakes), "mistake", "mistakes"))
	}
	return f
}

// choose leaves the problems that --only and --skip ask for.
func (r *ruleFlags) choose(set *rules.Set) (*rules.Set, error) {
	for _, id := range slices.Concat(r.only, r.skip) {
		if set.Problem(id) == nil {
			return nil, unknownProblem(set, id)
		}
	}
	wanted := map[string]bool{}
	for _, id := range r.only {
		addBehind(set, id, wanted)
	}
	chosen := *set
	chosen.Problems = slices.DeleteFunc(slices.Clone(set.Problems), func(p *rules.Problem) bool {
		return len(r.only) > 0 && !wanted[p.ID] || slices.Contains(r.skip, p.ID)
	})
	return &chosen, nil
}

// addBehind adds a problem and those that its causes ask for.
func addBehind(set *rules.Set, id string, wanted map[string]bool) {
	p := set.Problem(id)
	if p == nil || wanted[id] {
		return
	}
	wanted[id] = true
	for _, c := range p.Causes {
		for _, e := range slices.Concat(c.Evidence, c.Because) {
			if e.Kind == rules.HaveProblem {
				addBehind(set, e.Problem, wanted)
			}
		}
	}
}

func unknownProblem(set *rules.Set, id string) error {
	var known []string
	for _, p := range set.Problems {
		known = append(known, p.ID)
	}
	return &failure{
		status: ExitUsage, err: fmt.Errorf("unknown problem %q", id),
		hint: firstOf(didYouMean(id, known), "see: culprit rules list"),
	}
}
