package hexdata

import (
	"fmt"
	"unicode"
)

// Repair is one character of the digits that was not what it looked like.
type Repair struct {
	Line   int  `json:"line,omitempty"` // in the text, from 1; 0 if only the row is known
	Column int  `json:"column"`         // in the line, in characters, from 1
	Was    rune `json:"was"`            // what stood there
	Read   byte `json:"read"`           // what it was read as
	Unsure bool `json:"unsure,omitempty"`
}

// String says where the character stands, which it is and what it was read as.
func (r Repair) String() string {
	where := fmt.Sprintf("column %d", r.Column)
	if r.Line > 0 {
		where = fmt.Sprintf("line %d, %s", r.Line, where)
	}
	sure := ""
	if r.Unsure {
		sure = ", a guess"
	}
	return fmt.Sprintf("%s: %s %U read as %q%s", where, script(r.Was), r.Was, r.Read, sure)
}

func script(r rune) string {
	switch {
	case unicode.Is(unicode.Cyrillic, r):
		return "Cyrillic letter"
	case unicode.Is(unicode.Greek, r):
		return "Greek letter"
	case r >= 0xFF01 && r <= 0xFF5E:
		return "full-width character"
	case unicode.IsSpace(r):
		return "space"
	}
	return "character"
}

// lookalikes maps letters of other scripts to the hex digits that they look
// like, or that a transliteration makes of them (д, ф).
var lookalikes = map[rune]byte{
	'а': 'a', 'А': 'A', 'в': 'b', 'В': 'B', 'с': 'c', 'С': 'C', 'е': 'e', 'Е': 'E',
	'о': '0', 'О': '0', 'З': '3', 'з': '3', 'б': '6', 'д': 'd', 'Д': 'D', 'ф': 'f', 'Ф': 'F',
	'α': 'a', 'Α': 'A', 'β': 'b', 'Β': 'B', 'ε': 'e', 'Ε': 'E', 'ο': '0', 'Ο': '0',
}

// misread maps the Latin letters that text recognition puts for digits. They
// are tried only where a row fails otherwise.
var misread = map[rune]byte{'O': '0', 'o': '0', 'l': '1', 'I': '1', 'S': '5', 'Z': '2'}

// fold returns the ASCII character that r stands for within the digits of a
// dump, or 0 if it stands for none. It is r itself if nothing was repaired.
func fold(r rune, ocr bool) byte {
	switch {
	case r > 0 && r < 0x80:
		if b, ok := misread[r]; ok && ocr {
			return b
		}
		return byte(r)
	case r >= 0xFF01 && r <= 0xFF5E: // full-width forms of ASCII
		return byte(r - 0xFEE0)
	case r >= 0x2010 && r <= 0x2015, r == 0x2212: // hyphens, dashes, minus
		return '-'
	case unicode.IsSpace(r): // no-break, thin, figure, ideographic
		return ' '
	}
	return lookalikes[r]
}

func isHex(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}

// isUnsure reports whether a repaired character could also stand for another
// digit: б is 6 or b, and Latin letters are misread rather than look-alikes.
func isUnsure(r rune) bool { return r < 0x80 || r == 'б' }
