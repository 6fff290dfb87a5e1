package eventfmt

import (
	"math"
	"strconv"
	"unicode/utf8"

	"culprit/parser/event"
)

// AppendJSON appends e as one line of JSON, without the line break.
func AppendJSON(dst []byte, e *event.Event) []byte {
	o := object{dst: append(dst, '{')}
	o.place(&e.Header)
	o.identity(&e.Header)
	o.str("provider_guid", e.ProviderGUID)
	o.key("event_id")
	o.dst = strconv.AppendUint(o.dst, uint64(e.EventID), 10)
	if e.HasQualifiers {
		o.key("qualifiers")
		o.dst = strconv.AppendUint(o.dst, uint64(e.Qualifiers), 10)
	}
	o.num("version", uint64(e.Version))
	o.key("level")
	o.dst = strconv.AppendUint(o.dst, uint64(e.Level), 10)
	o.num("task", uint64(e.Task))
	o.num("opcode", uint64(e.Opcode))
	o.hex("keywords", e.Keywords)
	o.str("user_sid", e.UserID)
	o.num("process_id", uint64(e.ProcessID))
	o.num("thread_id", uint64(e.ThreadID))
	o.str("activity_id", e.ActivityID)
	o.str("related_activity_id", e.RelatedActivityID)
	o.content(e)
	return append(o.dst, '}')
}

// object appends the members of a JSON object.
type object struct{ dst []byte }

func (o *object) key(name string) {
	if o.dst[len(o.dst)-1] != '{' {
		o.dst = append(o.dst, ',')
	}
	o.dst = append(o.dst, '"')
	o.dst = append(o.dst, name...)
	o.dst = append(o.dst, '"', ':')
}

func (o *object) str(name, s string) {
	if s != "" {
		o.key(name)
		o.dst = appendString(o.dst, s)
	}
}

func (o *object) num(name string, n uint64) {
	if n != 0 {
		o.key(name)
		o.dst = appendUint(o.dst, n)
	}
}

func (o *object) hex(name string, n uint64) {
	if n != 0 {
		o.key(name)
		o.dst = append(strconv.AppendUint(append(o.dst, `"0x`...), n, 16), '"')
	}
}

func (o *object) time(name string, t event.FILETIME) {
	if t != 0 {
		o.key(name)
		o.dst = append(t.Append(append(o.dst, '"')), '"')
	}
}

func (o *object) place(h *event.Header) {
	if h.Source != nil {
		o.str("input", h.Source.Path)
		o.strings("container", h.Source.Container)
	}
	o.num("record", h.Record)
	if h.HeaderRecord != h.Record {
		o.num("header_record", h.HeaderRecord)
	}
	o.key("offset")
	o.dst = strconv.AppendInt(o.dst, h.Offset, 10)
	o.num("line", uint64(max(h.Line, 0)))
	o.str("origin", h.Origin.String())
	o.time("time", h.Time)
	o.time("written", h.Written)
}

func (o *object) identity(h *event.Header) {
	o.str("host", h.Computer)
	o.str("channel", h.Channel)
	o.str("provider", h.Provider)
}

func (o *object) content(e *event.Event) {
	if len(e.Data) > 0 {
		o.key("fields")
		o.dst = appendFields(o.dst, e.Data)
	}
	if e.UserData != nil {
		o.key("user_data")
		o.dst = appendElement(o.dst, e.UserData)
	}
	if len(e.Binary) > 0 {
		o.key("binary")
		o.dst = append(appendHex(append(o.dst, '"'), string(e.Binary)), '"')
	}
	o.str("message", e.Message)
	o.strings("repairs", e.Repairs)
}

func (o *object) strings(name string, list []string) {
	if len(list) == 0 {
		return
	}
	o.key(name)
	for i, s := range list {
		o.dst = appendString(append(o.dst, opening(i)), s)
	}
	o.dst = append(o.dst, ']')
}

// opening is what stands before the i-th item of a list.
func opening(i int) byte {
	if i == 0 {
		return '['
	}
	return ','
}

