package evtxtest

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"culprit/parser/event"
)

// Types of BinXML values that are written here.
const (
	typNull     = 0x00
	typString   = 0x01
	typUint8    = 0x04
	typUint16   = 0x06
	typInt32    = 0x07
	typUint32   = 0x08
	typInt64    = 0x09
	typUint64   = 0x0a
	typFloat32  = 0x0b
	typFloat64  = 0x0c
	typBool     = 0x0d
	typBinary   = 0x0e
	typGUID     = 0x0f
	typFileTime = 0x11
	typSID      = 0x13
	typHex32    = 0x14
	typHex64    = 0x15
	typBinXML   = 0x21
	typArray    = 0x80
)

// value fills a slot. A nested document is written where it stands, because
// its names refer to places in the chunk.
type value struct {
	typ    byte
	bytes  []byte
	nested func() error
}

// encode gives a value its type and bytes. Integers take four bytes if they
// fit, else eight.
func encode(v *event.Value) (value, error) {
	le := binary.LittleEndian
	bits := v.Uint64()
	switch v.Kind() {
	case event.KindNull:
		return value{}, nil
	case event.KindString:
		return value{typ: typString, bytes: utf16le(v.Text())}, nil
	case event.KindInt:
		if i := int64(bits); i == int64(int32(i)) {
			return value{typ: typInt32, bytes: le.AppendUint32(nil, uint32(bits))}, nil
		}
		return value{typ: typInt64, bytes: le.AppendUint64(nil, bits)}, nil
	case event.KindUint:
		if bits <= math.MaxUint32 {
			return value{typ: typUint32, bytes: le.AppendUint32(nil, uint32(bits))}, nil
		}
		return value{typ: typUint64, bytes: le.AppendUint64(nil, bits)}, nil
	case event.KindHex32:
		return value{typ: typHex32, bytes: le.AppendUint32(nil, uint32(bits))}, nil
	case event.KindHex64:
		return value{typ: typHex64, bytes: le.AppendUint64(nil, bits)}, nil
	case event.KindBool:
		return value{typ: typBool, bytes: le.AppendUint32(nil, uint32(bits))}, nil
	case event.KindFloat32:
		return value{typ: typFloat32, bytes: le.AppendUint32(nil, uint32(bits))}, nil
	case event.KindFloat64:
		return value{typ: typFloat64, bytes: le.AppendUint64(nil, bits)}, nil
	case event.KindGUID:
		return encodeGUID(v.Text())
	case event.KindSID:
		return encodeSID(v.Text())
	case event.KindTime:
		return value{typ: typFileTime, bytes: le.AppendUint64(nil, bits)}, nil
	case event.KindBinary:
		return value{typ: typBinary, bytes: v.Bytes()}, nil
	case event.KindList:
		return encodeList(v.Items())
	}
	return value{}, fmt.Errorf("a value of kind %d cannot be written", v.Kind())
}

// encodeList joins values of one type; strings end with a NUL each.
func encodeList(items []event.Value) (value, error) {
	list := value{typ: typArray | typString}
	for i := range items {
		v, err := encode(&items[i])
		if err != nil {
			return value{}, err
		}
		if i > 0 && list.typ != typArray|v.typ {
			return value{}, fmt.Errorf("a list of types %#x and %#x cannot be written", list.typ, typArray|v.typ)
		}
		list.typ = typArray | v.typ
		list.bytes = append(list.bytes, v.bytes...)
		if v.typ == typString {
			list.bytes = append(list.bytes, 0, 0)
		}
	}
	return list, nil
}

// encodeGUID encodes {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}: its first three
// parts are little-endian numbers. An empty text is null.
func encodeGUID(s string) (value, error) {
	if s == "" {
		return value{}, nil
	}
	b, err := hex.DecodeString(strings.ReplaceAll(strings.Trim(s, "{}"), "-", ""))
	if err != nil || len(b) != 16 {
		return value{}, fmt.Errorf("%q is not a GUID", s)
	}
	b[0], b[1], b[2], b[3] = b[3], b[2], b[1], b[0]
	b[4], b[5] = b[5], b[4]
	b[6], b[7] = b[7], b[6]
	return value{typ: typGUID, bytes: b}, nil
}

// encodeSID encodes S-1-authority-sub-…; an empty text is null.
func encodeSID(s string) (value, error) {
	if s == "" {
		return value{}, nil
	}
	parts := strings.Split(s, "-")
	if len(parts) < 3 || parts[0] != "S" || parts[1] != "1" || len(parts) > 3+15 {
		return value{}, fmt.Errorf("%q is not a SID", s)
	}
	numbers := make([]uint64, 0, len(parts)-2)
	for _, p := range parts[2:] {
		u, err := strconv.ParseUint(p, 10, 48)
		if err != nil {
			return value{}, fmt.Errorf("%q is not a SID: %w", s, err)
		}
		numbers = append(numbers, u)
	}
	b := binary.BigEndian.AppendUint64(nil, numbers[0])
	b[0], b[1] = 1, byte(len(numbers)-1)
	for _, u := range numbers[1:] {
		b = binary.LittleEndian.AppendUint32(b, uint32(u))
	}
	return value{typ: typSID, bytes: b}, nil
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
