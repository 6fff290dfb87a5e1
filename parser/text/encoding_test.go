package text_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"culprit/parser/text"
)

// reencode writes UTF-8 text in another encoding.
func reencode(t testing.TB, name string, b []byte) []byte {
	t.Helper()
	enc := map[string]encoding.Encoding{
		"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"windows-1251": charmap.Windows1251,
		"windows-1252": charmap.Windows1252,
		"ibm866":       charmap.CodePage866,
		"ibm850":       charmap.CodePage850,
		"koi8-r":       charmap.KOI8R,
	}[name]
	out, err := encoding.ReplaceUnsupported(enc.NewEncoder()).Bytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// utf8As1251 takes UTF-8 text for text in Windows-1251 and encodes it once more, as
// browsers do: bytes without a meaning there become control characters.
func utf8As1251(b []byte) []byte {
	var out []rune
	for _, c := range b {
		r := charmap.Windows1251.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
		}
		out = append(out, r)
	}
	return []byte(string(out))
}

const clip = "Event Type:\tFehler\nEvent Source:\tSrv\nEvent ID:\t2013\nDate:\t25.09.2006\nTime:\t11:09:18\nComputer:\tBÜRO\n"

func TestEncodingOption(t *testing.T) {
	b := reencode(t, "ibm850", []byte(clip))
	l := open(t, "clip.txt", b, text.Options{Encoding: "cp850"})
	got := collect(l)
	if len(got) != 1 || got[0].Computer != "BÜRO" || l.Encoding() != "ibm850" {
		t.Errorf("as %s: %+v", l.Encoding(), got)
	}
}

func TestEncodingOptionUnknown(t *testing.T) {
	_, err := text.Open(nil, 0, nil, text.Options{Encoding: "ebcdic"})
	if err == nil || err.Error() != `unknown encoding "ebcdic"` {
		t.Errorf("err = %v", err)
	}
}
