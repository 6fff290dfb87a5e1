package hexdata

import (
	"strings"
	"testing"
	"unicode/utf8"
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
