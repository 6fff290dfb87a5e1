package text

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// charset is one way in which a text may be encoded.
type charset struct {
	name    string
	aliases string            // further names, space separated
	enc     encoding.Encoding // nil for UTF-8, which is read as it stands
	width   func(rune) int    // bytes of a character in this encoding
}

func oneByte(rune) int { return 1 }

func twoBytes(r rune) int {
	if r < 0x80 || r >= 0xFF61 && r <= 0xFF9F { // half-width katakana in Shift JIS
		return 1
	}
	return 2
}

func utf16Bytes(r rune) int {
	if r > 0xFFFF {
		return 4
	}
	return 2
}

var (
	utf8Text  = &charset{name: "utf-8", aliases: "utf8 65001", width: utf8.RuneLen}
	utf16LE   = &charset{"utf-16le", "utf16 utf16le unicode 1200", xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM), utf16Bytes}
	utf16BE   = &charset{"utf-16be", "utf16be 1201", xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM), utf16Bytes}
	fallback  = &charset{"windows-1252", "ansi latin1 iso88591 1252", charmap.Windows1252, oneByte}
	codePages = []*charset{ // ANSI before OEM, so that it wins a tie
		fallback,
		{"windows-1251", "1251", charmap.Windows1251, oneByte},
		{"windows-1250", "1250", charmap.Windows1250, oneByte},
		{"shift_jis", "sjis shiftjis 932 windows31j", japanese.ShiftJIS, twoBytes},
		{"gbk", "gb2312 gb18030 936", simplifiedchinese.GBK, twoBytes},
		{"euc-kr", "korean euckr 949", korean.EUCKR, twoBytes},
		{"big5", "950", traditionalchinese.Big5, twoBytes},
		{"windows-1254", "1254", charmap.Windows1254, oneByte},
		{"windows-1253", "1253", charmap.Windows1253, oneByte},
		{"windows-1257", "1257", charmap.Windows1257, oneByte},
		{"ibm866", "866", charmap.CodePage866, oneByte},
		{"ibm850", "850", charmap.CodePage850, oneByte},
		{"ibm852", "852", charmap.CodePage852, oneByte},
		{"ibm437", "437", charmap.CodePage437, oneByte},
		{"koi8-r", "koi8 koi8r 20866", charmap.KOI8R, oneByte},
	}
)

// byName finds an encoding by a name that a person may give it: cp1251,
// windows-1251, 1251, ibm866, oem866.
func byName(name string) (*charset, error) {
	bare := strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
	for _, prefix := range []string{"windows", "cp", "ibm", "oem", "dos", "win", "codepage"} {
		if digits := strings.TrimPrefix(bare, prefix); strings.Trim(digits, "0123456789") == "" && digits != "" {
			bare = digits
		}
	}
	for _, c := range append([]*charset{utf8Text, utf16LE, utf16BE}, codePages...) {
		for alias := range strings.SplitSeq(c.name+" "+c.aliases, " ") {
			if bare == strings.NewReplacer("-", "", "_", "").Replace(alias) {
				return c, nil
			}
		}
	}
	return nil, fmt.Errorf("unknown encoding %q", name)
}

// sniff chooses the encoding of a text from its first bytes and returns the
// length of its byte order mark. whole says that nothing follows them.
// why is "" if the bytes leave no doubt.
func sniff(prefix []byte, whole bool) (c *charset, bom int, why string) {
	switch {
	case bytes.HasPrefix(prefix, []byte{0xEF, 0xBB, 0xBF}):
		return utf8Text, 3, ""
	case bytes.HasPrefix(prefix, []byte{0xFF, 0xFE}):
		return utf16LE, 2, ""
	case bytes.HasPrefix(prefix, []byte{0xFE, 0xFF}):
		return utf16BE, 2, ""
	}
	if c := sniffUTF16(prefix); c != nil {
		return c, 0, "it has no byte order mark, but zero bytes as UTF-16 has them"
	}
	if validUTF8(prefix, whole) {
		if c := sniffTwice(prefix); c != nil {
			return c, 0, "it was taken for that code page and encoded again"
		}
		return utf8Text, 0, ""
	}
	c, why = sniffCodePage(prefix)
	return c, 0, why
}

