// Package cli is the command line: flags in, library calls, report out.
package cli

import (
	"fmt"
	"io"
)

// Exit statuses, the same for every command.
const (
	ExitOK          = 0   // finished, findings or not
	ExitFinding     = 1   // a finding at or above --fail-on, or a failed rule test
	ExitUsage       = 2   // wrong flag, argument or pattern
	ExitInput       = 3   // an input could not be read; the others were analysed
	ExitRules       = 4   // invalid rules
	ExitInternal    = 5   // a fault of culprit itself
	ExitInterrupted = 130 // stopped by the user; the report says it is partial
)

// Main runs the command line and returns the exit status.
func Main(args []string, _ io.Reader, _, stderr io.Writer) int {
	fmt.Fprintf(stderr, "culprit: error: unknown command %q\n", args)
	return ExitUsage
}
