package main

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/pflag"
)

const usage = `culprit-crosscheck - compare our reading of .evtx logs with that of golang-evtx

usage: culprit-crosscheck [FLAGS] PATH...

Every record is read twice, and every field compared. Where the two readers
disagree, the bytes of the log decide who is right. PATH is a file, a folder or
a pattern.

golang-evtx runs in child processes, as it panics on damaged logs: what
becomes of them is part of the result.

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
	flags    *pflag.FlagSet
	version  bool
	format   string
	quiet    bool
	jobs     int
	examples int
	timeout  time.Duration
	memory   uint64 // MiB
	paths    []string
}

func (o *options) parse(args []string) error {
	fs := pflag.NewFlagSet("culprit-crosscheck", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.Usage = func() {}
	fs.StringVarP(&o.format, "format", "f", "text", "write the result as `FORMAT`: text or json")
	fs.BoolVarP(&o.quiet, "quiet", "q", false, "write the total only")
	fs.IntVarP(&o.examples, "examples", "n", 1, "show `N` examples of each class and file; -1 shows every disagreement")
	fs.IntVarP(&o.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "check `N` files at a time")
	fs.DurationVar(&o.timeout, "timeout", time.Minute, "stop a child after `TIME`, and a second more for each MiB of its file")
	fs.Uint64Var(&o.memory, "max-memory", 1024, "stop a child that holds more than `MIB` MiB")
	fs.BoolVar(&o.version, "version", false, "tell the version and the licence")
	o.flags = fs
	if err := fs.Parse(args); err != nil {
		return err
	}
	o.paths = fs.Args()
	return o.check()
}

func (o *options) check() error {
	switch {
	case o.version:
	case o.format != "text" && o.format != "json":
		return fmt.Errorf("--format: %q is neither text nor json", o.format)
	case o.jobs < 1:
		return errors.New("--jobs: at least 1")
	case o.timeout <= 0:
		return errors.New("--timeout: more than 0")
	case o.memory < 16 || o.memory > 1<<20:
		return errors.New("--max-memory: from 16 to 1048576")
	case len(o.paths) == 0:
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