func appendFields(dst []byte, fields []event.Field) []byte {
	for i := range fields {
		dst = append(dst, opening(i), '[')
		dst = appendString(dst, fields[i].Name)
		dst = append(dst, ',')
		dst = append(appendValue(dst, &fields[i].Value), ']')
	}
	return append(dst, ']')
}

func appendElement(dst []byte, el *event.Element) []byte {
	o := object{append(dst, '{')}
	o.key("name")
	o.dst = appendString(o.dst, el.Name)
	if len(el.Attrs) > 0 {
		o.key("attributes")
		o.dst = appendFields(o.dst, el.Attrs)
	}
	if !el.Value.IsNull() {
		o.key("value")
		o.dst = appendValue(o.dst, &el.Value)
	}
	if len(el.Children) > 0 {
		o.key("children")
		for i := range el.Children {
			o.dst = appendElement(append(o.dst, opening(i)), &el.Children[i])
		}
		o.dst = append(o.dst, ']')
	}
	return append(o.dst, '}')
}

func appendValue(dst []byte, v *event.Value) []byte {
	switch v.Kind() {
	case event.KindNull:
		return append(dst, "null"...)
	case event.KindString:
		return appendString(dst, v.Text())
	case event.KindInt:
		if n := int64(v.Uint64()); n < -maxExact {
			return append(strconv.AppendInt(append(dst, '"'), n, 10), '"')
		} else if n < 0 {
			return strconv.AppendInt(dst, n, 10)
		}
		return appendUint(dst, v.Uint64())
	case event.KindUint:
		return appendUint(dst, v.Uint64())
	case event.KindBool:
		return v.AppendText(dst)
	case event.KindFloat32, event.KindFloat64:
		return appendFloat(dst, v)
	case event.KindList:
		return appendList(dst, v.Items())
	default: // plain ASCII in quotes
		return append(v.AppendText(append(dst, '"')), '"')
	}
}

func appendList(dst []byte, items []event.Value) []byte {
	if len(items) == 0 {
		return append(dst, '[', ']')
	}
	for i := range items {
		dst = appendValue(append(dst, opening(i)), &items[i])
	}
	return append(dst, ']')
}

// appendFloat appends the shortest number that is read back as the same one;
// what JSON has no number for is a string.
func appendFloat(dst []byte, v *event.Value) []byte {
	start := len(dst)
	dst = v.AppendText(dst)
	if f, err := strconv.ParseFloat(string(dst[start:]), 64); err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		text := string(dst[start:])
		return appendString(dst[:start], text)
	}
	return dst
}

// maxExact is the largest integer that every JSON reader keeps exact.
const maxExact = 1 << 53

func appendUint(dst []byte, n uint64) []byte {
	if n > maxExact {
		return append(strconv.AppendUint(append(dst, '"'), n, 10), '"')
	}
	return strconv.AppendUint(dst, n, 10)
}

const (
	hexUpper = "0123456789ABCDEF"
	hexLower = "0123456789abcdef"
)

func appendHex(dst []byte, b string) []byte {
	for i := range len(b) {
		dst = append(dst, hexUpper[b[i]>>4], hexUpper[b[i]&15])
	}
	return dst
}

// appendString appends s in quotes. U+2028 and U+2029 are escaped because they
// end a line in JavaScript, and bytes that are not UTF-8 shown as \xff.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0 // of what is copied as it is
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
				i++
				continue
			}
			dst = appendControl(append(dst, s[start:i]...), c)
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			dst = append(append(dst, s[start:i]...), '\\', '\\', 'x', hexLower[c>>4], hexLower[c&15])
			start = i + n
		case r == '\u2028' || r == '\u2029':
			dst = append(append(dst, s[start:i]...), '\\', 'u', '2', '0', '2', '8'+byte(r-'\u2028'))
			start = i + n
		}
		i += n
	}
	return append(append(dst, s[start:]...), '"')
}

func appendControl(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hexLower[c>>4], hexLower[c&15])
}
