package main

import (
	"errors"
	"runtime/debug"

	"github.com/spf13/pflag"
)

const usage = `culprit-crosscheck - compare our reading of .evtx logs with that of golang-evtx

usage: culprit-crosscheck [FLAGS] PATH...

Every record is read twice, field by field. Where the two readers disagree, the
bytes of the log decide who is right. PATH is a file, a folder or a pattern.

flags:`

const statuses = `
exit status:
    0  the readers agree, or every disagreement is explained
    1  a disagreement that nothing explains
    2  usage
    3  an input could not be read
  130  interrupted
`

const notice = `culprit-crosscheck %s
Licence: GPL-3.0-only, for this program as a whole: it links golang-evtx v1.2.9
and golang-utils v1.3.0, which are under the GNU General Public License,
version 3. Its own sources are under the Apache License 2.0, and so is culprit,
which links neither. There is no warranty, to the extent permitted by law.
`

// options are the flags and arguments of a run.
type options struct {
	flags   *pflag.FlagSet
	version bool
	paths   []string
}

func (o *options) parse(args []string) error {
	o.flags = pflag.NewFlagSet("culprit-crosscheck", pflag.ContinueOnError)
	o.flags.SortFlags = false
	o.flags.Usage = func() {}
	o.flags.BoolVar(&o.version, "version", false, "tell the version and the licence")
	if err := o.flags.Parse(args); err != nil {
		return err
	}
	o.paths = o.flags.Args()
	if len(o.paths) == 0 && !o.version {
		return errors.New("no input")
	}
	return nil
}

// version returns what the build knows about its source.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
