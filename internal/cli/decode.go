package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"culprit/internal/safetext"
	"culprit/parser"
	"culprit/parser/hexdata"
	"culprit/report"
)

// decodeOptions are the flags of culprit decode.
type decodeOptions struct {
	source string
	id     uint32
	lang   choice
	asJSON bool
	raw    bool
}

func (a *app) decodeCommand() *cobra.Command {
	opt := &decodeOptions{lang: choice{a.lang.code(), report.Languages()}}
	c := &cobra.Command{
		Use:   "decode [HEX|FILE|-] [flags]",
		Short: "explain hex event data",
		Long: `Explains the data of an event as Event Viewer, a dump or a web page shows it:
field by field, and what follows from it. HEX may be pasted as it is, with offsets
and characters beside it, in bytes or words.`,
		Example: `  culprit decode "00 00 00 00 01 00 54 00 00 00 00 00 c4 10 00 c0"
  culprit decode paste.txt --source IPSec --id 4292
  xclip -o | culprit decode -`,
		RunE: func(_ *cobra.Command, args []string) error { return a.decode(opt, args) },
	}
	fs := c.Flags()
	fs.StringVar(&opt.source, "source", "", "the event is of source `NAME`")
	fs.Uint32Var(&opt.id, "id", 0, "the event has id `N`, of 16 or of 32 bits")
	fs.BoolVar(&opt.raw, "raw", false, "FILE holds the bytes themselves, no text")
	fs.Var(&opt.lang, "lang", "language: `LANG` is "+joinOr(opt.lang.of))
	fs.BoolVar(&opt.asJSON, "json", false, "as JSON")
	return c
}

func (a *app) decode(opt *decodeOptions, args []string) error {
	name, content, err := a.hexInput(args)
	if err != nil {
		return err
	}
	dumps := []*hexdata.Dump{{Data: content, Notation: "the bytes themselves"}}
	if !opt.raw {
		text, _, err := transform.String(unicode.BOMOverride(encoding.Nop.NewDecoder()), string(content))
		if err != nil {
			return inputFailure(name, err, "")
		}
		dumps = hexdata.Parse(text)
	}
	if len(dumps) == 0 || len(dumps[0].Data) == 0 {
		return noHex(name, content)
	}
	hint := hexdata.Hint{Provider: opt.source, Code: opt.id, Lang: opt.lang.value}
	var list []decoded
	for _, d := range dumps {
		list = append(list, decoded{d, hexdata.DecodeDump(d, hint)})
	}
	if opt.asJSON {
		return a.writeDecodedJSON(list)
	}
	for i, d := range list {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		d.write(a.stdout, len(list) > 1, i+1)
	}
	return nil
}

// noHex tells that there is no hex data, and what to do instead. Without a name
// the content came from the command line.
func noHex(name string, content []byte) error {
	if name == "" {
		return &failure{
			status: ExitUsage, err: fmt.Errorf("%q is no hex data and no file", content),
			hint: "hex looks like c4 10 00 c0",
		}
	}
	if f := parser.Detect(content); f.IsLog() || f.IsArchive() {
		return inputFailure(name, errors.New("no hex data"), "for the events of a log: culprit events "+name)
	}
	return inputFailure(name, errors.New("no hex data"), "if the file holds the bytes themselves, add --raw")
}

// maxHexInput bounds a file with dumps in it.
const maxHexInput = 16 << 20

// hexInput returns what the arguments name: a file, standard input, or digits.
func (a *app) hexInput(args []string) (name string, content []byte, err error) {
	switch {
	case len(args) == 0:
		return "", nil, &failure{
			status: ExitUsage, err: errors.New("nothing to decode"),
			hint: "give hex digits, a file, or - for standard input",
		}
	case len(args) == 1 && args[0] == parser.Stdin:
		content, err = readBounded(a.stdin)
		return "stdin", content, wrapInput("stdin", err)
	case len(args) == 1 && isFile(args[0]):
		f, err := os.Open(args[0])
		if err != nil {
			return "", nil, inputFailure(args[0], plainPath(err), "")
		}
		defer func() { _ = f.Close() }() // it was only read
		content, err = readBounded(f)
		return args[0], content, wrapInput(args[0], err)
	}
	return "", []byte(strings.Join(args, " ")), nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func wrapInput(name string, err error) error {
	if err == nil {
		return nil
	}
	return inputFailure(name, err, "")
}

func readBounded(r io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxHexInput+1))
	if err == nil && len(content) > maxHexInput {
		err = fmt.Errorf("more than %d bytes", maxHexInput)
	}
	return content, err
}

