package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/report"
	"culprit/rules/detect"
)

// prepare gives a command our voice: it prints nothing by itself but its help,
// and tells of wrong flags as of any other error.
func (a *app) prepare(c *cobra.Command) {
	c.SilenceErrors, c.SilenceUsage = true, true
	c.DisableFlagsInUseLine = true
	c.Flags().SortFlags = false
	if c.Flags().Lookup("lang") == nil {
		lang := &choice{"", report.Languages()}
		c.Flags().Var(lang, "lang", "language of help and messages: `LANG` is "+joinOr(lang.of))
	}
	c.Flags().BoolP("help", "h", false, "show this help")
	c.SetHelpFunc(func(c *cobra.Command, _ []string) { writeHelp(c.OutOrStdout(), c, a.lang) })
	c.SetFlagErrorFunc(flagError)
	complete(c)
	for _, sub := range c.Commands() {
		a.prepare(sub)
	}
}

func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "show the help of a command",
		RunE: func(c *cobra.Command, args []string) error {
			of, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(c.Root(), args[0])
			}
			writeHelp(a.stdout, of, loadLanguage(a.asked))
			return nil
		},
	}
}

// flagError words what pflag found, and offers the flag that was meant.
func flagError(c *cobra.Command, err error) error {
	f := &failure{status: ExitUsage, err: err, hint: "see: " + c.CommandPath() + " --help"}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f.err = fmt.Errorf("--%s: %w", wrong.GetFlag().Name, wrongValue(wrong))
	}
	if name, ok := unknownFlag(err); ok {
		f.err = fmt.Errorf("unknown flag %s", name)
		var known []string
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
		if meant := didYouMean(name, known); meant != "" {
			f.hint = meant
		}
	}
	return f
}

// wrongValue says what is wrong with a value: our own flags say so themselves.
func wrongValue(e *pflag.InvalidValueError) error {
	if _, ok := errors.AsType[*strconv.NumError](e); ok {
		return fmt.Errorf("%q is no number", e.GetValue())
	}
	return errors.Unwrap(e)
}

// unknownFlag returns the flag, with its dashes, that pflag does not know.
func unknownFlag(err error) (string, bool) {
	missing, ok := errors.AsType[*pflag.NotExistError](err)
	switch {
	case !ok:
		return "", false
	case missing.GetSpecifiedShortnames() != "":
		return "-" + missing.GetSpecifiedName(), true
	}
	return "--" + missing.GetSpecifiedName(), true
}

// didYouMean returns the question, if a known word is near. Of words of four
// letters, half are near to any other; the first letter is what people get
// right.
func didYouMean(word string, known []string) string {
	known = slices.DeleteFunc(slices.Clone(known), func(k string) bool {
		return len(word) <= 4 && k[0] != word[0]
	})
	return strings.TrimPrefix(detect.Suggest(word, known), "; ")
}

// writeHelp writes the help of a command in a language, 80 columns wide.
func writeHelp(w io.Writer, c *cobra.Command, l *language) {
	paragraph(w, "", c.CommandPath()+" - "+l.say(c.Short))
	fmt.Fprintf(w, "\n%s: %s\n", l.say("usage"), useLine(c))
	if c.Long != "" {
		writeProse(w, l.say(strings.TrimSpace(c.Long)))
	}
	writeCommands(w, c, l)
	if c.Example != "" {
		fmt.Fprintf(w, "\n%s:\n%s\n", l.say("examples"), sayExample(c.Example, l))
	}
	for _, g := range flagGroups(c) {
		fmt.Fprintf(w, "\n%s:\n", l.say(g.title))
		writeFlags(w, g.flags, l)
	}
	if !c.HasParent() {
		fmt.Fprintf(w, "\n%s:\n", l.say("exit status"))
		for _, s := range exitStatuses {
			paragraph(w, fmt.Sprintf("  %3d  ", s.status), l.say(s.says))
		}
		fmt.Fprintf(w, "\n%s\n", l.say("help for a command: culprit COMMAND --help"))
	}
}

// writeProse writes paragraphs filled to 80 columns, and those that are indented
// as they are.
func writeProse(w io.Writer, text string) {
	for p := range strings.SplitSeq(text, "\n\n") {
		fmt.Fprintln(w)
		if strings.HasPrefix(p, " ") {
			fmt.Fprintln(w, p)
		} else {
			paragraph(w, "", strings.ReplaceAll(p, "\n", " "))
		}
	}
}

func useLine(c *cobra.Command) string {
	if c.HasParent() {
		return strings.TrimSpace(c.Parent().CommandPath() + " " + c.Use)
	}
	return c.Use + " [COMMAND] [PATH...]"
}

func writeCommands(w io.Writer, c *cobra.Command, l *language) {
	width := 0
	shown := slices.DeleteFunc(slices.Clone(c.Commands()), func(c *cobra.Command) bool {
		return !c.IsAvailableCommand() && c.Name() != "help"
	})
	for _, sub := range shown {
		width = max(width, len(sub.Name()))
	}
	for i, sub := range shown {
		if i == 0 {
			fmt.Fprintf(w, "\n%s:\n", l.say("commands"))
		}
		paragraph(w, fmt.Sprintf("  %-*s  ", width, sub.Name()), l.say(sub.Short))
	}
}

// flagGroup is a set of flags under one heading.
type flagGroup struct {
	title string
	flags *pflag.FlagSet
}

// flagGroups returns the flags of a command by group, in the order in which
// they were defined; those of no group come last.
func flagGroups(c *cobra.Command) []flagGroup {
	var groups []flagGroup
	rest := flagGroup{"other flags", newFlagSet("")}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		titles := f.Annotations[groupKey]
		if len(titles) == 0 {
			rest.flags.AddFlag(f)
			return
		}
		i := slices.IndexFunc(groups, func(g flagGroup) bool { return g.title == titles[0] })
		if i < 0 {
			groups = append(groups, flagGroup{titles[0], newFlagSet(titles[0])})
			i = len(groups) - 1
		}
		groups[i].flags.AddFlag(f)
	})
	if len(groups) == 0 {
		rest.title = "flags"
	}
	return append(groups, rest)
}

func newFlagSet(name string) *pflag.FlagSet {
	fs := pflag.NewFlagSet(name, pflag.ContinueOnError)
	fs.SortFlags = false
	return fs
}
