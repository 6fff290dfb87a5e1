package cli

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/parser/event"
	"culprit/report"
	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// testOptions are the flags of culprit rules test.
type testOptions struct {
	rules    ruleSources
	output   outputFlags
	run      string
	mutate   choice
	coverage int
	update   bool
	verbose  bool
	corpus   corpusOptions
}

func (a *app) rulesTestCommand() *cobra.Command {
	opt := &testOptions{mutate: choice{"auto", []string{"auto", "off"}}}
	c := &cobra.Command{
		Use:   "test [PATH...] [flags]",
		Short: "run the tests of rules, and what is wrong with the rules they let pass",
		Long: `Runs the tests of rule files, PROBLEM_test.yml beside PROBLEM.yml, of the rules
in PATH, or of those that come with culprit. Each test is also run on changed
events: some changes must not matter, others must. See docs/rules.md.

With --corpus it also analyses logs of healthy machines, each folder for itself,
in which nothing may be found but what --known lists with a reason.`,
		Example: `  culprit rules test
  culprit rules test my-rules/ --coverage 100
  culprit rules test my-rules/ -f junit=rules.xml
  culprit rules test my-rules/ --corpus healthy/ --known known.yml --today 2026-05-01`,
		RunE: func(_ *cobra.Command, args []string) error { return a.testRules(opt, args) },
	}
	fs := c.Flags()
	group(fs, "output", func(fs *pflag.FlagSet) {
		opt.output.define(fs, []string{"text", "junit", "json"}, "")
		fs.BoolVarP(&opt.verbose, "verbose", "v", false, "tell what passed, too")
	})
	group(fs, "rules", opt.rules.define)
	group(fs, "tests", func(fs *pflag.FlagSet) {
		fs.StringVar(&opt.run, "run", "", "only problems and tests that match the regular expression `RE`")
		fs.Var(&opt.mutate, "mutate", "run the tests on changed events, too: `WHEN` is auto, or off")
		fs.IntVar(&opt.coverage, "coverage", 0, "fail if the tests of a problem reach less than `PERCENT` of its rule")
		fs.BoolVar(&opt.update, "update", false, "write golden files anew in place of comparing them")
	})
	group(fs, "corpus", opt.corpus.define)
	return c
}

func (a *app) testRules(opt *testOptions, args []string) error {
	if opt.coverage < 0 || opt.coverage > 100 {
		return usage("--coverage: %d is no percentage", opt.coverage)
	}
	targets, err := opt.output.targets("text")
	if err != nil {
		return err
	}
	only, err := regexp.Compile("(?i)" + opt.run)
	if err != nil {
		return usage("--run: %q is no regular expression", opt.run)
	}
	known, err := opt.corpus.load()
	if err != nil {
		return err
	}
	set, err := opt.rules.load(args)
	if err != nil {
		return err
	}
	runner := testRunner(opt, set, args)
	runner.Only = func(problem, test string) bool { return only.MatchString(problem + " " + test) }
	names, err := runner.Find(testPaths(args)...)
	if err != nil {
		return &failure{status: ExitRules, err: err}
	}
	result, err := runner.Run(names...)
	if err != nil {
		return testError(err)
	}
	opt.gate(result, opt.rules.tested(set, args))
	if err := a.addCorpus(result, set, &opt.corpus, known); err != nil {
		return err
	}
	if result.Failed() > 0 {
		a.reported(ExitFinding)
	}
	return a.writeTests(targets, opt, result)
}

// testError gives mistakes in tests the exit status of mistakes in rules.
func testError(err error) error {
	f := &failure{status: ExitRules, err: err}
	if mistakes, ok := errors.AsType[detect.Mistakes](err); ok {
		f.hint = plural(len(mistakes), "mistake", "mistakes") + " in tests; none was run"
	}
	return f
}

