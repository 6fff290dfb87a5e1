package cli

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/detect"
	"culprit/rules/ruletest"
)

func (a *app) rulesLintCommand() *cobra.Command {
	var from ruleSources
	var strict bool
	c := &cobra.Command{
		Use:   "lint [PATH...] [flags]",
		Short: "check rule files and tell every mistake, as file:line:column",
		Long: `Tells every mistake in the rule files in PATH, or in those that come with
culprit, and warns of what is allowed and probably not meant: names that nothing
uses, evidence that can never hold, causes that cannot come first, that cite
nothing, or that no test looks for.`,
		Example: "  culprit rules lint my-rules/ --strict",
		RunE:    func(_ *cobra.Command, args []string) error { return a.lint(&from, args, strict) },
	}
	from.define(c.Flags())
	c.Flags().BoolVar(&strict, "strict", false, "exit with 4 on warnings, too")
	return c
}

// lint tells the mistakes of rule files and of their tests.
func (a *app) lint(from *ruleSources, args []string, strict bool) error {
	set, err := from.load(args)
	if err != nil {
		return a.lintMistakes(err)
	}
	tests, err := testsOf(set, args)
	if err != nil {
		return a.lintMistakes(err)
	}
	mine := map[string]bool{}
	var warnings detect.Mistakes
	for _, p := range from.tested(set, args) {
		mine[p.File] = true
		warnings = append(warnings, untested(p, tests)...)
	}
	for _, w := range set.Warnings {
		if mine[w.File] {
			warnings = append(warnings, w)
		}
	}
	warnings.Sort()
	for _, w := range warnings {
		fmt.Fprintf(a.stdout, "%v (warning)\n", w)
	}
	if strict && len(warnings) > 0 {
		return &failure{status: ExitRules, err: errors.New(plural(len(warnings), "warning", "warnings"))}
	}
	return nil
}

// lintMistakes writes mistakes as the result that they are here.
func (a *app) lintMistakes(err error) error {
	mistakes, ok := errors.AsType[detect.Mistakes](err)
	if !ok {
		return ruleError(err)
	}
	for _, m := range mistakes {
		fmt.Fprintln(a.stdout, m.Error())
	}
	return &failure{status: ExitRules, err: errors.New(plural(len(mistakes), "mistake", "mistakes"))}
}

// testsOf reads the tests of the rules that the arguments name.
func testsOf(set *rules.Set, args []string) ([]*ruletest.File, error) {
	r := &ruletest.Runner{Set: set, FS: builtin.FS}
	if len(args) > 0 {
		r.FS = disk{}
	}
	var paths []string
	for _, p := range testPaths(args) {
		if _, err := fs.Stat(r.FS, p); err == nil { // a rule without tests is no mistake
			paths = append(paths, p)
		}
	}
	if len(args) > 0 && len(paths) == 0 {
		return nil, nil
	}
	names, err := r.Find(paths...)
	if err != nil {
		return nil, err
	}
	var files []*ruletest.File
	var mistakes detect.Mistakes
	for _, name := range names {
		src, err := fs.ReadFile(r.FS, name)
		if err != nil {
			return nil, err
		}
		f, err := ruletest.Parse(set, name, src)
		if wrong, ok := errors.AsType[detect.Mistakes](err); ok {
			mistakes = append(mistakes, wrong...)
			continue
		}
		files = append(files, f)
	}
	return files, mistakes.Err()
}

// untested warns of a problem without tests, and of causes that no test expects.
func untested(p *rules.Problem, tests []*ruletest.File) detect.Mistakes {
	expected := map[string]bool{}
	found := false
	for _, f := range tests {
		if f.Problem != p {
			continue
		}
		found = true
		for _, t := range f.Tests {
			for _, x := range t.Expect {
				expected[x.Cause] = true
			}
		}
	}
	if !found {
		return detect.Mistakes{{File: p.File, Text: "the problem has no tests"}}
	}
	var list detect.Mistakes
	for _, c := range p.Causes {
		if !expected[c.ID] {
			list = append(list, detect.Mistake{File: p.File, Line: c.Line, Column: 1, Text: fmt.Sprintf("no test expects the cause %q", c.ID)})
		}
	}
	return list
}
