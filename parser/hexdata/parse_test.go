package hexdata

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// block is the data of the event in which the IPSec driver enters Block mode.
const block = "000000000100540000000000c41000c0" + "01000000000000000000000000000000" + "0000000000000000"

// long is block and something that fills rows of 16, repeats and ends odd.
var long = block + hex.EncodeToString([]byte("Win32HRes\x00")) + strings.Repeat("00", 64) + "6162"

// TestNotations reads the same bytes from what the tools print.
func TestNotations(t *testing.T) {
	tests := []struct {
		name string
		in   string
		want string
		is   Notation
	}{
		{"event viewer, bytes", `
Data:
0000: 00 00 00 00 01 00 54 00   ......T.
0008: 00 00 00 00 c4 10 00 c0   ....Ä..À
0010: 01 00 00 00 00 00 00 00   ........
0018: 00 00 00 00 00 00 00 00   ........
0020: 00 00 00 00 00 00 00 00   ........
`, block, ViewerBytes},
		{"line breaks lost", "Data: 0000: 00 00 00 00 01 00 54 00 ......T. 0008: 00 00 00 00 C4 10 00 C0 ....Ä..À 0010: 01 00 00 00 00 00 00 00 ........ " +
			"0018: 00 00 00 00 00 00 00 00 ........ 0020: 00 00 00 00 00 00 00 00 ........", block, ViewerBytes},
		{"words, line breaks lost", "0000: 00000000 00540001 00000000 C00010C4 0010: 00000001 00000000 00000000 00000000 0020: 00000000 00000000", block, ViewerWords},
		{"event viewer, words", `
Data: ( ) Bytes (*) Words
0000: 00000000 00540001 00000000 c00010c4 
0010: 00000001 00000000 00000000 00000000 
0020: 00000000 00000000 
`, block, ViewerWords},
		{"newer event viewer, both views", `
Binary data:

In Words

0000: 00000000 00540001 00000000 C00010C4
0010: 00000001 00000000 00000000 00000000
0020: 00000000 00000000

In Bytes

0000: 00 00 00 00 01 00 54 00   ......T.
0008: 00 00 00 00 C4 10 00 C0   ....Ä..À
0010: 01 00 00 00 00 00 00 00   ........
0018: 00 00 00 00 00 00 00 00   ........
0020: 00 00 00 00 00 00 00 00   ........
`, block, ViewerBytes},
		{"xxd", `
00000000: 0000 0000 0100 5400 0000 0000 c410 00c0  ......T.........
00000010: 0100 0000 0000 0000 0000 0000 0000 0000  ................
00000020: 0000 0000 0000 0000                      ........
`, block, XXD},
		{"xxd, odd length", "00000000: 5769 6e33 3248 5265 73                   Win32HRes\n", "57696e333248526573", XXD},
		{"xxd -e", `
00000000: 00000000 00540001 00000000 c00010c4  ......T.........
00000010: 00000001 00000000 00000000 00000000  ................
00000020: 00000000 00000000                    ........
`, block, XXD},
		{"hexdump -C", `
00000000  00 00 00 00 01 00 54 00  00 00 00 00 c4 10 00 c0  |......T.........|
00000010  01 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
00000020  00 00 00 00 00 00 00 00  57 69 6e 33 32 48 52 65  |........Win32HRe|
00000030  73 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |s...............|
00000040  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00000070  00 00 61 62                                       |..ab|
00000074
`, long, HexdumpC},
		{"od, hexadecimal offsets", `
000000 00 00 00 00 01 00 54 00 00 00 00 00 c4 10 00 c0
000010 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
000020 00 00 00 00 00 00 00 00 57 69 6e 33 32 48 52 65
000030 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
000040 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
*
000070 00 00 61 62
000074
`, long, OD},
		{"od, octal offsets", `
0000000 00 00 00 00 01 00 54 00 00 00 00 00 c4 10 00 c0
0000020 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
0000040 00 00 00 00 00 00 00 00 57 69 6e 33 32 48 52 65
0000060 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
0000100 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
*
0000160 00 00 61 62
0000164
`, long, OD},
		{"od, decimal offsets", `
0000000 00 00 00 00 01 00 54 00 00 00 00 00 c4 10 00 c0
0000016 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
0000032 00 00 00 00 00 00 00 00 57 69 6e 33 32 48 52 65
0000048 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
0000064 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
*
0000112 00 00 61 62
0000116
`, long, OD},
		{"powershell 5", `


           Path: C:\case\data.bin

           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F

00000000   00 00 00 00 01 00 54 00 00 00 00 00 C4 10 00 C0  ......T.....Ä..À
00000010   01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
00000020   00 00 00 00 00 00 00 00                          ........
`, block, FormatHex},
		{"powershell 7", `
   Label: Byte[] (System.Byte[]) <6E5D8C21>

          Offset Bytes                                           Ascii
                 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F
          ------ ----------------------------------------------- -----
0000000000000000 00 00 00 00 01 00 54 00 00 00 00 00 C4 10 00 C0       T     Ä  À
0000000000000010 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
0000000000000020 00 00 00 00 00 00 00 00
`, block, FormatHex},
		{"plain hex", strings.ToUpper(block), block, Plain},
		{"plain hex on lines", block[:60] + "\n" + block[60:] + "\n", block, Plain},
		{"xml", "<EventData><Binary>" + strings.ToUpper(block) + "</Binary></EventData>", block, Plain},
		{"prefix", "0x" + block, block, Plain},
		{"heading", "Binary data: 02 00 00 00", "02000000", Plain},
		{"heading, own line", "Данные:\n02 00\n00 00\n", "02000000", Plain},
		{"dashes", "00-00-00-00-01-00-54-00", "0000000001005400", Plain},
		{"c array", "0x00, 0x00, 0x00, 0x00,\n0x01, 0x00, 0x54, 0x00", "0000000001005400", Plain},
		{"rows with strokes", "00 00 00 00 01 00 54 00 / 00 00 00 00 с4 10 00 с0", "000000000100540000000000c41000c0", Plain},
		{"powershell array", "{0, 0, 0, 0, 1, 0, 84, 0}", "0000000001005400", Decimal},
		{"wmi", "Data={2,0,0,0}", "02000000", Decimal},
		{"one number a line", "0\n0\n0\n0\n1\n0\n84\n0\n", "0000000001005400", Decimal},
		{"reg file", "\"Data\"=hex:00,00,00,00,01,00,54,00,\\\n  c4,10,00,c0\n", "0000000001005400c41000c0", Plain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dumps := Parse(tt.in)
			if len(dumps) != 1 {
				t.Fatalf("%d dumps", len(dumps))
			}
			d := dumps[0]
			if got := hex.EncodeToString(d.Data); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if d.Notation != tt.is || d.Missing != nil || d.Ambiguous != "" || d.Truncated {
				t.Errorf("%q, missing %v, ambiguous %q, truncated %v", d.Notation, d.Missing, d.Ambiguous, d.Truncated)
			}
		})
	}
}

