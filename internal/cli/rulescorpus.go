package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"culprit/parser"
	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// corpusOptions say which logs rules must find nothing in.
type corpusOptions struct {
	folder     string
	unexpected choice
	known      string
	today      string
}

func (o *corpusOptions) define(fs *pflag.FlagSet) {
	o.unexpected = choice{"fail", []string{"fail", "warn"}}
	fs.StringVar(&o.folder, "corpus", "", "analyse the logs of healthy machines in `FOLDER`, too")
	fs.Var(&o.unexpected, "unexpected", "what a finding in them does: `WHAT` is fail, or warn")
	fs.StringVar(&o.known, "known", "", "findings that are expected, with reason and expiry, are in `FILE`")
	fs.StringVar(&o.today, "today", "", "the `DATE` by which entries of --known have expired")
}

// knownFinding is a finding that a corpus is known to give, for a reason, until
// somebody has to look again.
type knownFinding struct {
	line    int
	problem string
	folder  string // pattern of the folder's path below the corpus; "" is any
	host    string
	reason  string
	expires string
	expired bool
	used    bool
}

// load reads the file of known findings. It is checked before any work is done.
func (o *corpusOptions) load() ([]*knownFinding, error) {
	if o.known == "" {
		return nil, nil
	}
	switch {
	case o.folder == "":
		return nil, usage("--known goes with --corpus")
	case o.today == "":
		return nil, &failure{
			status: ExitUsage, err: errors.New("--known needs --today"),
			hint: "entries expire, and culprit does not look at the clock: --today $(date +%F)",
		}
	}
	if _, err := time.Parse(time.DateOnly, o.today); err != nil {
		return nil, usage("--today: %q is no date such as 2026-05-01", o.today)
	}
	src, err := os.ReadFile(o.known)
	if err != nil {
		return nil, &failure{status: ExitRules, err: fmt.Errorf("%s: %w", o.known, plainPath(err))}
	}
	list, mistakes := parseKnown(o.known, src, o.today)
	if err := mistakes.Err(); err != nil {
		return nil, &failure{status: ExitRules, err: err}
	}
	return list, nil
}

func parseKnown(file string, src []byte, today string) ([]*knownFinding, detect.Mistakes) {
	r := &detect.Reader{File: file}
	var list []*knownFinding
	for _, doc := range r.Documents(src) {
		for _, item := range detect.List(doc) {
			list = append(list, parseKnownFinding(r, item, today))
		}
	}
	return list, r.Mistakes
}

func parseKnownFinding(r *detect.Reader, n *yaml.Node, today string) *knownFinding {
	k := &knownFinding{line: n.Line}
	keys := r.Known(n, "a known finding", "problem", "folder", "host", "reason", "expires")
	for key, to := range map[string]*string{
		"problem": &k.problem, "folder": &k.folder, "host": &k.host, "reason": &k.reason, "expires": &k.expires,
	} {
		if v := keys[key]; v != nil {
			*to, _ = r.Text(v, key)
		}
	}
	for _, need := range []string{"problem", "reason", "expires"} {
		if keys[need] == nil {
			r.Addf(n, "a known finding needs %q", need)
		}
	}
	if v := keys["expires"]; v != nil {
		if _, err := time.Parse(time.DateOnly, k.expires); err != nil {
			r.Addf(v, "expires: %q is no date such as 2026-05-01", k.expires)
		}
	}
	k.expired = k.expires < today
	return k
}

// matches reports whether an incident in a folder is the known one.
func (k *knownFinding) matches(i *diagnosis.Incident, folder string) bool {
	return k.problem == i.Problem.ID && (k.folder == "" || wildcard(k.folder, folder)) &&
		(k.host == "" || strings.EqualFold(k.host, i.Host))
}

