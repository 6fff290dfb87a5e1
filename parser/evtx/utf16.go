package evtx

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"

	"culprit/parser/event"
)

// Masks for eight ASCII characters in a 64-bit word.
const (
	ones     = 0x0101010101010101
	tops     = 0x8080808080808080
	nonASCII = 0xff80ff80ff80ff80 // of four UTF-16 units
)

// narrow packs four ASCII units of UTF-16 into four bytes.
func narrow(x uint64) uint64 {
	x = (x | x>>8) & 0x0000ffff0000ffff
	return (x | x>>16) & 0xffffffff
}

// marked sets the top bit of each byte of x, which is ASCII, that JSON must
// escape, and maybe of bytes above the first such.
func marked(x uint64) uint64 {
	control, quote, slash := x-ones*' ', (x^ones*'"')-ones, (x^ones*'\\')-ones
	return (control | quote | slash) & tops &^ x
}

// appendUTF16JSON appends a string value as the inside of a JSON string.
func appendUTF16JSON(dst, b []byte) []byte { return appendUnitsJSON(dst, trimNUL(b)) }

// appendUnitsJSON appends UTF-16 as the inside of a JSON string, eight
// characters at a time while they are plain. It gives the bytes that
// [event.AppendJSONText] gives for the same string.
func appendUnitsJSON(dst, b []byte) []byte {
	// A unit becomes 6 bytes at most, if it is a control character or, in XML, a
	// quote; the words stored ahead need 8 more.
	n := len(dst)
	dst = slices.Grow(dst, 3*len(b)+16)
	out := dst[:cap(dst)]
	for len(b) >= 16 {
		x, y := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		if (x|y)&nonASCII != 0 {
			n, b = escapeUnit(out, n, b)
			continue
		}
		x = narrow(x) | narrow(y)<<32
		binary.LittleEndian.PutUint64(out[n:], x)
		m := marked(x)
		if m == 0 {
			n += 8
			b = b[16:]
			continue
		}
		plain := bits.TrailingZeros64(m) >> 3
		n += plain
		n, b = escapeUnit(out, n, b[2*plain:])
	}
	for len(b) >= 2 {
		if u := binary.LittleEndian.Uint16(b); u >= ' ' && u < utf8.RuneSelf && u != '"' && u != '\\' {
			out[n] = byte(u)
			n++
			b = b[2:]
			continue
		}
		n, b = escapeUnit(out, n, b)
	}
	return out[:n]
}

// appendUnitsXML appends UTF-16 as text of an element or of an attribute in
// single quotes, as [event.AppendXMLText] does.
func appendUnitsXML(dst, b []byte, attr bool) []byte {
	n := len(dst)
	dst = slices.Grow(dst, 3*len(b)+16)
	out := dst[:cap(dst)]
	for len(b) >= 16 {
		x, y := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		plain := 0
		if (x|y)&nonASCII == 0 {
			x = narrow(x) | narrow(y)<<32
			binary.LittleEndian.PutUint64(out[n:], x)
			m := markedXML(x)
			if m == 0 {
				n += 8
				b = b[16:]
				continue
			}
			plain = bits.TrailingZeros64(m) >> 3
		}
		n += plain
		n, b = escapeUnitXML(out, n, b[2*plain:], attr)
	}
	for len(b) >= 2 {
		if u := binary.LittleEndian.Uint16(b); u < utf8.RuneSelf && plainXML[u] {
			out[n] = byte(u)
			n++
			b = b[2:]
			continue
		}
		n, b = escapeUnitXML(out, n, b, attr)
	}
	return out[:n]
}

// plainXML are the ASCII characters that XML never escapes.
var plainXML = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = c >= ' ' && c != '<' && c != '>' && c != '&' && c != '\''
	}
	return t
}()

// markedXML is marked for XML: < and > differ in one bit, & and ' in another.
func markedXML(x uint64) uint64 {
	control, angle, and := x-ones*' ', ((x|ones*2)^ones*'>')-ones, ((x|ones)^ones*'\'')-ones
	return (control | angle | and) & tops &^ x
}

// nextRune takes the next character; a lone surrogate becomes U+FFFD.
func nextRune(b []byte) (u rune, rest []byte) {
	u = rune(binary.LittleEndian.Uint16(b))
	b = b[2:]
	if u < surrHigh || u >= surrEnd {
		return u, b
	}
	if u < surrLow && len(b) >= 2 {
		if v := rune(binary.LittleEndian.Uint16(b)); v >= surrLow && v < surrEnd {
			return (u-surrHigh)<<10 | (v - surrLow) + 0x10000, b[2:]
		}
	}
	return utf8.RuneError, b
}

// escapeUnit writes the next character, whatever it is, and returns what is
// left.
func escapeUnit(out []byte, n int, b []byte) (int, []byte) {
	u, b := nextRune(b)
	if u < utf8.RuneSelf {
		return n + escapeASCII(out[n:], byte(u)), b
	}
	return n + utf8.EncodeRune(out[n:], u), b
}

func escapeUnitXML(out []byte, n int, b []byte, attr bool) (int, []byte) {
	u, b := nextRune(b)
	return len(event.AppendXMLRune(out[:n], u, attr)), b
}

func escapeASCII(out []byte, c byte) int {
	switch {
	case c == '"' || c == '\\':
		out[0], out[1] = '\\', c
	case c == '\n':
		out[0], out[1] = '\\', 'n'
	case c == '\r':
		out[0], out[1] = '\\', 'r'
	case c == '\t':
		out[0], out[1] = '\\', 't'
	case c < ' ':
		return copy(out, `\u00`) + copy(out[4:], []byte{'0' + c>>4, hexLower[c&15]})
	default:
		out[0] = c
		return 1
	}
	return 2
}
