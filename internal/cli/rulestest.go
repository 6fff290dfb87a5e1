package cli

import (
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"culprit/parser"
	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/ruletest"
)

// rulesTestOptions are the flags of culprit rules test.
type rulesTestOptions struct {
	format  choice
	only    string
	verbose bool
	alone   bool
}

func (a *app) rulesTestCommand() *cobra.Command {
	opt := &rulesTestOptions{format: choice{"text", []string{"text", "json", "junit"}}}
	c := &cobra.Command{
		Use:   "test [PATH...] [flags]",
		Short: "run the tests of rules, and their mutations; those of culprit without PATH",
		Long: `Runs PROBLEM_test.yml beside each PROBLEM.yml. Each test is run again on changed
events: what must not matter must not, and taking away what a cause rests on must
change the verdict.`,
		Example: `  culprit rules test
  culprit rules test myrules/ --run ipsec -f junit`,
		RunE: func(_ *cobra.Command, args []string) error { return a.testRules(opt, args) },
	}
	c.Flags().VarP(&opt.format, "format", "f", "write `FORMAT`: text, json or junit")
	c.Flags().StringVar(&opt.only, "run", "", "only problems and tests that match the regular expression `RE`")
	c.Flags().BoolVar(&opt.alone, "no-builtin", false, "run them without the rules that come with culprit")
	c.Flags().BoolVarP(&opt.verbose, "verbose", "v", false, "tell what passed, too")
	return c
}

func (a *app) testRules(opt *rulesTestOptions, paths []string) error {
	only, err := regexp.Compile("(?i)" + opt.only)
	if err != nil {
		return usage("--run: %q is no regular expression", opt.only)
	}
	var l rules.Loader
	if !opt.alone || len(paths) == 0 {
		l.AddFS(builtin.FS, true)
	}
	l.AddFiles(paths...)
	set, err := l.Load()
	if err != nil {
		return ruleError(err)
	}
	all := &ruletest.Report{}
	for _, tree := range testTrees(paths) {
		r := &ruletest.Runner{
			Set: set, FS: tree.fs, Read: readSample,
			Only: func(problem, test string) bool { return only.MatchString(problem + " " + test) },
		}
		if err := runTests(r, tree.paths, all); err != nil {
			return err
		}
	}
	if all.Failed() > 0 {
		a.reported(ExitFinding)
	}
	switch opt.format.value {
	case "json":
		return all.JSON(a.stdout)
	case "junit":
		return all.JUnit(a.stdout)
	}
	return all.Text(a.stdout, opt.verbose)
}

// testTree is where test files lie.
type testTree struct {
	fs    fs.FS
	paths []string // in fs; all of it if there are none
}

func testTrees(paths []string) []testTree {
	if len(paths) == 0 {
		return []testTree{{builtin.FS, nil}}
	}
	var trees []testTree
	for _, p := range paths {
		if isFile(p) {
			trees = append(trees, testTree{os.DirFS(filepath.Dir(p)), []string{testFile(filepath.Base(p))}})
		} else {
			trees = append(trees, testTree{os.DirFS(p), nil})
		}
	}
	return trees
}

// testFile returns the name of the test file that goes with a rule file.
func testFile(name string) string {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if strings.HasSuffix(stem, "_test") {
		return name
	}
	return stem + "_test" + ext
}

func runTests(r *ruletest.Runner, paths []string, all *ruletest.Report) error {
	names, err := r.Find(paths...)
	if err != nil {
		return &failure{status: ExitInput, err: fmt.Errorf("rule tests: %w", err)}
	}
	got, err := r.Run(names...)
	if err != nil {
		return ruleError(err)
	}
	all.Files = append(all.Files, got.Files...)
	return nil
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
