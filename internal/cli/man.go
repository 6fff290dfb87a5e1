package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "write the manual page",
		Args:  cobra.NoArgs,
		Example: `  culprit man > /usr/share/man/man1/culprit.1
  culprit man | man -l -`,
		RunE: func(c *cobra.Command, _ []string) error {
			writeMan(a.stdout, c.Root())
			return nil
		},
	}
}

// writeMan writes the whole command tree as one page of man(7).
func writeMan(w io.Writer, root *cobra.Command) {
	fmt.Fprintf(w, ".TH CULPRIT 1 \"\" \"culprit %s\" \"User Commands\"\n", roff(version()))
	fmt.Fprintf(w, ".SH NAME\nculprit \\- %s\n.SH SYNOPSIS\n", roff(root.Short))
	fmt.Fprint(w, ".B culprit\n[\\fICOMMAND\\fR] [\\fIPATH\\fR...]\n.SH DESCRIPTION\n")
	fmt.Fprintf(w, "%s\n.SH COMMANDS\n", roff(root.Long))
	manCommands(w, root)
	fmt.Fprint(w, ".SH EXIT STATUS\n")
	for _, s := range exitStatuses {
		fmt.Fprintf(w, ".TP\n.B %d\n%s\n", s.status, roff(s.says))
	}
	fmt.Fprint(w, ".SH ENVIRONMENT\n")
	for _, e := range environment {
		fmt.Fprintf(w, ".TP\n.B %s\n%s\n", e.name, roff(e.says))
	}
}

func manCommands(w io.Writer, parent *cobra.Command) {
	for _, c := range parent.Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		fmt.Fprintf(w, ".SS %s\n%s.\n", roff(useLine(c)), roff(c.Short))
		if c.Long != "" {
			fmt.Fprintf(w, ".PP\n%s\n", roff(strings.TrimSpace(c.Long)))
		}
		for _, g := range flagGroups(c) {
			g.flags.VisitAll(func(f *pflag.Flag) { manFlag(w, f) })
		}
		if c.Example != "" {
			fmt.Fprintf(w, ".PP\nExamples:\n.PP\n.nf\n%s\n.fi\n", roff(strings.TrimRight(c.Example, "\n")))
		}
		manCommands(w, c)
	}
}

func manFlag(w io.Writer, f *pflag.Flag) {
	name, usage := pflag.UnquoteUsage(f)
	flag := `\-\-` + roff(f.Name)
	if f.Shorthand != "" {
		flag = `\-` + f.Shorthand + ", " + flag
	}
	if name != "" {
		flag += ` \fI` + roff(name) + `\fB`
	}
	fmt.Fprintf(w, ".TP\n.B %s\n%s\n", flag, roff(usage))
}

// roff escapes text: backslashes and hyphens, and lines that would begin with
// a request.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
