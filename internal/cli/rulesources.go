package cli

import (
	"os"
	"slices"

	"github.com/spf13/pflag"

	"culprit/rules"
	"culprit/rules/builtin"
)

// ruleSources say where the rules come from that a command looks at, and those
// that they may name.
type ruleSources struct {
	more      []string
	noBuiltin bool
}

func (r *ruleSources) define(fs *pflag.FlagSet) {
	fs.StringArrayVar(&r.more, "rules", nil, "add the rules of file or folder `PATH`, which the others may name (repeatable)")
	fs.BoolVar(&r.noBuiltin, "no-builtin", false, "leave out the rules that come with culprit")
}

// load loads the rules that the arguments name, which are the built-in ones if
// they name none, and those that these may refer to.
func (r *ruleSources) load(args []string) (*rules.Set, error) {
	var l rules.Loader
	if !r.noBuiltin || len(args) == 0 {
		l.AddFS(builtin.FS, true)
	}
	l.AddFiles(r.named(args)...)
	l.AddFiles(r.more...)
	set, err := l.Load()
	if err != nil {
		return nil, ruleError(err)
	}
	return set, nil
}

// named returns the rule files and folders of the arguments. Tests may stand
// without a rule file beside them, for a rule that is built in.
func (r *ruleSources) named(args []string) []string {
	var paths []string
	for _, arg := range args {
		p := ruleOf(arg)
		if _, err := os.Stat(p); err != nil && p != arg || slices.Contains(paths, p) {
			continue
		}
		paths = append(paths, p)
	}
	return paths
}

// tested returns the problems that the arguments name.
func (r *ruleSources) tested(set *rules.Set, args []string) []*rules.Problem {
	var l rules.Loader
	l.AddFiles(r.named(args)...)
	named := l.Files()
	var list []*rules.Problem
	for _, p := range set.Problems {
		if len(args) == 0 && p.Builtin || slices.Contains(named, p.File) {
			list = append(list, p)
		}
	}
	return list
}