// decoded is a dump with its explanation.
type decoded struct {
	dump *hexdata.Dump
	says *hexdata.Explanation
}

func (d decoded) write(w io.Writer, numbered bool, n int) {
	head := fmt.Sprintf("%s, %s", d.dump.Notation, plural(len(d.dump.Data), "byte", "bytes"))
	if numbered {
		head = fmt.Sprintf("dump %d, line %d: %s", n, d.dump.Line, head)
	}
	paragraph(w, "", head)
	writeExplanation(w, d.says)
	for _, other := range d.says.Others {
		fmt.Fprint(w, "\nor, less likely:\n")
		writeExplanation(w, other)
	}
}

func writeExplanation(w io.Writer, e *hexdata.Explanation) {
	fmt.Fprintf(w, "%s\n\n", layoutNames[e.Layout])
	writeFields(w, e.Fields)
	if len(e.Conclusions) > 0 {
		fmt.Fprintln(w)
	}
	for _, c := range e.Conclusions {
		paragraph(w, "", c)
	}
}

// layoutNames names what bytes turned out to be.
var layoutNames = map[hexdata.Layout]string{
	hexdata.LayoutPacket:  "I/O error-log packet (IO_ERROR_LOG_PACKET)",
	hexdata.LayoutStatus:  "error or status code",
	hexdata.LayoutReason:  "reason of a shutdown",
	hexdata.LayoutTime:    "system time (SYSTEMTIME)",
	hexdata.LayoutService: "name of a service",
	hexdata.LayoutText:    "text",
	hexdata.LayoutSID:     "security identifier",
	hexdata.LayoutWords:   "32-bit words",
	hexdata.LayoutRaw:     "bytes",
}

// shownBytes is how many bytes of a field are written out.
const shownBytes = 8

// writeFields writes the fields in a table of 80 columns.
func writeFields(w io.Writer, fields []hexdata.Field) {
	bytes, name := len("BYTES"), len("FIELD")
	for _, f := range fields {
		bytes = max(bytes, len(fieldBytes(f.Bytes)))
		name = max(name, safetext.Width(f.Name))
	}
	format := fmt.Sprintf("%%-6s  %%-%ds  ", bytes)
	fmt.Fprintf(w, format, "OFFSET", "BYTES")
	fmt.Fprintln(w, safetext.Pad("FIELD", name)+"  VALUE")
	for _, f := range fields {
		lead := fmt.Sprintf(format, fmt.Sprintf("0x%02x", f.Offset), fieldBytes(f.Bytes)) + safetext.Pad(f.Name, name) + "  "
		value := f.Value
		if f.Meaning != "" {
			value += "  " + f.Meaning
		}
		paragraph(w, lead, value)
	}
}

func fieldBytes(b hexdata.Hex) string {
	if len(b) > shownBytes {
		return fmt.Sprintf("% x …", []byte(b[:shownBytes-1]))
	}
	return fmt.Sprintf("% x", []byte(b))
}

// decodedJSON is a dump with its explanation, for programs.
type decodedJSON struct {
	Notation hexdata.Notation `json:"notation"`
	Line     int              `json:"line"`
	Bytes    hexdata.Hex      `json:"bytes"`
	Repairs  []string         `json:"repairs"`
	*hexdata.Explanation
}

func (a *app) writeDecodedJSON(list []decoded) error {
	out := []decodedJSON{}
	for _, d := range list {
		j := decodedJSON{d.dump.Notation, d.dump.Line, d.dump.Data, []string{}, d.says}
		for _, r := range d.dump.Repairs {
			j.Repairs = append(j.Repairs, r.String())
		}
		out = append(out, j)
	}
	return a.writeJSON(out)
}
