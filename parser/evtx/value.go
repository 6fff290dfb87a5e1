package evtx

import (
	"math"
	"time"

	"culprit/parser/event"
)

// Types of values.
//
// ref: [MS-EVEN6] 2.2.12, libevtx documentation 6.1; 0x80 marks an array.
const (
	typeNull       = 0x00
	typeString     = 0x01
	typeANSI       = 0x02
	typeInt8       = 0x03
	typeUint8      = 0x04
	typeInt16      = 0x05
	typeUint16     = 0x06
	typeInt32      = 0x07
	typeUint32     = 0x08
	typeInt64      = 0x09
	typeUint64     = 0x0a
	typeReal32     = 0x0b
	typeReal64     = 0x0c
	typeBool       = 0x0d
	typeBinary     = 0x0e
	typeGUID       = 0x0f
	typeSizeT      = 0x10
	typeFileTime   = 0x11
	typeSystemTime = 0x12
	typeSID        = 0x13
	typeHex32      = 0x14
	typeHex64      = 0x15
	typeBinXML     = 0x21
	typeArray      = 0x80
)

// widths are the sizes of the types that have one.
var widths = [32]int{
	typeInt8: 1, typeUint8: 1, typeInt16: 2, typeUint16: 2, typeInt32: 4, typeUint32: 4,
	typeInt64: 8, typeUint64: 8, typeReal32: 4, typeReal64: 8, typeBool: 4, typeGUID: 16,
	typeFileTime: 8, typeSystemTime: 16, typeHex32: 4, typeHex64: 8,
}

// unsigned are the types that are integers without a sign.
var unsigned = [256]bool{
	typeUint8: true, typeUint16: true, typeUint32: true, typeUint64: true, typeHex32: true, typeHex64: true,
}

// integer reads a little-endian integer of the size it has, which writers do
// not always keep to that of the type; false if it has none that integers have.
func integer(b []byte) (uint64, bool) {
	switch len(b) {
	case 1:
		return uint64(b[0]), true
	case 2:
		return uint64(le.Uint16(b)), true
	case 4:
		return uint64(le.Uint32(b)), true
	case 8:
		return le.Uint64(b), true
	}
	return 0, false
}

// signed is integer with the sign of its size.
func signed(b []byte) (int64, bool) {
	u, ok := integer(b)
	if !ok {
		return 0, false
	}
	shift := 64 - 8*len(b)
	return int64(u<<shift) >> shift, true
}

// value decodes a value that is no binary XML. A value whose size its type
// cannot have, or whose type is unknown, is given as its bytes.
func (r *reader) value(s slot) event.Value {
	return r.decode(s.typ, r.bytes(s))
}

func (r *reader) decode(typ byte, b []byte) event.Value {
	if typ&typeArray != 0 {
		return r.array(typ&^typeArray, b)
	}
	return r.scalar(typ, b)
}

// bytes returns the raw bytes of a value, which are about to be written.
func (r *reader) bytes(s slot) []byte {
	r.steps -= int(s.n) / stepBytes
	return r.c[s.off:][:s.n:s.n]
}

func (r *reader) scalar(typ byte, b []byte) event.Value {
	switch typ {
	case typeNull:
		return event.Value{} // whatever its length
	case typeString:
		return event.String(string(appendUTF16(nil, trimNUL(b))))
	case typeANSI:
		return event.String(string(r.ansi(nil, trimZero(b))))
	case typeBinary:
		return event.Binary(b)
	}
	if len(b) == 0 {
		return event.Value{}
	}
	if v, ok := r.number(typ, b); ok {
		return v
	}
	switch {
	case typ == typeGUID && len(b) == 16:
		return event.GUID(string(appendGUID(nil, b)))
	case typ == typeSID && isSID(b):
		return event.SID(string(appendSID(nil, b)))
	}
	return event.Binary(b)
}

// number decodes the types that are numbers.
func (r *reader) number(typ byte, b []byte) (event.Value, bool) {
	switch typ {
	case typeInt8, typeInt16, typeInt32, typeInt64:
		i, ok := signed(b)
		return event.Int(i), ok
	case typeReal32:
		if len(b) == 4 {
			return event.Float32(math.Float32frombits(le.Uint32(b))), true
		}
	case typeReal64:
		if len(b) == 8 {
			return event.Float64(math.Float64frombits(le.Uint64(b))), true
		}
	case typeSystemTime:
		f, ok := systemTime(b)
		return event.Time(f), ok
	}
	u, ok := integer(b)
	switch typ {
	case typeUint8, typeUint16, typeUint32, typeUint64:
		return event.Uint(u), ok
	case typeBool:
		return event.Bool(u), ok
	case typeSizeT, typeHex32, typeHex64:
		if len(b) <= 4 {
			return event.Hex32(uint32(u)), ok
		}
		return event.Hex64(u), ok
	case typeFileTime:
		return event.Time(event.FILETIME(u)), len(b) == 8
	}
	return event.Value{}, false
}

// systemTime converts a SYSTEMTIME: eight 16-bit numbers, year, month, day of
// week, day, hour, minute, second, millisecond ([MS-DTYP] 2.3.13). False if
// they are no time.
func systemTime(b []byte) (event.FILETIME, bool) {
	if len(b) != 16 {
		return 0, false
	}
	n := func(i int) int { return int(le.Uint16(b[2*i:])) }
	t := time.Date(n(0), time.Month(n(1)), n(3), n(4), n(5), n(6), n(7)*1e6, time.UTC)
	if n(0) < 1601 || n(0) > 30827 || t.Year() != n(0) || int(t.Month()) != n(1) || t.Day() != n(3) ||
		n(4) > 23 || n(5) > 59 || n(6) > 59 || n(7) > 999 {
		return 0, false
	}
	return event.FromTime(t), true
}

// array decodes an array; the tail that is too short for an item is one all
// the same.
func (r *reader) array(typ byte, b []byte) event.Value {
	var items []event.Value
	switch typ {
	case typeNull:
		return event.Value{}
	case typeBinary: // no item has a size of its own
		return event.Binary(b)
	case typeSizeT: // nothing says which size; 32-bit systems are rare
		typ = typeHex64
		if len(b)%8 != 0 {
			typ = typeHex32
		}
	}
	for len(b) > 0 && r.step() {
		n := itemSize(typ, b)
		items = append(items, r.scalar(typ, b[:n]))
		b = b[n:]
	}
	return event.List(items)
}

// itemSize returns the size of the first item of an array, its terminator
// included.
func itemSize(typ byte, b []byte) int {
	n := len(b)
	switch {
	case typ == typeString:
		for i := 0; i+2 <= len(b); i += 2 {
			if b[i]|b[i+1] == 0 {
				return i + 2
			}
		}
	case typ == typeANSI:
		for i := range b {
			if b[i] == 0 {
				return i + 1
			}
		}
	case typ == typeSID:
		if len(b) > 1 {
			n = 8 + 4*int(b[1])
		}
	case int(typ) < len(widths) && widths[typ] > 0:
		n = widths[typ]
	}
	return min(n, len(b))
}
