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
			writeMan(a.stdout, c.Root(), loadLanguage(a.asked))
			return nil
		},
	}
}

// writeMan writes the whole command tree as one page of man(7).
func writeMan(w io.Writer, root *cobra.Command, l *language) {
	say := func(s string) string { return roff(l.say(s)) }
	fmt.Fprintf(w, ".TH CULPRIT 1 \"\" \"culprit %s\" \"User Commands\"\n", roff(version()))
	fmt.Fprintf(w, ".SH %s\nculprit \\- %s\n.SH %s\n", say("NAME"), say(root.Short), say("SYNOPSIS"))
	fmt.Fprintf(w, ".B culprit\n[\\fICOMMAND\\fR] [\\fIPATH\\fR...]\n.SH %s\n", say("DESCRIPTION"))
	fmt.Fprintf(w, "%s\n.SH %s\n", say(root.Long), say("COMMANDS"))
	manCommands(w, root, l)
	fmt.Fprintf(w, ".SH %s\n", say("EXIT STATUS"))
	for _, s := range exitStatuses {
		fmt.Fprintf(w, ".TP\n.B %d\n%s\n", s.status, say(s.says))
	}
	fmt.Fprintf(w, ".SH %s\n", say("ENVIRONMENT"))
	for _, e := range environment {
		fmt.Fprintf(w, ".TP\n.B %s\n%s\n", e.name, say(e.says))
	}
}

func manCommands(w io.Writer, parent *cobra.Command, l *language) {
	for _, c := range parent.Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		fmt.Fprintf(w, ".SS %s\n%s.\n", roff(useLine(c)), roff(l.say(c.Short)))
		if c.Long != "" {
			fmt.Fprintf(w, ".PP\n%s\n", roff(l.say(strings.TrimSpace(c.Long))))
		}
		for _, g := range flagGroups(c) {
			g.flags.VisitAll(func(f *pflag.Flag) { manFlag(w, f, l) })
		}
		if c.Example != "" {
			fmt.Fprintf(w, ".PP\n%s:\n.PP\n.nf\n%s\n.fi\n", roff(l.say("Examples")), roff(sayExample(c.Example, l)))
		}
		manCommands(w, c, l)
	}
}

func manFlag(w io.Writer, f *pflag.Flag, l *language) {
	said := *f
	said.Usage = l.say(f.Usage)
	name, usage := pflag.UnquoteUsage(&said)
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
