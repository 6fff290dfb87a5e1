package hexdata

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"culprit/parser/internal/cursor"
	"culprit/parser/wincode"
)

// Layout names what bytes turned out to be.
type Layout string

// The layouts.
const (
	LayoutPacket  Layout = "io_error_log_packet"
	LayoutStatus  Layout = "status"
	LayoutReason  Layout = "shutdown_reason"
	LayoutTime    Layout = "system_time"
	LayoutService Layout = "service"
	LayoutText    Layout = "text"
	LayoutSID     Layout = "sid"
	LayoutWords   Layout = "words"
	LayoutRaw     Layout = "raw"
)

// Hint is what is known of the event that the bytes come from. The zero Hint
// is no knowledge.
type Hint struct {
	Provider string
	// Code is the full 32-bit identifier of the event, or the 16-bit one.
	Code uint32
	// Lang is the language of the explanation: en, or ru.
	Lang string
}

// Hex is bytes that print as lower-case hex digits.
type Hex []byte

// MarshalText returns hex digits without separators.
func (b Hex) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(b)), nil }

// Field is one value within the bytes, under the name that the headers of
// Windows give it.
type Field struct {
	Offset  int    `json:"offset"`
	Bytes   Hex    `json:"bytes"`
	Name    string `json:"name"`
	Value   string `json:"value"`
	Meaning string `json:"meaning,omitempty"` // "" if the value speaks for itself
}

// EventID is the event that bytes say they belong to.
type EventID struct {
	Provider string `json:"provider,omitempty"` // "" if the code is not unique to one
	ID       uint16 `json:"event_id"`
	Code     string `json:"code"`             // full identifier, 0x and eight digits
	Severity string `json:"severity"`         // in the language of the explanation
	Facility uint16 `json:"facility"`         // 0 is the system, 4 storage
	Symbol   string `json:"symbol,omitempty"` // of netevent.h or ntiologc.h
	Title    string `json:"title,omitempty"`

	full uint32
}

// Explanation says what bytes mean: the values in them, in order and without
// gaps, and what follows from those.
type Explanation struct {
	Layout      Layout         `json:"layout"`
	Fields      []Field        `json:"fields"`
	Event       *EventID       `json:"event,omitempty"`
	Codes       []wincode.Code `json:"-"` // the error codes found, in order
	Conclusions []string       `json:"conclusions"`
	Truncated   bool           `json:"truncated,omitempty"`
	// Others are further readings of the same bytes, less likely ones.
	Others []*Explanation `json:"others,omitempty"`

	data []byte
}

// builder reads fields off the bytes and writes them down.
type builder struct {
	Explanation
	cur  cursor.Cursor
	hint Hint
}

func newBuilder(layout Layout, b []byte, hint Hint) *builder {
	return &builder{Explanation: Explanation{Layout: layout, data: b}, cur: cursor.New(b), hint: hint}
}

// field writes n bytes down. It returns nil, and writes nothing, if there are
// not that many.
func (b *builder) field(name string, n int) []byte {
	offset := b.cur.Offset()
	if b.cur.Len() < n {
		return nil
	}
	data := b.cur.Bytes(n)
	if len(data) > 0 {
		b.Fields = append(b.Fields, Field{Offset: offset, Bytes: data, Name: name})
	}
	return data
}

// number reads a little-endian unsigned integer of n bytes.
func (b *builder) number(name string, n int) uint64 {
	var v uint64
	data := b.field(name, n)
	for _, x := range slices.Backward(data) {
		v = v<<8 | uint64(x)
	}
	if data != nil {
		b.value(fmt.Sprintf("0x%0*X", 2*n, v))
	}
	return v
}

func (b *builder) u8(name string) uint8   { return uint8(b.number(name, 1)) }
func (b *builder) u16(name string)        { b.number(name, 2) }
func (b *builder) u32(name string) uint32 { return uint32(b.number(name, 4)) }
func (b *builder) u64(name string)        { b.number(name, 8) }

// raw writes n bytes down as they are.
func (b *builder) raw(name string, n int) {
	if data := b.field(name, min(n, b.cur.Len())); len(data) > 0 {
		b.value(spaced(data))
	}
}

// spaced prints bytes as pairs of digits, the middle left out if they are many.
func spaced(data []byte) string {
	const shown = 32
	if len(data) > shown {
		return fmt.Sprintf("% x … (%d bytes)", data[:shown], len(data))
	}
	return fmt.Sprintf("% x", data)
}

// value sets the value of the last field, if one was read.
func (b *builder) value(s string) {
	if i := len(b.Fields) - 1; i >= 0 {
		b.Fields[i].Value = s
	}
}

// mean sets the meaning of the last field.
func (b *builder) mean(s string) {
	if i := len(b.Fields) - 1; i >= 0 {
		b.Fields[i].Meaning = s
	}
}

// decimal gives the last field its value in decimal.
func (b *builder) decimal(v uint64) { b.value(fmt.Sprint(v)) }

func (b *builder) conclude(p phrase, args ...any) {
	b.Conclusions = append(b.Conclusions, p.in(b.hint.Lang, args...))
}

// code notes a code as the meaning of the last field; success is no error.
func (b *builder) code(c wincode.Code) {
	if c.Number != 0 {
		b.Codes = append(b.Codes, c)
	}
	b.mean(about(c, b.hint.Lang))
}

// about returns symbol and meaning of a code, without its number.
func about(c wincode.Code, lang string) string {
	_, rest, _ := strings.Cut(c.Describe(lang), " ")
	return rest
}

// words writes the rest down as dwords, the bytes behind them as they are. A
// dword that is a known failure is explained.
func (b *builder) words(name string) {
	for start := b.cur.Offset(); b.cur.Len() >= 4; {
		offset := b.cur.Offset()
		v := b.u32(fmt.Sprintf("%s+%#x", name, offset-start))
		if c, ok := failure(v); ok {
			b.code(c)
		}
	}
	b.raw(name, b.cur.Len())
}

// failure returns the code that a number is for sure: a failing NTSTATUS or
// HRESULT that has a name.
func failure(v uint32) (wincode.Code, bool) {
	for _, c := range wincode.FromNumber(v) {
		if c.Failed() && v>>31 == 1 && c.Kind != wincode.Jet && c.Unwrap().Symbol() != "" {
			return c, true
		}
	}
	return wincode.Code{}, false
}
