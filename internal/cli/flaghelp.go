package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"culprit/internal/safetext"
)

// writeFlags writes flags and what they do, in two columns. It is our own since
// that of pflag counts bytes where columns are meant.
func writeFlags(w io.Writer, fs *pflag.FlagSet, l *language) {
	width := 0
	fs.VisitAll(func(f *pflag.Flag) { width = max(width, safetext.Width(flagName(f))) })
	fs.VisitAll(func(f *pflag.Flag) {
		paragraph(w, safetext.Pad(flagName(f), width)+"   ", flagUsage(f, l))
	})
}

// flagName returns a flag with its short form and the name of its value.
func flagName(f *pflag.Flag) string {
	name := "      --" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", --" + f.Name
	}
	if value, _ := pflag.UnquoteUsage(f); value != "" {
		name += " " + value
	}
	return name
}

// flagUsage returns what a flag does, and its value if it is not given.
func flagUsage(f *pflag.Flag, l *language) string {
	said := *f
	said.Usage = l.say(f.Usage)
	_, text := pflag.UnquoteUsage(&said)
	none := []string{"", "0", "0s", "false", "[]"}
	switch {
	case slices.Contains(none, f.DefValue):
		return text
	case f.Value.Type() == "string":
		return text + " " + l.say(fmt.Sprintf("(default %q)", f.DefValue))
	}
	return text + " " + l.say(fmt.Sprintf("(default %s)", f.DefValue))
}

// sayExample translates the captions of examples: their comments.
func sayExample(example string, l *language) string {
	lines := strings.Split(strings.TrimRight(example, "\n"), "\n")
	for i, line := range lines {
		if before, caption, ok := strings.Cut(line, "# "); ok {
			lines[i] = before + "# " + l.say(caption)
		}
	}
	return strings.Join(lines, "\n")
}
