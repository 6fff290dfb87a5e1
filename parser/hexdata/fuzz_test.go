package hexdata

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"culprit/parser/event"
)

var seeds = []string{
	"0000: 00 00 00 00 01 00 54 00 . Т.\n0008: 00 00 00 00 с4 10 00 с0 . ¨¤\n",
	"0000: 00000000 00540001 00000000 c00010c4 \n0010: 00000001",
	"00000000  00 00 00 00 01 00 54 00  00 00 00 00 c4 10 00 c0  |......T.........|\n*\n00000070  61 62  |ab|\n00000072\n",
	"00000000: 00000000 00540001 00000000 c00010c4  ......T.........\n",
	"0000000 0000 0000 0001 0054 0000 0000 10c4 c000\n0000020 0001\n0000022\n",
	"           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n00000000   00 C4                                            .Ä\n",
	"{0, 0, 1, 84...}", "Data={2,0,0,0}", "\"Data\"=hex:00,01,\\\n  02\n", "<Binary>0000C4</Binary>", "0x00,0x01,0x02,0x03", "Данные:\n02 00\n",
}

func FuzzParseLine(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, ok := ParseLine(s)
		if !ok {
			return
		}
		if len(l.Data) == 0 || len(l.Data) > 16 || !strings.HasPrefix(s, l.Head) || !strings.HasSuffix(s, l.Tail) {
			t.Fatalf("%q: %+v", s, l)
		}
		for _, r := range l.Repairs {
			if r.Column < 1 || r.Column > utf8.RuneCountInString(s) {
				t.Fatalf("%q: repair at column %d", s, r.Column)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range Parse(s) {
			switch {
			case len(d.Data) == 0 || len(d.Data) > MaxDump:
				t.Fatalf("%q: %d bytes", s, len(d.Data))
			case d.Other != nil && len(d.Other) != len(d.Data):
				t.Fatalf("%q: readings of %d and %d bytes", s, len(d.Data), len(d.Other))
			case (d.Ambiguous != "") != (d.Other != nil):
				t.Fatalf("%q: ambiguous %q, other %x", s, d.Ambiguous, d.Other)
			case d.Line < 1 || d.LastLine < d.Line:
				t.Fatalf("%q: lines %d to %d", s, d.Line, d.LastLine)
			}
		}
	})
}

// FuzzDecode holds the fields of any explanation to cover the bytes, and the
// explanation not to depend on the language.
func FuzzDecode(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.data, v.hint.Provider, v.hint.Code)
	}
	f.Fuzz(func(t *testing.T, data []byte, provider string, code uint32) {
		en := Decode(data, Hint{Provider: provider, Code: code})
		ru := Decode(data, Hint{Provider: provider, Code: code, Lang: "ru"})
		if en == nil {
			if len(data) > 0 {
				t.Fatal("no explanation")
			}
			return
		}
		checkCover(t, data, en)
		if en.Layout != ru.Layout || len(en.Fields) != len(ru.Fields) || len(en.Conclusions) != len(ru.Conclusions) {
			t.Fatalf("%s and %s", en.Layout, ru.Layout)
		}
	})
}

func FuzzOpen(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Add([]byte("\xff\xfe0\x000\x000\x000\x00:\x00 \x000\x002\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		Detect(raw)
		log, err := Open(bytes.NewReader(raw), int64(len(raw)), &event.Source{Path: "fuzz"})
		if err != nil {
			return
		}
		for v, d := range log.Records() {
			if (v == nil) == (d == nil) {
				t.Fatal("neither or both of record and damage")
			}
		}
	})
}

func BenchmarkParseLine(b *testing.B) {
	for name, s := range map[string]string{
		"row":   "0008: 00 00 00 00 с4 10 00 с0 . ¨¤",
		"prose": "Драйвер IPSec перешел в блочный режим. IPSec будет отбрасывать весь входящий и исходящий сетевой трафик TCP/IP, который не разрешен.",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ParseLine(s)
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	data := ipsec(0xC00010C4)
	b.ReportAllocs()
	for b.Loop() {
		Decode(data, Hint{})
	}
}