// sniffUTF16 recognises UTF-16 without a byte order mark by its zero bytes:
// digits, spaces and line ends have them in any language.
func sniffUTF16(b []byte) *charset {
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i&1]++
		}
	}
	switch few, many := len(b)/200, len(b)/16; {
	case zeros[1] > many && zeros[0] <= few:
		return utf16LE
	case zeros[0] > many && zeros[1] <= few:
		return utf16BE
	}
	return nil
}

// validUTF8 reports whether b is UTF-8, but for a character cut at its end.
func validUTF8(b []byte, whole bool) bool {
	for cut := 0; !whole && cut < utf8.UTFMax && cut < len(b); cut++ {
		if last := b[len(b)-1-cut]; utf8.RuneStart(last) {
			if !utf8.FullRune(b[len(b)-1-cut:]) {
				b = b[:len(b)-1-cut]
			}
			break
		}
	}
	return utf8.Valid(b)
}

// sniffCodePage chooses the code page under which the text holds the most
// words that Event Viewer writes: labels, types, column heads.
func sniffCodePage(prefix []byte) (best *charset, why string) {
	best, most := fallback, 0
	for _, c := range codePages {
		decoded, err := c.enc.NewDecoder().Bytes(prefix)
		if err != nil {
			continue
		}
		if n := vocabulary(string(decoded)); n > most {
			best, most = c, n
		}
	}
	if most == 0 {
		return fallback, "no code page makes known words of it"
	}
	return best, fmt.Sprintf("%d known words in it, more than under any other code page", most)
}

// twice is UTF-8 that a program took for text in a code page and encoded once
// more: "РўРёРї СЃРѕР±С‹С‚РёСЏ" for "Тип события". As a transformer it takes
// back the second encoding.
type twice struct {
	transform.NopResetter
	page *charmap.Charmap
}

func (t twice) NewDecoder() *encoding.Decoder { return &encoding.Decoder{Transformer: t} }

func (t twice) NewEncoder() *encoding.Encoder {
	return &encoding.Encoder{Transformer: t.page.NewDecoder()}
}

// Transform implements [transform.Transformer].
func (t twice) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if nDst == len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		r, n := utf8.DecodeRune(src[nSrc:])
		b, ok := t.page.EncodeRune(r)
		switch {
		case ok:
		case r < 0x100: // bytes that the code page does not have pass as they are
			b = byte(r)
		default:
			b = '?'
		}
		dst[nDst] = b
		nDst++
		nSrc += n
	}
	return nDst, nSrc, nil
}

// width returns how many bytes a character has become.
func (t twice) width(r rune) int {
	n := 0
	for _, b := range utf8.AppendRune(nil, r) {
		if d := t.page.DecodeByte(b); d != utf8.RuneError {
			n += utf8.RuneLen(d)
		} else {
			n += utf8.RuneLen(rune(b))
		}
	}
	return n
}

// sniffTwice recognises such text: undone, it holds known words, and as it
// stands it does not.
func sniffTwice(prefix []byte) *charset {
	if isASCII(string(prefix)) {
		return nil
	}
	most := vocabulary(string(prefix))
	var best *charset
	for _, t := range []twice{{page: charmap.Windows1251}, {page: charmap.Windows1252}} {
		undone, err := t.NewDecoder().Bytes(prefix)
		if err != nil {
			continue
		}
		if n := vocabulary(strings.ToValidUTF8(string(undone), "")); n > most {
			best, most = &charset{name: "utf-8 in " + strings.ToLower(strings.ReplaceAll(t.page.String(), " ", "-")), enc: t, width: t.width}, n
		}
	}
	return best
}

// vocabulary counts the words of the viewer in a text that are not ASCII:
// only these tell one code page from another.
func vocabulary(s string) int {
	n := 0
	for piece := range strings.FieldsFuncSeq(s, func(r rune) bool {
		return strings.ContainsRune("\t\r\n,;:=\"：", r)
	}) {
		if len(piece) > maxLabel || isASCII(piece) {
			continue
		}
		w := fold(piece)
		_, isLevel := levelWords[w]
		_, isAudit := auditWords[w]
		_, isSource := sourceNames[w]
		if len(labels[w]) > 0 || isLevel || isAudit || isSource || noWords[w] {
			n++
		}
	}
	return n
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// printable reports whether decoded text looks like text at all: hardly any
// control characters and hardly any that the encoding does not have.
func printable(s string) bool {
	odd, all := 0, 0
	for _, r := range s {
		all++
		if r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' && r != '\f' {
			odd++
		}
	}
	return all > 0 && odd*50 <= all
}