func testRunner(opt *testOptions, set *rules.Set, args []string) *ruletest.Runner {
	r := &ruletest.Runner{
		Set: set, FS: builtin.FS, Read: readSample, Render: renderGolden, AsWritten: opt.mutate.value == "off",
	}
	if len(args) > 0 {
		r.FS = disk{}
	}
	if opt.update {
		r.Update = func(name string, content []byte) error {
			if len(args) == 0 {
				return errors.New("the rules that come with culprit cannot be changed here; name their folder")
			}
			return os.WriteFile(filepath.FromSlash(name), content, 0o644)
		}
	}
	return r
}

// gate adds to the tests of each problem one that fails if they reach too little
// of its rule.
func (o *testOptions) gate(result *ruletest.Report, problems []*rules.Problem) {
	if o.run != "" {
		result.Files = slices.DeleteFunc(result.Files, func(f *ruletest.FileResult) bool { return len(f.Tests) == 0 })
	}
	if o.coverage == 0 {
		return
	}
	for _, f := range result.Files {
		f.RequireCoverage(o.coverage)
	}
	for _, p := range problems {
		untested := !slices.ContainsFunc(result.Files, func(f *ruletest.FileResult) bool { return f.Problem == p.ID })
		if untested && o.run == "" {
			result.Files = append(result.Files, &ruletest.FileResult{File: p.File, Problem: p.ID, Tests: []*ruletest.TestResult{{
				Name: "tests", Status: ruletest.Fail, Why: []string{"the problem has no tests"},
			}}})
		}
	}
}

// readSample reads the input of a rule test, whatever its format.
func readSample(src *event.Source, content []byte) (iter.Seq2[*event.View, *event.Damage], error) {
	in, err := parser.FromBytes(src, content)
	if err != nil {
		return nil, err
	}
	log, err := in.Open(parser.OpenOptions{})
	if err != nil {
		return nil, err
	}
	return log.Records(parser.Options{}), nil // what is in memory needs no closing
}

// renderGolden makes the report that golden files hold. What changes with every
// version and every further rule is left out of it.
func renderGolden(r *diagnosis.Result) ([]byte, error) {
	doc := report.New(r, report.RunInfo{})
	doc.Tool.Rules = report.RuleSet{}
	doc.Checked = slices.DeleteFunc(doc.Checked, func(c report.Check) bool { return c.Status != report.CheckFound })
	var b bytes.Buffer
	err := report.Write(&b, "json", doc, report.Options{})
	return b.Bytes(), err
}

func (a *app) writeTests(targets []target, opt *testOptions, result *ruletest.Report) error {
	var errs []error
	for _, t := range targets {
		w, err := a.open(t, opt.output.overwrite, nil)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		errs = append(errs, writeTest(w, t.format, result, opt.verbose), w.Close())
	}
	return errors.Join(errs...)
}

func writeTest(w io.Writer, format string, result *ruletest.Report, verbose bool) error {
	switch format {
	case "junit":
		return result.JUnit(w)
	case "json":
		return result.JSON(w)
	}
	return result.Text(w, verbose)
}

// disk is the file system as the command line names it: with .. and from the
// root, so that messages show the names that the user wrote, and tests may use
// samples that lie elsewhere.
type disk struct{}

// Open implements fs.FS.
func (disk) Open(name string) (fs.File, error) { return os.Open(filepath.FromSlash(name)) }

// testPaths names what the tests of the arguments are in: of a rule file it is
// the file beside it.
func testPaths(args []string) []string {
	var paths []string
	for _, arg := range args {
		paths = append(paths, filepath.ToSlash(filepath.Clean(testOf(arg))))
	}
	return paths
}

// testOf returns the file of the tests of a rule file, and anything else as it is.
func testOf(name string) string {
	ext := filepath.Ext(name)
	if base, ok := strings.CutSuffix(name, ext); ok && (ext == ".yml" || ext == ".yaml") && !strings.HasSuffix(base, "_test") {
		return base + "_test" + ext
	}
	return name
}

// ruleOf returns the rule file of a file of tests, and anything else as it is.
func ruleOf(name string) string {
	ext := filepath.Ext(name)
	if base, ok := strings.CutSuffix(name, "_test"+ext); ok && (ext == ".yml" || ext == ".yaml") {
		return base + ext
	}
	return name
}