// addCorpus adds a test for each folder of the corpus to the result: that
// nothing is found there.
func (a *app) addCorpus(result *ruletest.Report, set *rules.Set, opt *corpusOptions, known []*knownFinding) error {
	if opt.folder == "" {
		return nil
	}
	found := parser.Expand(a.ctx, []string{opt.folder}, nil)
	for _, err := range found.Errors {
		a.inputError(err)
	}
	file := &ruletest.FileResult{File: opt.folder, Problem: "corpus"}
	for _, f := range foldersOf(opt.folder, found.Inputs) {
		incidents, err := a.incidents(set, f.inputs)
		if err != nil {
			return err
		}
		file.Tests = append(file.Tests, f.test(incidents, known, opt.unexpected.value == "fail"))
	}
	result.Files = append(result.Files, file)
	for _, k := range known {
		if !k.used {
			a.ui.note("%s:%d: %s is not found there any more", opt.known, k.line, k.problem)
		}
	}
	return a.stopped()
}

// corpusFolder is a folder or archive of the corpus, and the logs in it.
type corpusFolder struct {
	name   string // below the corpus
	inputs []*parser.Input
}

// foldersOf parts the inputs by folder or archive, in order.
func foldersOf(root string, inputs []*parser.Input) []*corpusFolder {
	var list []*corpusFolder
	for _, in := range inputs {
		name := filepath.Dir(in.Source.Path)
		if len(in.Source.Container) > 0 {
			name = in.Source.Container[0]
		}
		if below, err := filepath.Rel(root, name); err == nil {
			name = below
		}
		name = filepath.ToSlash(name)
		i := slices.IndexFunc(list, func(f *corpusFolder) bool { return f.name == name })
		if i < 0 {
			i = len(list)
			list = append(list, &corpusFolder{name: name})
		}
		list[i].inputs = append(list[i].inputs, in)
	}
	return list
}

// test is the test that the incidents found in the folder are all known ones.
func (f *corpusFolder) test(incidents []*diagnosis.Incident, known []*knownFinding, strict bool) *ruletest.TestResult {
	t := &ruletest.TestResult{Name: "nothing is found in " + f.name, Status: ruletest.Pass}
	var expected []string
	for _, i := range incidents {
		what := fmt.Sprintf("%s on %s at %s", i.Problem.ID, firstOf(i.Host, "an unknown host"), firstOf(i.Start.String(), "an unknown time"))
		n := slices.IndexFunc(known, func(k *knownFinding) bool { return k.matches(i, f.name) })
		if n < 0 {
			t.Why = append(t.Why, what)
			continue
		}
		known[n].used = true
		if known[n].expired {
			t.Why = append(t.Why, fmt.Sprintf("%s; known until %s: %s", what, known[n].expires, known[n].reason))
		} else {
			expected = append(expected, what+"; known: "+known[n].reason)
		}
	}
	switch {
	case strict && len(t.Why) > 0:
		t.Status = ruletest.Fail
	case len(t.Why)+len(expected) > 0:
		t.Status, t.Why = ruletest.Todo, append(t.Why, expected...)
	}
	return t
}

// incidents analyses inputs together. What is harmless is left out.
func (a *app) incidents(set *rules.Set, inputs []*parser.Input) ([]*diagnosis.Incident, error) {
	c := diagnosis.New(set, diagnosis.Options{})
	for _, in := range inputs {
		if a.interrupted() {
			return nil, a.stopped()
		}
		log, err := in.Open(parser.OpenOptions{})
		if err != nil {
			a.inputError(err)
			continue
		}
		tally := c.Begin(in.Source)
		for v, d := range log.Records(parser.Options{Want: c.Want()}) {
			if d != nil {
				tally.Damage(d)
			} else {
				tally.Add(v)
			}
		}
		tally.End(diagnosis.Facts{Bytes: in.Bytes})
		log.Close()
	}
	harmless := func(i *diagnosis.Incident) bool { b := i.Best(); return b != nil && b.Verdict == diagnosis.Benign }
	return slices.DeleteFunc(c.Result().Incidents, harmless), nil
}
