package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"culprit/rules/detect"
)

// Load reads the rule files under the paths of fsys: files, or directories with
// all below them. The error is [detect.Mistakes], every mistake of every file;
// the set is nil then.
func Load(fsys fs.FS, paths ...string) (*Set, error) {
	var l Loader
	l.AddFS(fsys, false, paths...)
	return l.Load()
}

// LoadFiles reads the rule files under the paths.
func LoadFiles(paths []string) (*Set, error) {
	var l Loader
	l.AddFiles(paths...)
	return l.Load()
}

// Loader collects rule files from several places and loads them as one set,
// in which rules may name the problems of one another. The zero Loader is ready.
type Loader struct {
	files    []file
	mistakes detect.Mistakes
}

type file struct {
	name    string
	src     []byte
	builtin bool
}

// AddFS adds the rule files under the paths of fsys; all of them if none is given.
func (l *Loader) AddFS(fsys fs.FS, builtin bool, paths ...string) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	for _, p := range paths {
		l.walk(fsys, p, "", builtin)
	}
}

// AddFiles adds rule files and directories of rule files.
func (l *Loader) AddFiles(paths ...string) {
	for _, p := range paths {
		dir, name := filepath.Split(filepath.Clean(p))
		l.walk(os.DirFS(cmp.Or(dir, ".")), name, filepath.ToSlash(dir), false)
	}
}

// Files returns the names of the files that were added.
func (l *Loader) Files() []string {
	var names []string
	for _, f := range l.files {
		names = append(names, f.name)
	}
	return names
}

// walk adds the file of that name, or the rule files below the directory.
func (l *Loader) walk(fsys fs.FS, root, prefix string, builtin bool) {
	err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			l.fail(prefix+name, err)
		case !d.IsDir() && (name == root || isRuleFile(name)):
			l.read(fsys, name, prefix, builtin)
		}
		return nil
	})
	if err != nil {
		l.fail(prefix+root, err)
	}
}

// isRuleFile tells rule files from their tests and from anything else.
func isRuleFile(name string) bool {
	ext := path.Ext(name)
	base := strings.TrimSuffix(path.Base(name), ext)
	return (ext == ".yml" || ext == ".yaml") && !strings.HasSuffix(base, "_test") && !strings.HasPrefix(base, ".")
}

func (l *Loader) read(fsys fs.FS, name, prefix string, builtin bool) {
	f, err := fsys.Open(name)
	if err != nil {
		l.fail(prefix+name, err)
		return
	}
	src, err := io.ReadAll(io.LimitReader(f, detect.MaxFileSize+1))
	if err = errors.Join(err, f.Close()); err != nil {
		l.fail(prefix+name, err)
		return
	}
	l.files = append(l.files, file{prefix + name, src, builtin})
}

// fail adds a file that could not be read. The path is not said twice.
func (l *Loader) fail(name string, err error) {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	l.mistakes = append(l.mistakes, detect.Mistake{File: name, Text: err.Error()})
}

// referencesFile is the name of the table of references.
const referencesFile = "references.yml"

// Load parses and checks what was added.
func (l *Loader) Load() (*Set, error) {
	s := &Set{References: map[string]Reference{}}
	mistakes := slices.Clone(l.mistakes)
	var parsers []*parser
	for _, f := range l.files {
		if path.Base(f.name) == referencesFile {
			mistakes = append(mistakes, s.addReferences(f)...)
			continue
		}
		p := parse(f.name, f.src)
		parsers = append(parsers, p)
		if p.problem != nil {
			p.problem.Builtin = f.builtin
			s.Problems = append(s.Problems, p.problem)
		}
	}
	slices.SortStableFunc(s.Problems, func(a, b *Problem) int { return strings.Compare(a.ID, b.ID) })
	for _, p := range parsers {
		p.check(s)
		mistakes = append(mistakes, p.Mistakes...)
	}
	if len(mistakes) > 0 {
		mistakes.Sort()
		return nil, slices.CompactFunc(mistakes, func(a, b detect.Mistake) bool { return a == b })
	}
	s.SHA256 = l.sum()
	for _, p := range parsers {
		s.Warnings = append(s.Warnings, lint(p, s)...)
	}
	s.Warnings.Sort()
	return s, nil
}

// sum hashes the files. It does not depend on where they lie or in which order
// they were read.
func (l *Loader) sum() string {
	var sums []string
	for _, f := range l.files {
		h := sha256.Sum256(f.src)
		sums = append(sums, hex.EncodeToString(h[:]))
	}
	slices.Sort(sums)
	h := sha256.Sum256([]byte(strings.Join(sums, "\n")))
	return hex.EncodeToString(h[:])
}
