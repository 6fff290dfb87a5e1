package event

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"
)

// Kind is the type of a Value.
type Kind uint8

// The kinds. Hex32 and Hex64 are integers that Windows prints in hex.
const (
	KindNull Kind = iota
	KindString
	KindInt
	KindUint
	KindHex32
	KindHex64
	KindBool
	KindFloat32
	KindFloat64
	KindGUID
	KindSID
	KindTime
	KindBinary
	KindList
)

// Value is one typed value of event data. The zero Value is null.
type Value struct {
	kind Kind
	bits uint64
	text string
	list []Value
}

// String makes a string value.
func String(s string) Value { return Value{kind: KindString, text: s} }

// Int makes a signed integer.
func Int(i int64) Value { return Value{kind: KindInt, bits: uint64(i)} }

// Uint makes an unsigned integer.
func Uint(u uint64) Value { return Value{kind: KindUint, bits: u} }

// Hex32 makes a 32-bit integer printed in hex.
func Hex32(u uint32) Value { return Value{kind: KindHex32, bits: uint64(u)} }

// Hex64 makes a 64-bit integer printed in hex.
func Hex64(u uint64) Value { return Value{kind: KindHex64, bits: u} }

// Bool makes a boolean from the raw number: all but 0 are true.
func Bool(raw uint64) Value { return Value{kind: KindBool, bits: raw} }

// Float32 makes a single-precision number.
func Float32(f float32) Value { return Value{kind: KindFloat32, bits: uint64(math.Float32bits(f))} }

// Float64 makes a double-precision number.
func Float64(f float64) Value { return Value{kind: KindFloat64, bits: math.Float64bits(f)} }

// GUID makes a GUID from its text, {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}.
func GUID(s string) Value { return Value{kind: KindGUID, text: s} }

// SID makes a security identifier from its text, S-1-….
func SID(s string) Value { return Value{kind: KindSID, text: s} }

// Time makes a time value.
func Time(f FILETIME) Value { return Value{kind: KindTime, bits: uint64(f)} }

// Binary makes a value of raw bytes.
func Binary(b []byte) Value { return Value{kind: KindBinary, text: string(b)} }

// List makes an array.
func List(v []Value) Value { return Value{kind: KindList, list: v} }

// Kind returns the type of the value.
func (v *Value) Kind() Kind { return v.kind }

// IsNull reports whether the value is null.
func (v *Value) IsNull() bool { return v.kind == KindNull }

// Uint64 returns the number of an integer, boolean or time, sign-extended.
func (v *Value) Uint64() uint64 { return v.bits }

// Items returns the values of a list.
func (v *Value) Items() []Value { return v.list }

// Bytes returns the raw bytes of a binary value.
func (v *Value) Bytes() []byte { return []byte(v.text) }

// Text returns the value as Event Viewer shows it: hex without padding, times
// in RFC 3339, binary as upper-case hex, lists joined by commas.
func (v *Value) Text() string {
	switch v.kind {
	case KindString, KindGUID, KindSID:
		return v.text
	case KindBinary:
		return strings.ToUpper(hex.EncodeToString([]byte(v.text)))
	default:
		return string(v.AppendText(nil))
	}
}

// AppendText appends what Text returns.
func (v *Value) AppendText(dst []byte) []byte {
	switch v.kind {
	case KindNull:
		return dst
	case KindInt:
		return strconv.AppendInt(dst, int64(v.bits), 10)
	case KindUint:
		return strconv.AppendUint(dst, v.bits, 10)
	case KindHex32, KindHex64:
		return strconv.AppendUint(append(dst, "0x"...), v.bits, 16)
	case KindBool:
		return strconv.AppendBool(dst, v.bits != 0)
	case KindFloat32:
		return strconv.AppendFloat(dst, float64(math.Float32frombits(uint32(v.bits))), 'g', -1, 32)
	case KindFloat64:
		return strconv.AppendFloat(dst, math.Float64frombits(v.bits), 'g', -1, 64)
	case KindTime:
		if v.bits == 0 { // a value, unlike the time of an event, may be the epoch
			return append(dst, "1601-01-01T00:00:00.0000000Z"...)
		}
		return FILETIME(v.bits).Append(dst)
	case KindList:
		for i := range v.list {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = v.list[i].AppendText(dst)
		}
		return dst
	default: // strings of all kinds
		return append(dst, v.Text()...)
	}
}
