package ruletest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"strings"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
)

// Runner runs test files. Only Set and FS need be given.
type Runner struct {
	Set *rules.Set
	// FS holds the test files and what they name: samples and golden files.
	FS fs.FS
	// Read reads a sample in whatever format it is.
	Read func(src *event.Source, content []byte) (iter.Seq2[*event.View, *event.Damage], error)
	// Render makes the report of which golden files are.
	Render func(*diagnosis.Result) ([]byte, error)
	// Update, if set, writes golden files in place of comparing them.
	Update func(name string, content []byte) error
	// AsWritten leaves out the mutations.
	AsWritten bool
	// Only, if set, chooses the tests to run.
	Only func(problem, test string) bool
}

// Status is how a test ended.
type Status string

// The ways a test ends.
const (
	Pass Status = "pass"
	Fail Status = "fail"
	Todo Status = "todo" // it fails as is known
)

// Report is what came of running test files.
type Report struct {
	Files []*FileResult `json:"files"`
}

// FileResult is what came of one test file.
type FileResult struct {
	File     string        `json:"file"`
	Problem  string        `json:"problem"`
	Tests    []*TestResult `json:"tests"`
	Coverage Coverage      `json:"coverage"`

	// Missed says that one of Tests tells what is not reached.
	Missed bool `json:"-"`
}

// TestResult is what came of one test. A mutant is named MUTATION: what was done.
type TestResult struct {
	Name    string        `json:"name"`
	Line    int           `json:"line"`
	Status  Status        `json:"status"`
	Why     []string      `json:"why"` // what differs; or why the test is known to fail
	Mutants []*TestResult `json:"mutants,omitempty"`
}

// Failed counts the tests and mutants that failed.
func (r *Report) Failed() int {
	n := 0
	for _, f := range r.Files {
		for _, t := range f.Tests {
			n += t.failed()
		}
	}
	return n
}

func (t *TestResult) failed() int {
	n := 0
	if t.Status == Fail {
		n++
	}
	for _, m := range t.Mutants {
		n += m.failed()
	}
	return n
}

