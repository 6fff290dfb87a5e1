package main

import (
	"fmt"
	"math"
	"time"

	"culprit/parser/event"
)

// truth returns what the bytes of a value say. A size that the type cannot
// have, or an unknown type, leaves the bytes themselves.
//
// ref: [MS-EVEN6] 2.2.12, [MS-DTYP] 2.3 and 2.4.
func truth(typ byte, b []byte) event.Value {
	if typ == typeNull || typ == typeArray {
		return event.Value{}
	}
	if typ&typeArray != 0 {
		return truthArray(typ&^typeArray, b)
	}
	switch typ {
	case 0x01:
		return event.String(trimNUL(utf16Text(b)))
	case 0x02:
		return event.String(ansiText(b))
	case 0x0e:
		return event.Binary(b)
	}
	if len(b) == 0 {
		return event.Value{}
	}
	if v, ok := truthNumber(typ, b); ok {
		return v
	}
	switch {
	case typ == 0x0f && len(b) == 16:
		return event.GUID(guidText(b))
	case typ == 0x13 && len(b) >= 8 && len(b) == 8+4*int(b[1]):
		return event.SID(sidText(b))
	}
	return event.Binary(b)
}

// truthNumber reads the types that are numbers, in whatever size they have.
func truthNumber(typ byte, b []byte) (event.Value, bool) {
	var u uint64
	for i, x := range b[:min(len(b), 8)] {
		u |= uint64(x) << (8 * i)
	}
	isInt := len(b) == 1 || len(b) == 2 || len(b) == 4 || len(b) == 8
	switch typ {
	case 0x03, 0x05, 0x07, 0x09:
		shift := 64 - 8*min(len(b), 8)
		return event.Int(int64(u<<shift) >> shift), isInt
	case 0x04, 0x06, 0x08, 0x0a:
		return event.Uint(u), isInt
	case 0x0b:
		return event.Float32(math.Float32frombits(uint32(u))), len(b) == 4
	case 0x0c:
		return event.Float64(math.Float64frombits(u)), len(b) == 8
	case 0x0d:
		return event.Bool(u), isInt
	case 0x10, 0x14, 0x15:
		if len(b) <= 4 {
			return event.Hex32(uint32(u)), isInt
		}
		return event.Hex64(u), isInt
	case 0x11:
		return event.Time(event.FILETIME(u)), len(b) == 8
	case 0x12:
		return truthSystemTime(b)
	}
	return event.Value{}, false
}

// truthSystemTime reads year, month, day of week, day, hour, minute, second and
// millisecond; false if they are no time.
func truthSystemTime(b []byte) (event.Value, bool) {
	if len(b) != 16 {
		return event.Value{}, false
	}
	var n [8]int
	for i := range n {
		n[i] = int(le.Uint16(b[2*i:]))
	}
	if n[0] < 1601 || n[0] > 30827 || n[1] < 1 || n[1] > 12 || n[4] > 23 || n[5] > 59 || n[6] > 59 || n[7] > 999 {
		return event.Value{}, false
	}
	t := time.Date(n[0], time.Month(n[1]), n[3], n[4], n[5], n[6], n[7]*1_000_000, time.UTC)
	return event.Time(event.FromTime(t)), t.Day() == n[3]
}

// widths of what arrays hold.
var widths = map[byte]int{
	0x03: 1, 0x04: 1, 0x05: 2, 0x06: 2, 0x07: 4, 0x08: 4, 0x09: 8, 0x0a: 8, 0x0b: 4, 0x0c: 8, 0x0d: 4,
	0x0f: 16, 0x11: 8, 0x12: 16, 0x14: 4, 0x15: 8,
}

func truthArray(typ byte, b []byte) event.Value {
	if typ == 0x0e { // nothing says where an item ends
		return event.Binary(b)
	}
	if typ == 0x10 {
		typ = 0x15
		if len(b)%8 != 0 {
			typ = 0x14
		}
	}
	var items []event.Value
	for len(b) > 0 {
		n := min(itemSize(typ, b), len(b))
		items = append(items, truth(typ, b[:n]))
		b = b[n:]
	}
	return event.List(items)
}

func itemSize(typ byte, b []byte) int {
	switch typ {
	case 0x01:
		for i := 0; i+1 < len(b); i += 2 {
			if b[i] == 0 && b[i+1] == 0 {
				return i + 2
			}
		}
	case 0x02:
		for i, x := range b {
			if x == 0 {
				return i + 1
			}
		}
	case 0x13:
		if len(b) > 1 {
			return 8 + 4*int(b[1])
		}
	}
	if n := widths[typ]; n > 0 {
		return n
	}
	return len(b)
}

// high1252 is what the code page 1252 has from 0x80 to 0x9f.
const high1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

// ansiText converts text of the code page 1252, the most common one; which one
// it is, a log does not say.
func ansiText(b []byte) string {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	high := []rune(high1252)
	out := make([]rune, len(b))
	for i, x := range b {
		out[i] = rune(x)
		if x >= 0x80 && x < 0xa0 {
			out[i] = high[x-0x80]
		}
	}
	return string(out)
}

func guidText(b []byte) string {
	return fmt.Sprintf("{%08X-%04X-%04X-%X-%X}", le.Uint32(b), le.Uint16(b[4:]), le.Uint16(b[6:]), b[8:10], b[10:16])
}

func sidText(b []byte) string {
	var authority uint64
	for _, x := range b[2:8] {
		authority = authority<<8 | uint64(x)
	}
	s := fmt.Appendf(nil, "S-%d-%d", b[0], authority)
	for b = b[8:]; len(b) >= 4; b = b[4:] {
		s = fmt.Appendf(s, "-%d", le.Uint32(b))
	}
	return string(s)
}
