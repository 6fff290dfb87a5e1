package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"culprit/internal/safetext"
	"culprit/parser"
)

// dumpOptions are the flags of culprit dump.
type dumpOptions struct {
	inputs
	at     offset
	record uint64
	chunk  uint32
}

func (a *app) dumpCommand() *cobra.Command {
	opt := &dumpOptions{}
	c := &cobra.Command{
		Use:   "dump PATH [flags]",
		Short: "show the bytes of a log and what each of them means",
		Long: `Shows the headers of a .evtx or .evt log, a chunk or a record byte by byte, down to
the tokens of its binary XML, the template and its values, as the reader
understands them. Without a flag it shows all headers and the first record of each
chunk. Offsets are those that events and messages name.`,
		Example: `  culprit dump System.evtx --at 0x1200
  culprit dump System.evtx --record 4711
  culprit dump SysEvent.Evt`,
		RunE: func(c *cobra.Command, args []string) error {
			part := parser.Part{}
			for name, p := range map[string]parser.Part{
				"at":     {Kind: parser.AtOffset, N: int64(opt.at)},
				"record": {Kind: parser.RecordNumber, N: int64(min(opt.record, 1<<63-1))},
				"chunk":  {Kind: parser.ChunkNumber, N: int64(opt.chunk)},
			} {
				if c.Flags().Changed(name) {
					part = p
				}
			}
			return a.dump(opt, part, args)
		},
	}
	fs := c.Flags()
	fs.Var(&opt.at, "at", "show what stands at `OFFSET`, as in 0x1200")
	fs.Uint64Var(&opt.record, "record", 0, "show the record with number `N`")
	fs.Uint32Var(&opt.chunk, "chunk", 0, "show all of chunk `N`; the first is 0")
	c.MarkFlagsMutuallyExclusive("at", "record", "chunk")
	return c
}

func (a *app) dump(opt *dumpOptions, part parser.Part, args []string) error {
	found, err := a.find(&opt.inputs, args)
	switch {
	case err != nil:
		return err
	case len(found.Inputs) == 0:
		return a.stopped() // why, was told
	case len(found.Inputs) > 1:
		return &failure{
			status: ExitUsage,
			err:    fmt.Errorf("%d logs; only one can be shown", len(found.Inputs)),
			hint:   "name one: " + found.Inputs[0].Name(),
		}
	}
	w := &dumpLines{w: a.stdout}
	err = found.Inputs[0].Dump(w, part)
	if errors.Is(err, parser.ErrNotLog) {
		a.inputError(err)
		return nil
	}
	return err
}

// dumpLines lays the lines of a dump out in 80 columns: eight bytes in a row,
// their meaning beside them.
type dumpLines struct {
	w    io.Writer
	rest []byte // of a line that is not complete
}

const (
	dumpRow    = 8*3 - 1 // columns of eight bytes
	dumpIndent = 2       // of what a meaning goes on with
)

// Write implements io.Writer.
func (d *dumpLines) Write(p []byte) (int, error) {
	d.rest = append(d.rest, p...)
	for {
		line, rest, ok := bytes.Cut(d.rest, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		if err := d.line(string(line)); err != nil {
			return 0, err
		}
		d.rest = rest
	}
}

func (d *dumpLines) line(s string) error {
	layout, text, _ := strings.Cut(s, " # ")
	at, row, _ := strings.Cut(layout, ": ")
	row = strings.TrimRight(row, " ")
	indent := strings.Repeat(" ", len(text)-len(strings.TrimLeft(text, " ")))
	width := defaultWidth - len(at) - len(": ") - dumpRow - len("  ") - len(indent)
	meaning := safetext.Wrap(safetext.Line(strings.TrimLeft(text, " ")), width-dumpIndent)
	lead := at + ": "
	for i := 0; i < len(meaning) || row != ""; i++ {
		line := ""
		if i < len(meaning) {
			line = indent + strings.Repeat(" ", dumpIndent*min(i, 1)) + meaning[i]
		}
		shown := row
		if len(row) > dumpRow {
			shown = row[:dumpRow]
		}
		row = strings.TrimLeft(row[len(shown):], " ")
		if row == "…" { // there is more than is shown
			row = ""
			shown = shown[:dumpRow-2] + " …"
			shown = strings.TrimRight(shown, " ")
		}
		line = lead + safetext.Pad(shown, dumpRow) + "  " + line
		if _, err := fmt.Fprintln(d.w, strings.TrimRight(line, " ")); err != nil {
			return err
		}
		lead = strings.Repeat(" ", len(lead))
	}
	return nil
}
