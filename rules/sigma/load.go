package sigma

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"culprit/rules/detect"
)

// Options say how rules are loaded.
type Options struct {
	// Expansions are the values that stand for %name% under |expand. Rules
	// with a name that is not here are refused.
	Expansions map[string][]string
}

// Set is a set of Sigma rules that were loaded together.
type Set struct {
	Rules   []*Rule // in order of file and place
	Refused []Refusal
	index   *detect.Index
	entries []entry // by number in the index
}

// entry is what stands behind a number in the index.
type entry struct {
	rule   *Rule
	target *target
}

// Refusal is a rule that cannot be used, and why.
type Refusal struct {
	File     string
	ID       string
	Title    string
	Mistakes detect.Mistakes
}

// Load reads the rules under the paths of fsys: files, or directories with all
// below them; all of fsys if no path is given. A rule that cannot be used is
// refused, with all reasons; the others are loaded all the same. The error tells
// only of paths that cannot be read.
func Load(fsys fs.FS, opt Options, paths ...string) (*Set, error) {
	l := loader{opt: opt, set: &Set{}}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	for _, p := range paths {
		l.walk(fsys, p, "")
	}
	return l.finish()
}

// LoadFiles is Load for paths of the file system.
func LoadFiles(paths []string, opt Options) (*Set, error) {
	l := loader{opt: opt, set: &Set{}}
	for _, p := range paths {
		dir, name := filepath.Split(filepath.Clean(p))
		if dir == "" {
			dir = "."
		}
		prefix := ""
		if dir != "." {
			prefix = filepath.ToSlash(dir)
		}
		l.walk(os.DirFS(dir), name, prefix)
	}
	return l.finish()
}

type loader struct {
	opt     Options
	set     *Set
	filters []*filter
	errs    detect.Mistakes
}

func (l *loader) walk(fsys fs.FS, root, prefix string) {
	err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if ext := path.Ext(name); err == nil && !d.IsDir() && (name == root || ext == ".yml" || ext == ".yaml") {
			err = l.file(fsys, name, prefix+name)
		}
		if err != nil {
			l.fail(prefix+name, err)
		}
		return nil
	})
	if err != nil {
		l.fail(prefix+root, err)
	}
}

func (l *loader) fail(name string, err error) {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	l.errs = append(l.errs, detect.Mistake{File: name, Text: err.Error()})
}

// file reads a rule file, which may hold several documents.
func (l *loader) file(fsys fs.FS, name, shown string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	src, err := io.ReadAll(io.LimitReader(f, detect.MaxFileSize+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	r := detect.Reader{File: shown}
	docs := r.Documents(src)
	if len(r.Mistakes) > 0 {
		l.set.Refused = append(l.set.Refused, Refusal{File: shown, Mistakes: r.Mistakes})
	}
	for _, n := range docs {
		l.document(shown, n)
	}
	return nil
}

// document reads one rule, correlation or filter.
func (l *loader) document(file string, n *yaml.Node) {
	d := newDocument(file, n, l.opt)
	switch {
	case d.keys["filter"] != nil:
		if f := d.filter(); len(d.Mistakes) == 0 {
			l.filters = append(l.filters, f)
		}
	case d.keys["correlation"] != nil:
		l.add(d, d.correlationRule())
	case d.keys["detection"] != nil:
		l.add(d, d.detectionRule())
	case d.keys["action"] != nil:
		d.Addf(d.keys["action"], "rule collections (action) are no longer part of Sigma")
	case len(d.Mistakes) == 0:
		d.Addf(n, "this is neither a detection nor a correlation nor a filter")
	}
	if len(d.Mistakes) > 0 {
		l.refuse(file, d.text("id"), d.text("title"), d.Mistakes)
	}
}

func (l *loader) add(d *document, r *Rule) {
	if len(d.Mistakes) == 0 {
		l.set.Rules = append(l.set.Rules, r)
	}
}

func (l *loader) refuse(file, id, title string, mistakes detect.Mistakes) {
	mistakes.Sort()
	l.set.Refused = append(l.set.Refused, Refusal{file, id, title, slices.Compact(mistakes)})
}

// finish ties the rules to one another and builds the index.
func (l *loader) finish() (*Set, error) {
	if len(l.errs) > 0 {
		l.errs.Sort()
		return nil, l.errs
	}
	s := l.set
	slices.SortStableFunc(s.Rules, func(a, b *Rule) int { return strings.Compare(a.File, b.File) })
	l.duplicates()
	l.applyFilters()
	l.link()
	slices.SortStableFunc(s.Refused, func(a, b Refusal) int { return strings.Compare(a.File, b.File) })
	s.index = detect.NewIndex()
	for i, r := range s.Rules {
		r.order = i
		for j := range r.targets {
			t := &r.targets[j]
			s.index.Add(t.keys, t.detection.Witnesses())
			s.entries = append(s.entries, entry{r, t})
		}
	}
	return s, nil
}

// duplicates refuses rules whose id or name another rule has.
func (l *loader) duplicates() {
	seen := map[string]*Rule{}
	l.set.Rules = slices.DeleteFunc(l.set.Rules, func(r *Rule) bool {
		for _, name := range []string{r.ID, r.Name} {
			if other := seen[name]; name != "" && other != nil {
				l.refuse(r.File, r.ID, r.Title, detect.Mistakes{{
					File: r.File, Line: r.Line, Column: 1, Text: "the rule " + name + " is also in " + other.File,
				}})
				return true
			}
		}
		seen[r.ID], seen[r.Name] = r, r
		return false
	})
}
