// Culprit-crosscheck asks a second, independent reader for its opinion on .evtx
// logs: it compares what golang-evtx and our reader make of every record, field
// by field, and tells by the bytes of the log who is right where they differ.
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func run(_ context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	var opt options
	switch err := opt.parse(args); {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Fprint(stdout, usage, "\n", opt.flags.FlagUsagesWrapped(80), statuses)
		return exitAgreed
	case err != nil:
		fmt.Fprintf(stderr, "culprit-crosscheck: error: %v\nculprit-crosscheck: hint: see: culprit-crosscheck --help\n", err)
		return exitUsage
	case opt.version:
		fmt.Fprintf(stdout, notice, version())
		return exitAgreed
	}
	return exitAgreed
}