// TestAmbiguous holds notations that do not tell the order of the bytes to say
// so and to give both readings.
func TestAmbiguous(t *testing.T) {
	for name, in := range map[string]string{
		"hexdump":       "0000000 0000 0000 0001 0054 0000 0000 10c4 c000\n0000010 0001 0000 0000 0000 0000 0000 0000 0000\n0000020 0000 0000 0000 0000\n0000028\n",
		"od -x":         "0000000 0000 0000 0001 0054 0000 0000 10c4 c000\n0000020 0001 0000 0000 0000 0000 0000 0000 0000\n0000040 0000 0000 0000 0000\n0000050\n",
		"words":         "00000000 00540001 00000000 c00010c4 00000001 00000000 00000000 00000000 00000000 00000000",
		"xxd -g4, bare": "00000000: 00000000 00540001 00000000 c00010c4\n00000010: 00000001 00000000 00000000 00000000\n00000020: 00000000 00000000\n",
	} {
		dumps := Parse(in)
		if len(dumps) != 1 || dumps[0].Ambiguous == "" || len(dumps[0].Other) != len(dumps[0].Data) {
			t.Fatalf("%s: %+v", name, dumps)
		}
		want := fromHex(t, block)
		if d := dumps[0]; !bytes.Equal(d.Data, want) && !bytes.Equal(d.Other, want) {
			t.Errorf("%s: %x, %x", name, d.Data, d.Other)
		}
	}
}

// TestDamage is one paste with much that happens to pastes.
func TestDamage(t *testing.T) {
	dumps := Parse(`Описание: Драйвер IPSec перешел в безопасный режим.Данные:
0000: 00 00 00 00 01 00 54 00 . Т.
0008: 00 00 00 00 c6 10 00 40 . @
0010: 01 00 00 00 00 00 00 00 .
0018: 00 00 00 00 00 00 00 00 .

0020: 00 00 00 00 00 00 00 00 .Тип события: Ошибка
Идентификатор события: 4292
0000: 00 00 00 00 01 00 54 00 . Т.
0008: 00 00 00 00 с4 10 00 с0 . ¨¤
0018: 00 00 00 00 00 00 00 00 .
0020: 00 00 00 00 00 00 00 00 .Тип события: Информация
`)
	want := []*Dump{
		{
			Notation: ViewerBytes, Kind: Bytes, Line: 2, LastLine: 7, Tail: " .Тип события: Ошибка",
			Data: fromHex(t, strings.Replace(block, "c41000c0", "c6100040", 1)),
		},
		{
			Notation: ViewerBytes, Kind: Bytes, Line: 9, LastLine: 10, Tail: " . ¨¤", Data: fromHex(t, block[:32]),
			Repairs: []Repair{{Line: 10, Column: 19, Was: 'с', Read: 'c'}, {Line: 10, Column: 28, Was: 'с', Read: 'c'}},
			Missing: &Gap{Line: 11, Offset: 16, Length: 8},
		},
		{Notation: ViewerBytes, Kind: Bytes, Line: 11, LastLine: 12, Base: 24, Tail: " .Тип события: Информация", Data: make([]byte, 16)},
	}
	if d := cmp.Diff(want, dumps, cmpopts.IgnoreUnexported(Dump{})); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, in := range []string{
		"", "\n\n", "2003", "dead", "The system cannot find the file specified.", "12.03.2005 10:22:11",
		"Event ID: 7023\nDate: 12.03.2005\nTime: 10:22:11", "Year 2006: 11 people", "2006: 11 people\n",
		"000", "0x", "{}", "{1, 2, 300}", "1 2 3", "Data: none", "*\n*", "2005-03-12", "Hash: 00000000000000000000",
	} {
		if dumps := Parse(in); len(dumps) > 0 {
			t.Errorf("%q: %+v", in, dumps[0])
		}
	}
}

func TestLimits(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n*\n7fffffff\n")
	for name, in := range map[string]string{
		"star":    rows.String(),
		"plain":   strings.Repeat("00", 1<<18),
		"bytes":   strings.Repeat("00 ", 1<<17),
		"decimal": "{" + strings.Repeat("0, ", 1<<17) + "}",
	} {
		for _, d := range Parse(in) {
			if len(d.Data) > MaxDump || len(d.Other) > MaxDump {
				t.Errorf("%s: %d bytes", name, len(d.Data))
			}
		}
	}
}
