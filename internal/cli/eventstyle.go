package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"culprit/internal/safetext"
	"culprit/parser"
	"culprit/parser/event"
	"culprit/parser/wincode"
)

// eventStyle is one way to write events.
type eventStyle struct {
	name       string
	head, tail string
	between    string // after every event but the last
	append     func(dst []byte, e *event.Event) []byte
	rendering  parser.Rendering // if a reader knows a shorter way to the same
}

// eventStyles lists them in the order of the help. What programs read is
// exact; what people read has passed safetext.
func eventStyles(width int) []eventStyle {
	return []eventStyle{
		{name: "jsonl", tail: "\n", between: "\n", append: event.AppendJSON, rendering: parser.JSONL},
		{name: "json", head: "[\n", tail: "\n]\n", between: ",\n", append: event.AppendJSON},
		{
			name: "xml", head: "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>\n",
			tail: "\n</Events>\n", between: "\n", append: event.AppendXML, rendering: parser.XML,
		},
		{name: "csv", head: csvHead, tail: "\r\n", between: "\r\n", append: appendCSV},
		{
			name: "table", head: tableHead, tail: "\n", between: "\n",
			append: func(dst []byte, e *event.Event) []byte { return appendRow(dst, e, width) },
		},
		{name: "text", tail: "\n", between: "\n\n", append: appendText},
	}
}

// csvHead is the first line of a CSV file (RFC 4180).
const csvHead = "time,level,host,channel,provider,event_id,code,record,user_sid,data,message,input,offset,origin\r\n"

func appendCSV(dst []byte, e *event.Event) []byte {
	code := ""
	if e.HasQualifiers {
		code = fmt.Sprintf("0x%08X", e.Code())
	}
	for i, cell := range []string{
		e.Time.String(), levelName(e), e.Computer, e.Channel, e.Provider, strconv.Itoa(int(e.EventID)), code,
		strconv.FormatUint(e.Record, 10), e.UserID, dataLine(e), e.Message, inputName(e),
		fmt.Sprintf("%#x", e.Offset), e.Origin.String(),
	} {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendCell(dst, safetext.CSV(cell))
	}
	return dst
}

func appendCell(dst []byte, cell string) []byte {
	if !strings.ContainsAny(cell, ",\"\r\n") {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(dst, '"')
}

func inputName(e *event.Event) string {
	if e.Source == nil {
		return ""
	}
	return e.Source.Name()
}

// dataLine puts the data of an event on one line: name=value; name=value.
func dataLine(e *event.Event) string {
	var parts []string
	eachValue(e, func(name, value string) { parts = append(parts, name+"="+value) })
	return strings.Join(parts, "; ")
}

// eachValue visits the data, then the leaves of the provider's own element,
// then the binary data.
func eachValue(e *event.Event, visit func(name, value string)) {
	for i := range e.Data {
		visit(e.Data[i].Name, e.Data[i].Value.Text())
	}
	if e.UserData != nil {
		eachLeaf(e.UserData, visit)
	}
	if len(e.Binary) > 0 {
		visit("binary", fmt.Sprintf("% x", e.Binary))
	}
}

func eachLeaf(el *event.Element, visit func(name, value string)) {
	for i := range el.Attrs {
		if el.Attrs[i].Name != "xmlns" {
			visit(el.Name+"_"+el.Attrs[i].Name, el.Attrs[i].Value.Text())
		}
	}
	if len(el.Children) == 0 && !el.Value.IsNull() {
		visit(el.Name, el.Value.Text())
	}
	for i := range el.Children {
		eachLeaf(&el.Children[i], visit)
	}
}

const tableHead = "TIME (UTC)           LEVEL  ID     PROVIDER, MEANING\n"

// appendRow writes an event on one line of the terminal.
func appendRow(dst []byte, e *event.Event, width int) []byte {
	row := fmt.Sprintf("%-19s  %-5s  %-5d  %s", rowTime(e), shortLevel(e), e.EventID, rowWhat(e))
	return append(dst, safetext.Truncate(row, max(width, 60))...)
}

func rowTime(e *event.Event) string {
	if e.Undated() {
		return "undated"
	}
	return e.Time.Time().Format(time.DateTime)
}

// rowWhat is the provider and what it says.
func rowWhat(e *event.Event) string {
	what := strings.TrimPrefix(e.Provider, "Microsoft-Windows-")
	if data := firstOf(meaning(e), dataLine(e), e.Message); data != "" {
		what += "  " + data
	}
	return safetext.Line(what)
}

// meaning says what a known event tells, or "".
func meaning(e *event.Event) string {
	code := uint32(e.EventID)
	if e.HasQualifiers && e.Qualifiers != 0 {
		code = e.Code()
	}
	known, ok := wincode.KnownEvent(e.Provider, code)
	if !ok {
		return ""
	}
	var params []string
	for i := range e.Data {
		params = append(params, e.Data[i].Value.Text())
	}
	return known.Says("en", params)
}

// levelName names the level, and of an audit its outcome.
func levelName(e *event.Event) string {
	switch {
	case e.Keywords&event.AuditFailure != 0:
		return "audit failure"
	case e.Keywords&event.AuditSuccess != 0:
		return "audit success"
	}
	return e.Level.String()
}

func shortLevel(e *event.Event) string {
	switch {
	case e.Keywords&event.AuditFailure != 0:
		return "fail"
	case e.Keywords&event.AuditSuccess != 0:
		return "succ"
	}
	switch e.Level {
	case event.Critical:
		return "crit"
	case event.Error:
		return "error"
	case event.Warning:
		return "warn"
	case event.Verbose:
		return "verb"
	case event.LogAlways, event.Information:
		return "info"
	}
	return strconv.Itoa(int(e.Level))
}

// appendText writes an event as a block of lines, everything in it.
func appendText(dst []byte, e *event.Event) []byte {
	var b strings.Builder
	when := "undated"
	if !e.Undated() {
		when = e.Time.String()
	}
	paragraph(&b, "", fmt.Sprintf("%s  %s  %s %d", when, levelName(e), e.Provider, e.EventID))
	line := func(name, value string) {
		if value != "" {
			paragraph(&b, "  "+safetext.Pad(name, 10)+"  ", value)
		}
	}
	line("host", e.Computer)
	line("log", e.Channel)
	if e.HasQualifiers && e.Qualifiers != 0 {
		line("code", fmt.Sprintf("0x%08X", e.Code()))
	}
	line("user", e.UserID)
	eachValue(e, func(name, value string) { line(safetext.Truncate(safetext.Line(name), 24), value) })
	line("meaning", meaning(e))
	line("message", e.Message)
	for _, r := range e.Repairs {
		line("repaired", r)
	}
	line("found at", foundAt(e))
	return append(dst, strings.TrimRight(b.String(), "\n")...)
}

// foundAt tells where the event lies, so that anybody can find it again.
func foundAt(e *event.Event) string {
	var s string
	switch {
	case e.Line > 0:
		s = fmt.Sprintf("%s line %d", inputName(e), e.Line)
	case e.Record > 0:
		s = fmt.Sprintf("%s record %d at %#x", inputName(e), e.Record, e.Offset)
	default:
		s = fmt.Sprintf("%s at %#x", inputName(e), e.Offset)
	}
	if e.Origin != event.Live {
		s += ", " + e.Origin.String()
	}
	return s
}
