package evt

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// fromUTF16 returns a text in UTF-16LE as UTF-8. A surrogate without its other half
// becomes U+FFFD; an odd last byte is left out.
func fromUTF16(b []byte) string {
	var dst []byte
	for ; len(b) >= 2; b = b[2:] {
		c := rune(binary.LittleEndian.Uint16(b))
		if utf16.IsSurrogate(c) && len(b) >= 4 {
			if pair := utf16.DecodeRune(c, rune(binary.LittleEndian.Uint16(b[2:]))); pair != utf8.RuneError {
				c, b = pair, b[2:]
			}
		}
		dst = utf8.AppendRune(dst, c)
	}
	return string(dst)
}

// maxInterned bounds the memory that names of a hostile log can take.
const maxInterned = 4 << 10

// interned keeps one copy of each name, keyed by its bytes in the log. A nil
// map keeps none.
type interned map[string]string

func (m interned) text(b []byte) string {
	if s, ok := m[string(b)]; ok {
		return s
	}
	s := fromUTF16(b)
	if m != nil && len(m) < maxInterned {
		m[string(b)] = s
	}
	return s
}
