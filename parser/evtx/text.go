package evtx

import (
	"strconv"
	"unicode/utf8"

	"culprit/parser/event"
)

const (
	hexUpper = "0123456789ABCDEF"
	hexLower = "0123456789abcdef"
	surrHigh = 0xd800
	surrLow  = 0xdc00
	surrEnd  = 0xe000
)

// trimNUL cuts the NULs that end a UTF-16 string. One in the middle stays: what
// stands behind it may be what someone wanted to hide.
func trimNUL(b []byte) []byte {
	b = b[:len(b)&^1]
	for len(b) >= 2 && b[len(b)-2]|b[len(b)-1] == 0 {
		b = b[:len(b)-2]
	}
	return b
}

// appendUTF16 appends UTF-16 as UTF-8; a lone surrogate becomes U+FFFD.
func appendUTF16(dst, b []byte) []byte {
	for len(b) >= 2 {
		var u rune
		if u, b = nextRune(b); u < utf8.RuneSelf {
			dst = append(dst, byte(u))
		} else {
			dst = utf8.AppendRune(dst, u)
		}
	}
	return dst
}

// appendANSI appends text of the code page 1252, in which a byte that is no
// character stands for the control of its number, as Windows has it.
func appendANSI(dst, b []byte) []byte {
	for _, x := range b {
		dst = utf8.AppendRune(dst, ansiRune(x))
	}
	return dst
}

// appendANSIJSON appends text of the code page 1252 as the inside of a JSON
// string.
func appendANSIJSON(dst, b []byte) []byte {
	start := 0
	for i, x := range b {
		if x >= ' ' && x < utf8.RuneSelf && x != '"' && x != '\\' {
			continue
		}
		dst = append(dst, b[start:i]...)
		start = i + 1
		if x >= utf8.RuneSelf {
			dst = utf8.AppendRune(dst, ansiRune(x))
			continue
		}
		var buf [6]byte
		dst = append(dst, buf[:escapeASCII(buf[:], x)]...)
	}
	return append(dst, b[start:]...)
}

// appendANSIXML appends text of the code page 1252 as text of an element or
// attribute.
func appendANSIXML(dst, b []byte, attr bool) []byte {
	start := 0
	for i, x := range b {
		if x < utf8.RuneSelf && plainXML[x] {
			continue
		}
		dst = event.AppendXMLRune(append(dst, b[start:i]...), ansiRune(x), attr)
		start = i + 1
	}
	return append(dst, b[start:]...)
}

func ansiRune(x byte) rune {
	if x >= 0x80 && x < 0xa0 {
		return cp1252[x-0x80]
	}
	return rune(x)
}

// cp1252 is where the code page 1252 differs from Latin-1.
var cp1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}

func trimZero(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

// guidOrder is the order in which the bytes of a GUID are printed: three
// little-endian numbers, then eight bytes ([MS-DTYP] 2.3.4).
var guidOrder = [16]byte{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15}

// isSID reports whether b is a security identifier: revision, number of
// sub-authorities, 48-bit big-endian authority, sub-authorities
// ([MS-DTYP] 2.4.2.2).
func isSID(b []byte) bool { return len(b) >= 8 && len(b) == 8+4*int(b[1]) }

func appendSID(dst, b []byte) []byte {
	dst = append(dst, "S-"...)
	dst = strconv.AppendUint(dst, uint64(b[0]), 10)
	dst = append(dst, '-')
	authority := uint64(b[2])<<40 | uint64(b[3])<<32 | uint64(b[4])<<24 |
		uint64(b[5])<<16 | uint64(b[6])<<8 | uint64(b[7])
	dst = strconv.AppendUint(dst, authority, 10)
	for b = b[8:]; len(b) >= 4; b = b[4:] {
		dst = append(dst, '-')
		dst = strconv.AppendUint(dst, uint64(le.Uint32(b)), 10)
	}
	return dst
}
