// Package cli is the command line: flags in, library calls, report out.
//
// [Main] is the program. Each command has a file of its own, which turns flags
// into options and leaves the work to the packages below. What is written to
// standard error, and how it is worded, is in ui.go alone.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit statuses, the same for every command.
const (
	ExitOK          = 0   // finished, findings or not
	ExitFinding     = 1   // a finding at or above --fail-on, or a failed rule test
	ExitUsage       = 2   // wrong flag, argument or pattern; output that cannot be written
	ExitInput       = 3   // an input could not be read; the others were analysed
	ExitRules       = 4   // invalid rules
	ExitInternal    = 5   // a fault of culprit itself
	ExitInterrupted = 130 // stopped by the user; the report says it is partial
)

// exitStatuses are the statuses as the help and the manual tell them.
var exitStatuses = []struct {
	status int
	says   string
}{
	{ExitOK, "finished, whether or not anything was found"},
	{ExitFinding, "a finding at or above --fail-on, or a rule test that failed"},
	{ExitUsage, "wrong flag, argument or pattern, or an output that cannot be written"},
	{ExitInput, "an input could not be read (the others were), or anything was damaged and --strict is on"},
	{ExitRules, "invalid rules"},
	{ExitInternal, "a fault of culprit itself"},
	{ExitInterrupted, "interrupted; what was written is not complete and says so"},
}

// environment are the variables that are looked at.
var environment = []struct{ name, says string }{
	{"NO_COLOR", "no colour, if set to anything"},
	{"TERM", "no colour and no progress bar, if dumb"},
	{"CI", "no progress bar, if set to anything"},
	{"CULPRIT_PANIC", "show where a fault of culprit itself is, if set to anything"},
}

// app is one run of the program.
type app struct {
	ctx    context.Context
	stdin  io.Reader
	stdout *output
	ui     *ui
	asked  string    // --lang
	lang   *language // of what goes to standard output
	status int       // set by commands that fail without an error of their own
}

// Main runs the command line and returns the exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A reader that has seen enough closes the pipe; that must come back as
	// an error of Write and not kill us.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Who presses Ctrl+C twice does not want to wait for a report.
	context.AfterFunc(ctx, stop)
	return run(ctx, args, stdin, stdout, stderr)
}

// run is the program without the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	a := &app{ctx: ctx, stdin: stdin, stdout: newOutput(stdout), ui: newUI(stderr)}
	defer func() {
		if tracing() {
			return
		}
		if p := recover(); p != nil {
			status = a.ui.fault()
		}
	}()
	a.asked = languageAsked(args)
	a.lang = languageFor(a.asked, a.stdout.terminal)
	a.ui.lang = languageFor(a.asked, a.ui.terminal)
	root := a.commands()
	root.SetArgs(a.assume(root, args))
	err := root.ExecuteContext(ctx)
	return a.finish(err)
}

// finish flushes the output, tells what went wrong, and says how it ended.
func (a *app) finish(err error) int {
	if e := a.stdout.Flush(); err == nil {
		err = e
	}
	switch {
	case err == nil:
		return a.status
	case isClosedPipe(err):
		return ExitOK
	case errors.Is(err, errPanic):
		return a.ui.fault()
	}
	a.ui.error(err)
	return statusOf(err)
}

// failure is an error that knows its exit status and what to do about it.
type failure struct {
	status int
	err    error
	hint   string
}

// Error returns the message.
func (f *failure) Error() string { return f.err.Error() }

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.err }

func statusOf(err error) int {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.status
	}
	return ExitUsage
}

// reported notes that something went wrong which was told already: the run
// goes on, and the first such status is the one it ends with.
func (a *app) reported(status int) {
	if a.status == ExitOK {
		a.status = status
	}
}

// interrupted reports whether the user wants the run to end.
func (a *app) interrupted() bool { return a.ctx.Err() != nil }

// commands builds the command tree.
func (a *app) commands() *cobra.Command {
	root := &cobra.Command{
		Use:   "culprit",
		Short: "find out from Windows event logs what broke, why, and how to fix it",
		Long: `Reads exported Windows event logs (.evtx, .evt, texts pasted from Event Viewer,
exports, archives of them), finds known problems in them, weighs the possible
causes of each by the evidence in the logs, and writes a report. It never opens
a connection, starts a program, or writes to an input.`,
		Example: `  culprit analyze logs/
  culprit System.evtx Application.evtx -f html=report.html
  culprit events case.zip --level error --since 2d
  culprit decode "c4 10 00 c0"
  culprit explain "Service Control Manager" 7023`,
		Args: cobra.ArbitraryArgs,
		RunE: a.noCommand,
	}
	root.Flags().Bool("version", false, "tell the version")
	root.AddCommand(
		a.analyzeCommand(),
		a.eventsCommand(),
		a.timelineCommand(),
		a.verifyCommand(),
		a.dumpCommand(),
		a.reportCommand(),
		a.decodeCommand(),
		a.explainCommand(),
		a.rulesCommand(),
		a.diffCommand(),
		a.schemaCommand(),
		a.versionCommand(),
		a.completionCommand(),
		a.manCommand(),
		a.checkerCommand(),
	)
	help := a.helpCommand()
	a.prepare(help)
	root.SetHelpCommand(help)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetOut(a.stdout)
	root.SetErr(a.ui.w)
	a.prepare(root)
	return root
}