// Find returns the test files under the paths of FS, or all of them, in order.
func (r *Runner) Find(paths ...string) ([]string, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var files []string
	for _, p := range paths {
		err := fs.WalkDir(r.FS, p, func(name string, d fs.DirEntry, err error) error {
			ext := path.Ext(name)
			isTest := (ext == ".yml" || ext == ".yaml") && strings.HasSuffix(strings.TrimSuffix(name, ext), "_test")
			if err == nil && !d.IsDir() && (isTest || name == p) {
				files = append(files, name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Run runs test files. The error is [detect.Mistakes] if files are wrong; no
// test is run then.
func (r *Runner) Run(names ...string) (*Report, error) {
	var files []*File
	var mistakes detect.Mistakes
	for _, name := range names {
		src, err := fs.ReadFile(r.FS, name)
		if err != nil {
			return nil, err
		}
		f, err := Parse(r.Set, name, src)
		if wrong, ok := errors.AsType[detect.Mistakes](err); ok {
			mistakes = append(mistakes, wrong...)
			continue
		}
		files = append(files, f)
	}
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	report := &Report{}
	for _, f := range files {
		report.Files = append(report.Files, r.runFile(f))
	}
	return report, nil
}

func (r *Runner) runFile(f *File) *FileResult {
	out := &FileResult{File: f.Name, Problem: f.Problem.ID}
	cover := newCover(f.Problem)
	for _, t := range f.Tests {
		if r.Only == nil || r.Only(f.Problem.ID, t.Name) {
			out.Tests = append(out.Tests, r.runTest(f, t, cover))
		}
	}
	out.Coverage = cover.result()
	return out
}

func (r *Runner) runTest(f *File, t *Test, cover *cover) *TestResult {
	out := &TestResult{Name: t.Name, Line: t.Line, Status: Pass}
	if t.Todo != "" && t.Events == nil && t.Input == nil {
		out.Status, out.Why = Todo, []string{t.Todo}
		return out
	}
	c := &testCase{Runner: r, file: f, test: t, cover: cover}
	out.Why = c.run()
	switch {
	case t.Todo == "" && r.AsWritten:
	case t.Todo == "":
		out.Mutants = c.mutants(len(out.Why) == 0)
	case len(out.Why) == 0:
		out.Why = []string{"it is marked todo and passes: " + t.Todo}
	default:
		out.Status, out.Why = Todo, []string{t.Todo}
		return out
	}
	if len(out.Why) > 0 {
		out.Status = Fail
	}
	return out
}

// testCase is one test being run.
type testCase struct {
	*Runner
	file   *File
	test   *Test
	cover  *cover
	result *diagnosis.Result
}

// run runs the test as it stands and returns what is wrong.
func (c *testCase) run() []string {
	var err error
	if c.test.Events != nil {
		c.result = c.diagnose([][]*event.Event{c.test.Events})
	} else if c.result, err = c.read(asIs); err != nil {
		return []string{err.Error()}
	}
	c.cover.add(c.result, c.test.Events)
	wrong := c.test.check(c.file.Problem, c.result)
	if c.test.Golden != "" {
		if err := c.golden(); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	return wrong
}

// diagnose runs the rules over sources of events.
func (r *Runner) diagnose(sources [][]*event.Event) *diagnosis.Result {
	c := diagnosis.New(r.Set, diagnosis.Options{})
	for i, events := range sources {
		src := &event.Source{Path: fmt.Sprintf("timeline%d", i+1), Format: "timeline", Index: i}
		tally := c.Begin(src)
		for _, e := range events {
			e.Source = src
			tally.Add(event.ViewOf(e))
		}
		tally.End(diagnosis.Facts{})
	}
	return c.Result()
}

// asIs leaves the content of a sample as it is.
func asIs(content []byte) []byte { return content }

// read diagnoses the samples of the test, changed by the given function.
func (c *testCase) read(change func([]byte) []byte) (*diagnosis.Result, error) {
	if c.Read == nil {
		return nil, errors.New("samples cannot be read here")
	}
	all := diagnosis.New(c.Set, diagnosis.Options{})
	for i, name := range c.test.Input {
		content, err := fs.ReadFile(c.FS, c.beside(name))
		if err == nil {
			err = c.pinned(c.beside(name), content)
		}
		if err != nil {
			return nil, err
		}
		src := &event.Source{Path: name, Index: i}
		records, err := c.Read(src, change(content))
		if err != nil {
			return nil, err
		}
		tally := all.Begin(src)
		for v, damage := range records {
			if damage != nil {
				tally.Damage(damage)
			} else {
				tally.Add(v)
			}
		}
		tally.End(diagnosis.Facts{Bytes: int64(len(content))})
	}
	return all.Result(), nil
}

// beside returns the path of a file that the test names.
func (c *testCase) beside(name string) string { return path.Join(path.Dir(c.file.Name), name) }

// golden compares the whole report with a file.
func (c *testCase) golden() error {
	if c.Render == nil {
		return errors.New("reports cannot be rendered here")
	}
	got, err := c.Render(c.result)
	if err != nil {
		return err
	}
	name := c.beside(c.test.Golden)
	if c.Update != nil {
		return c.Update(name, got)
	}
	want, err := fs.ReadFile(c.FS, name)
	if err != nil {
		return err
	}
	return sameLines(name, want, got)
}

// sameLines says where two texts begin to differ.
func sameLines(name string, want, got []byte) error {
	a, b := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range max(len(a), len(b)) {
		var x, y []byte
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if !bytes.Equal(x, y) {
			return fmt.Errorf("%s:%d: the report has %q in place of %q; write it anew with --update if that is right", name, i+1, y, x)
		}
	}
	return nil
}
