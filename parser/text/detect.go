package text

import (
	"strings"

	"culprit/parser/event"
)

// format is one way in which texts hold events.
type format struct {
	name string
	// sees reports whether the decoded start of a text is of this format.
	sees func(start string) bool
	read func(in *input, yield sink) error
}

// The formats, those first that look like nothing else.
var (
	formatXML   = &format{"xml", seesXML, readXML}
	formatCLI   = &format{"clixml", seesCLI, readCLI}
	formatJSON  = &format{"json", seesJSON, readJSON}
	formatTable = &format{"table", seesTable, readTable}
	formatList  = &format{"list", seesListing, readListing}
	formatPaste = &format{"text", nil, readPaste}
	formats     = []*format{formatXML, formatCLI, formatJSON, formatTable, formatList}
)

// Detect tells from the start of an input, of which it uses up to [PrefixSize]
// bytes, which text format it has. Names and extensions are not looked at.
//
// ok says that an event was seen. Without it, the format is "text" if the
// input is a text, in which events may stand further on, and "" if it is not.
func Detect(prefix []byte) (name string, ok bool) {
	prefix = prefix[:min(len(prefix), PrefixSize)]
	c, bom, _ := sniff(prefix, len(prefix) < PrefixSize)
	f, ok := detect(c, prefix[bom:])
	if f == nil {
		return "", false
	}
	return f.name, ok
}

// detect finds the format; nil if the start is not text at all.
func detect(c *charset, prefix []byte) (f *format, ok bool) {
	start := string(prefix)
	if c.enc != nil {
		decoded, err := c.enc.NewDecoder().Bytes(prefix)
		if err != nil {
			return nil, false
		}
		start = string(decoded)
	}
	if !printable(start) {
		return nil, false
	}
	for _, f := range formats {
		if f.sees(start) {
			return f, true
		}
	}
	_ = readPaste(newBytesInput([]byte(start), utf8Text), func(d *draft, _ *event.Damage) bool {
		ok = d != nil
		return !ok
	})
	return formatPaste, ok
}

// seesXML looks for an element of an event before anything but other markup,
// and the line that evtx_dump writes above each.
func seesXML(start string) bool {
	head := strings.ToLower(start[:min(len(start), 256)])
	first := strings.IndexByte(head, '<')
	if first < 0 || first > len("Record 18446744073709551615\r\n") || strings.ContainsAny(head[:first], ":=") || strings.Contains(head, "<html") || strings.Contains(head, "<!doctype html") {
		return false // a page may show the XML of an event, but is text
	}
	at := strings.Index(start, "<Event")
	return at >= 0 && (isTag([]byte(start[at:]), "<Event") || isTag([]byte(start[at:]), "<Events"))
}

// firstByte returns the first byte that is no white space, 0 if there is none.
func firstByte(s string) byte {
	s = strings.TrimLeft(s, " \t\r\n")
	if s == "" {
		return 0
	}
	return s[0]
}
