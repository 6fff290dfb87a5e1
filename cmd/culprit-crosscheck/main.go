// Culprit-crosscheck asks a second, independent reader for its opinion on .evtx
// logs: it compares what golang-evtx and our reader make of every record, field
// by field, and tells by the bytes of the log who is right where they differ.
//
//	our reader ───────────────────────────┐
//	the bytes of the record (rawLog) ─────┼─▶ checker ─▶ result ─▶ text, JSON
//	golang-evtx in a child (peer, cursor) ┘      │
//	what it should give (model) ─────────────────┘
//
// golang-evtx is under the GPL, version 3, and so is this program when it is
// distributed. It is kept apart from culprit for that reason, and runs the other
// reader in child processes, as that one panics in goroutines of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/pflag"

	"culprit/parser"
)

// Exit statuses.
const (
	exitAgreed  = 0 // the readers agree, or every disagreement is explained
	exitDiffer  = 1 // a disagreement that nothing explains
	exitUsage   = 2
	exitInput   = 3 // an input could not be read
	exitStopped = 130
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == childFlag {
		os.Exit(child(os.Args[2:], os.Stdout, os.Stderr))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var opt options
	switch err := opt.parse(args); {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Fprint(stdout, usage, "\n", opt.flags.FlagUsagesWrapped(80), statuses)
		return exitAgreed
	case err != nil:
		tell(stderr, "error", err)
		tell(stderr, "hint", errors.New("see: culprit-crosscheck --help"))
		return exitUsage
	case opt.version:
		fmt.Fprintf(stdout, notice, version())
		return exitAgreed
	}
	status, err := crosscheck(ctx, &opt, stdout, stderr)
	if err != nil {
		tell(stderr, "error", err)
	}
	if ctx.Err() != nil {
		return exitStopped
	}
	return status
}

func crosscheck(ctx context.Context, opt *options, stdout, stderr io.Writer) (int, error) {
	exe, err := os.Executable()
	if err != nil {
		return exitInput, err
	}
	found := parser.Expand(ctx, opt.paths, nil)
	rep := newReport()
	for _, err := range found.Errors {
		rep.failed(stderr, err)
	}
	p := &peer{exe: exe, timeout: opt.timeout, memory: opt.memory << 20}
	list := logs(found.Inputs, func(err error) { rep.failed(stderr, err) })
	for in, res := range checkAll(ctx, p, list, opt) {
		if res.err != nil {
			rep.failed(stderr, fmt.Errorf("%s: %w", in.Name(), res.err))
			continue
		}
		rep.Files = append(rep.Files, res.result)
	}
	rep.sum()
	return rep.status(), rep.write(stdout, opt)
}

// logs returns the inputs that are .evtx files. Of the others, those are errors
// that an argument named.
func logs(inputs []*parser.Input, fail func(error)) (list []*parser.Input) {
	for _, in := range inputs {
		switch {
		case in.Format == parser.EVTX && len(in.Source.Container) == 0:
			list = append(list, in)
		case in.Format == parser.EVTX:
			fail(fmt.Errorf("%s: unpack the archive: golang-evtx reads files only", in.Name()))
		case in.Named:
			fail(fmt.Errorf("%s: not an .evtx log", in.Name()))
		}
	}
	return list
}
