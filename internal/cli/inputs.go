package cli

import (
	"errors"
	"runtime"

	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/parser/event"
)

// inputs is what the commands that read logs have in common.
type inputs struct {
	filter   filter
	jobs     int
	encoding codePage
	inputTZ  zone
	strict   bool
	quiet    bool
	verbose  bool
	progress choice
	slack    bool
	carve    bool
}

func (in *inputs) define(fs *pflag.FlagSet) {
	in.progress = choice{"auto", []string{"auto", "always", "never"}}
	fs.Var(&in.encoding, "encoding", "read texts as `NAME`: windows-1251, cp866, utf-16le, …; found out without it")
	fs.Var(&in.inputTZ, "input-tz", "times in texts are local to `ZONE`; UTC without it")
	fs.IntVarP(&in.jobs, "jobs", "j", 0, "read on `N` threads; by default on all processors")
	fs.BoolVar(&in.strict, "strict", false, "exit with 3 if anything was damaged or a limit was hit")
	fs.Var(&in.progress, "progress", "progress bar: `WHEN` is auto, always or never")
	fs.BoolVarP(&in.quiet, "quiet", "q", false, "tell errors only")
	fs.BoolVarP(&in.verbose, "verbose", "v", false, "tell what was skipped and why")
}

// defineRecovery defines the flags for records that no log has in use; what
// they say is added to the help.
func (in *inputs) defineRecovery(fs *pflag.FlagSet, more string) {
	fs.BoolVar(&in.slack, "slack", false, "add records left over in space that a log no longer uses"+more)
	fs.BoolVar(&in.carve, "carve", false,
		"search what is no log (memory dump, disk image, page file) for pieces of logs")
}

func (in *inputs) workers() int {
	if in.jobs > 0 {
		return in.jobs
	}
	return runtime.GOMAXPROCS(0)
}

// opening says how to read an input of the run.
func (in *inputs) opening(bar *progress) parser.OpenOptions {
	return parser.OpenOptions{Encoding: string(in.encoding), Zone: in.inputTZ.at, Done: bar.counter()}
}

// find expands the arguments and tells what of them cannot be read. The error
// is for a command line without any.
func (a *app) find(in *inputs, args []string) (*parser.Found, error) {
	a.ui.quiet, a.ui.verbose = in.quiet, in.verbose
	if len(args) == 0 {
		return nil, &failure{
			status: ExitUsage,
			err:    errors.New("no input"),
			hint:   "name a file, a folder, an archive, or - for standard input",
		}
	}
	for _, arg := range args {
		if arg == parser.Stdin && isTerminal(a.stdin) {
			a.ui.note("reading from the terminal; paste the events, then press Ctrl+D (Ctrl+Z and Enter on Windows)")
		}
	}
	expand := parser.Expand
	if in.carve {
		expand = parser.Carve
	}
	found := expand(a.ctx, args, a.stdin)
	for _, s := range found.Skipped {
		a.ui.detail("%s: skipped: %s", s.Name, s.Why)
	}
	for _, err := range found.Errors {
		a.inputError(err)
	}
	return found, nil
}

// inputError tells of an input that cannot be read. The others still are.
func (a *app) inputError(err error) {
	if a.interrupted() {
		return // it was stopped, not broken
	}
	a.ui.error(err)
	if errors.Is(err, parser.ErrPattern) {
		a.reported(ExitUsage)
	} else {
		a.reported(ExitInput)
	}
}

// resolve works out what the times of the filter mean for these inputs.
func (a *app) resolve(in *inputs, list []*parser.Input) {
	var newest event.FILETIME
	if in.filter.relative() {
		newest = a.newest(in, list)
	}
	in.filter.resolve(newest)
}

// newest returns the time of the newest event of the inputs, by their headers
// alone. What cannot be read is told when it is read for good.
func (a *app) newest(in *inputs, list []*parser.Input) event.FILETIME {
	var newest event.FILETIME
	for _, input := range list {
		log, err := input.Open(in.opening(nil))
		if err != nil {
			continue
		}
		for v, damage := range log.Records(parser.Options{Workers: in.workers()}) {
			if damage == nil && in.filter.wants(v.Channel, v.Provider, v.EventID) && v.Time > newest {
				newest = v.Time
			}
			if a.interrupted() {
				break
			}
		}
		log.Close()
	}
	return newest
}
