package event

import (
	"encoding/hex"
	"math"
	"strconv"
	"unicode/utf8"
)

// maxExact is the largest integer up to which a reader that keeps numbers as
// float64 has all of them. Those beyond are written as strings.
const maxExact = 1 << 53

// AppendJSON appends the event as one JSON object, without a line feed. Keys
// stand in a fixed order; a key without a value is left out, which for numbers
// other than event_id and level means 0. Integers are numbers up to 2^53 and
// strings beyond, hex values are "0x…" strings, times RFC 3339 in UTC with
// seven digits, binary upper-case hex.
func AppendJSON(dst []byte, e *Event) []byte {
	w := jsonWriter{dst: append(dst, '{')}
	w.position(&e.Header)
	w.system(e)
	w.payload(e)
	return append(w.dst, '}')
}

// jsonWriter writes the members of one object.
type jsonWriter struct {
	dst  []byte
	more bool // a member has been written
}

func (w *jsonWriter) key(name string) {
	if w.more {
		w.dst = append(w.dst, ',')
	}
	w.more = true
	w.dst = append(w.dst, '"')
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, '"', ':')
}

func (w *jsonWriter) string(name, s string) {
	if s != "" {
		w.key(name)
		w.dst = AppendJSONString(w.dst, s)
	}
}

func (w *jsonWriter) number(name string, n uint64) {
	if n != 0 {
		w.key(name)
		w.dst = appendJSONUint(w.dst, n)
	}
}

func (w *jsonWriter) time(name string, f FILETIME) {
	if f != 0 {
		w.key(name)
		w.dst = append(w.dst, '"')
		w.dst = append(f.Append(w.dst), '"')
	}
}

func (w *jsonWriter) position(h *Header) {
	if h.Source != nil {
		w.string("input", h.Source.Name())
	}
	w.number("record", h.Record)
	w.number("header_record", h.HeaderRecord)
	w.number("line", uint64(max(h.Line, 0)))
	if h.Line == 0 {
		w.key("offset")
		w.dst = strconv.AppendInt(w.dst, h.Offset, 10)
	}
	w.string("origin", h.Origin.String())
	w.time("time", h.Time)
	w.time("written", h.Written)
}

func (w *jsonWriter) system(e *Event) {
	w.string("host", e.Computer)
	w.string("channel", e.Channel)
	w.string("provider", e.Provider)
	w.string("manifest", e.Manifest)
	w.string("provider_guid", e.ProviderGUID)
	w.key("event_id")
	w.dst = strconv.AppendUint(w.dst, uint64(e.EventID), 10)
	if e.HasQualifiers {
		w.key("qualifiers")
		w.dst = strconv.AppendUint(w.dst, uint64(e.Qualifiers), 10)
	}
	w.number("version", uint64(e.Version))
	w.key("level")
	w.dst = strconv.AppendUint(w.dst, uint64(e.Level), 10)
	w.number("task", uint64(e.Task))
	w.number("opcode", uint64(e.Opcode))
	if e.Keywords != 0 {
		w.key("keywords")
		w.dst = appendJSONHex(w.dst, e.Keywords)
	}
	w.string("user_sid", e.UserID)
	w.number("process_id", uint64(e.ProcessID))
	w.number("thread_id", uint64(e.ThreadID))
	w.string("activity_id", e.ActivityID)
	w.string("related_activity_id", e.RelatedActivityID)
}

func (w *jsonWriter) payload(e *Event) {
	w.string("data_name", e.DataName)
	if len(e.Data) > 0 {
		w.key("fields")
		w.dst = appendJSONFields(w.dst, e.Data)
	}
	if e.UserData != nil {
		w.key("user_data")
		w.dst = appendJSONElement(w.dst, e.UserData)
	}
	if len(e.Binary) > 0 {
		w.key("binary")
		w.dst = appendJSONBinary(w.dst, e.Binary)
	}
	w.string("message", e.Message)
	if len(e.Other) > 0 {
		w.key("other")
		w.dst = appendJSONElements(w.dst, e.Other)
	}
	if len(e.Repairs) > 0 {
		w.key("repairs")
		w.dst = append(w.dst, '[')
		for i, s := range e.Repairs {
			if i > 0 {
				w.dst = append(w.dst, ',')
			}
			w.dst = AppendJSONString(w.dst, s)
		}
		w.dst = append(w.dst, ']')
	}
}

