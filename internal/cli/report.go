package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"culprit/parser"
	"culprit/parser/event"
	"culprit/report"
)

func (a *app) reportCommand() *cobra.Command {
	var flags renderFlags
	c := &cobra.Command{
		Use:   "report REPORT.json [flags]",
		Short: "write a saved report in another format",
		Long: `Renders a report that culprit analyze -f json has written. No logs are needed,
and the result is the same as if the analysis had written it.`,
		Example: `  culprit report report.json
  culprit report report.json -f markdown=ticket.md --tz Europe/Berlin`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &failure{
					status: ExitUsage, err: fmt.Errorf("one report is needed, not %d", len(args)),
					hint: "save one with: culprit analyze PATH -f json=report.json",
				}
			}
			return a.rerender(&flags, args[0])
		},
	}
	group(c.Flags(), "output", flags.define)
	return c
}

func (a *app) rerender(flags *renderFlags, name string) error {
	doc, err := a.loadReport(name)
	if err != nil {
		return err
	}
	// The report is an input, too, and must not be written over.
	out, err := a.startRendering(flags, []*parser.Input{{Source: &event.Source{Path: name}}})
	if err != nil {
		return err
	}
	return out.write(doc)
}

// loadReport reads a saved report from a file or standard input.
func (a *app) loadReport(name string) (*report.Document, error) {
	r := a.stdin
	if name != parser.Stdin {
		f, err := os.Open(name)
		if err != nil {
			return nil, inputFailure(name, plainPath(err), "")
		}
		defer func() { _ = f.Close() }() // it was only read
		r = f
	}
	doc, err := report.Read(r)
	if err != nil {
		return nil, inputFailure(name, err, "only what -f json has written can be read")
	}
	return doc, nil
}

func inputFailure(name string, err error, hint string) error {
	return &failure{status: ExitInput, err: fmt.Errorf("%s: %w", name, err), hint: hint}
}
