package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"culprit/parser"
)

// assume puts the command analyze in front of arguments that begin with a
// path: culprit System.evtx is what people type.
func (a *app) assume(root *cobra.Command, args []string) []string {
	if rest := withoutLanguage(args); len(rest) == 0 || isRootFlag(rest[0]) {
		return args
	}
	commands := commandNames(root)
	if first := args[0]; !strings.HasPrefix(first, "-") || first == parser.Stdin {
		if slices.Contains(commands, first) || strings.HasPrefix(first, "__") || !isPath(first) {
			return args
		}
	} else if slices.ContainsFunc(args, func(s string) bool { return slices.Contains(commands, s) }) {
		return args
	}
	return append([]string{"analyze"}, args...)
}

// withoutLanguage leaves out --lang where it comes first: it goes with
// everything.
func withoutLanguage(args []string) []string {
	switch {
	case len(args) > 1 && args[0] == "--lang":
		return args[2:]
	case len(args) > 0 && strings.HasPrefix(args[0], "--lang="):
		return args[1:]
	}
	return args
}

func isRootFlag(s string) bool {
	return slices.Contains([]string{"-h", "--help", "--version"}, s)
}

func isPath(s string) bool {
	if s == parser.Stdin || strings.ContainsAny(s, "*?") {
		return true
	}
	_, err := os.Lstat(s)
	return err == nil
}

func commandNames(root *cobra.Command) []string {
	names := []string{"help"}
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return names
}

const shortHelp = `culprit finds out from Windows event logs what broke, why, and how to fix it.

  culprit analyze logs/                  the root cause, from a folder of logs
  culprit decode "c4 10 00 c0"           what hex event data means
  culprit explain 0x80070005             what an error code means

all commands: culprit --help
`

// noCommand runs where no command was recognised.
func (a *app) noCommand(c *cobra.Command, args []string) error {
	if v, err := c.Flags().GetBool("version"); err == nil && v {
		return a.writeVersion()
	}
	if len(args) == 0 {
		fmt.Fprint(a.ui.w, a.ui.lang.say(shortHelp))
		a.status = ExitUsage
		return nil
	}
	if strings.ContainsAny(args[0], `./\`) {
		return &failure{
			status: ExitInput,
			err:    fmt.Errorf("%s: no such file or folder", args[0]),
		}
	}
	return unknownCommand(c, args[0])
}

// unknownCommand offers the command that was meant.
func unknownCommand(parent *cobra.Command, name string) error {
	return &failure{
		status: ExitUsage,
		err:    fmt.Errorf("unknown command %q", name),
		hint:   firstOf(didYouMean(name, commandNames(parent)), "see: "+parent.CommandPath()+" --help"),
	}
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