// appendJSONFields appends an array of [name, value] pairs, since names may
// repeat or be empty.
func appendJSONFields(dst []byte, fields []Field) []byte {
	dst = append(dst, '[')
	for i := range fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendJSONString(append(dst, '['), fields[i].Name)
		dst = fields[i].Value.AppendJSON(append(dst, ','))
		dst = append(dst, ']')
	}
	return append(dst, ']')
}

func appendJSONElement(dst []byte, el *Element) []byte {
	w := jsonWriter{dst: append(dst, '{')}
	w.key("name")
	w.dst = AppendJSONString(w.dst, el.Name)
	if len(el.Attrs) > 0 {
		w.key("attributes")
		w.dst = appendJSONFields(w.dst, el.Attrs)
	}
	if !el.Value.IsNull() {
		w.key("value")
		w.dst = el.Value.AppendJSON(w.dst)
	}
	if len(el.Children) > 0 {
		w.key("children")
		w.dst = appendJSONElements(w.dst, el.Children)
	}
	return append(w.dst, '}')
}

func appendJSONElements(dst []byte, els []Element) []byte {
	dst = append(dst, '[')
	for i := range els {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJSONElement(dst, &els[i])
	}
	return append(dst, ']')
}

// AppendJSON appends the value as JSON: a number, string, boolean, null or
// array. Numbers that JSON does not have are strings.
func (v *Value) AppendJSON(dst []byte) []byte {
	switch v.kind {
	case KindNull:
		return append(dst, "null"...)
	case KindInt:
		if i := int64(v.bits); i < -maxExact {
			return append(strconv.AppendInt(append(dst, '"'), i, 10), '"')
		} else if i < 0 {
			return strconv.AppendInt(dst, i, 10)
		}
		return appendJSONUint(dst, v.bits)
	case KindUint:
		return appendJSONUint(dst, v.bits)
	case KindHex32, KindHex64:
		return appendJSONHex(dst, v.bits)
	case KindBool:
		return strconv.AppendBool(dst, v.bits != 0)
	case KindFloat32:
		return appendJSONFloat(dst, float64(math.Float32frombits(uint32(v.bits))), 32)
	case KindFloat64:
		return appendJSONFloat(dst, math.Float64frombits(v.bits), 64)
	case KindBinary:
		return appendJSONBinary(dst, []byte(v.text))
	case KindTime:
		return append(v.AppendText(append(dst, '"')), '"')
	case KindList:
		dst = append(dst, '[')
		for i := range v.list {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = v.list[i].AppendJSON(dst)
		}
		return append(dst, ']')
	default:
		return AppendJSONString(dst, v.text)
	}
}

func appendJSONUint(dst []byte, n uint64) []byte {
	if n > maxExact {
		return append(strconv.AppendUint(append(dst, '"'), n, 10), '"')
	}
	return strconv.AppendUint(dst, n, 10)
}

func appendJSONHex(dst []byte, n uint64) []byte {
	return append(strconv.AppendUint(append(dst, `"0x`...), n, 16), '"')
}

func appendJSONFloat(dst []byte, f float64, size int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		dst = strconv.AppendFloat(append(dst, '"'), f, 'g', -1, size)
		return append(dst, '"')
	}
	return strconv.AppendFloat(dst, f, 'g', -1, size)
}

func appendJSONBinary(dst, b []byte) []byte {
	dst = append(dst, '"')
	at := len(dst)
	dst = hex.AppendEncode(dst, b)
	for i := at; i < len(dst); i++ {
		if dst[i] >= 'a' {
			dst[i] -= 'a' - 'A'
		}
	}
	return append(dst, '"')
}

// AppendJSONString appends s as a JSON string. What is not UTF-8 becomes
// U+FFFD, so that every reader accepts every line.
func AppendJSONString(dst []byte, s string) []byte {
	return append(AppendJSONText(append(dst, '"'), s), '"')
}

// AppendJSONText is AppendJSONString without the quotes.
func AppendJSONText(dst []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || n > 1 {
				i += n
				continue
			}
			dst = append(append(dst, s[start:i]...), "\ufffd"...)
		} else {
			dst = appendJSONEscape(append(dst, s[start:i]...), c)
		}
		i++
		start = i
	}
	return append(dst, s[start:]...)
}

func appendJSONEscape(dst []byte, c byte) []byte {
	const digits = "0123456789abcdef"
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
	return append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
}
