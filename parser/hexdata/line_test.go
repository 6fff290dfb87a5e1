package hexdata

import (
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseLine(t *testing.T) {
	tests := []struct {
		name, in string
		offset   int
		kind     Kind
		data     string
		head     string
		tail     string
		repairs  []Repair
	}{
		{
			name: "bytes", in: "0008: 57 69 6e 33 32 48 52 65   Win32HRe",
			offset: 8, kind: Bytes, data: "57696e3332485265", tail: "   Win32HRe",
		},
		{
			name: "short last row", in: "0010: 02 00 00               ...     ",
			offset: 16, kind: Bytes, data: "020000", tail: "               ...     ",
		},
		{
			name: "words", in: "0000: 00040000 00540001 00000000 c00007d0 ",
			kind: Words, data: "0000040001005400000000 00d00700c0", tail: " ",
		},
		{name: "one word", in: "0000: c000005e ", kind: Words, data: "5e0000c0", tail: " "},
		{
			name: "column of hex pairs", in: "0000: 31 32 20 33 34 20 61 62   12 34 ab",
			kind: Bytes, data: "3132203334206162", tail: "   12 34 ab",
		},
		{
			name: "column of hex pairs, gap lost", in: "0000: 31 32 20 33 34 20 61 62 12 34 ab",
			kind: Bytes, data: "3132203334206162", tail: " 12 34 ab",
		},
		{
			name: "sixteen a row", in: "0010: 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f",
			offset: 16, kind: Bytes, data: "000102030405060708090a0b0c0d0e0f",
		},
		{
			name: "dash in the middle", in: "0000: 00 01 02 03-04 05 06 07   ........",
			kind: Bytes, data: "0001020304050607", tail: "   ........",
		},
		{
			name: "cyrillic letters", in: "0008: 00 00 00 00 с4 10 00 с0 . ¨¤",
			offset: 8, kind: Bytes, data: "00000000c41000c0", tail: " . ¨¤",
			repairs: []Repair{{Column: 19, Was: 'с', Read: 'c'}, {Column: 28, Was: 'с', Read: 'c'}},
		},
		{
			name: "next event glued to the column", in: "0020: 00 00 00 00 00 00 00 00 .Тип события: Ошибка",
			offset: 32, kind: Bytes, data: "0000000000000000", tail: " .Тип события: Ошибка",
		},
		{
			name: "no-break spaces", in: "0000:\u00a002\u00a000\u00a000\u00a000\u00a0\u00a0\u00a0....",
			kind: Bytes, data: "02000000", tail: "\u00a0\u00a0\u00a0....",
		},
		{
			name: "full-width", in: "００００： ０２ 00 00 00",
			kind: Bytes, data: "02000000", repairs: []Repair{
				{Column: 1, Was: '０', Read: '0'},
				{Column: 2, Was: '０', Read: '0'},
				{Column: 3, Was: '０', Read: '0'},
				{Column: 4, Was: '０', Read: '0'},
				{Column: 5, Was: '：', Read: ':'},
				{Column: 7, Was: '０', Read: '0'},
				{Column: 8, Was: '２', Read: '2'},
			},
		},
		{
			name: "misread digits of a full row", in: "0008: 00 OO 00 00 c4 l0 00 c0   ........",
			offset: 8, kind: Bytes, data: "00000000c41000c0", tail: "   ........", repairs: []Repair{
				{Column: 10, Was: 'O', Read: '0', Unsure: true},
				{Column: 11, Was: 'O', Read: '0', Unsure: true},
				{Column: 22, Was: 'l', Read: '1', Unsure: true},
			},
		},
		{
			name: "letters of the column are not digits", in: "0008: 02 00 SO",
			offset: 8, kind: Bytes, data: "0200", tail: " SO",
		},
		{name: "heading", in: "Data: 0000: 02 00 00 00", head: "Data: ", kind: Bytes, data: "02000000"},
		{name: "heading of the words view", in: "Data (Words) 0000: 00000002", head: "Data (Words) ", kind: Words, data: "02000000"},
		{name: "heading glued to a description", in: "…к этому компьютеру.Данные: 0000: 00 01", head: "…к этому компьютеру.Данные: ", kind: Bytes, data: "0001"},
		{name: "quoted", in: "> 0008: 02 00", offset: 8, kind: Bytes, data: "0200"},
		{name: "xxd", in: "00000010: c610 0040 0100  ...@..", offset: 16, kind: Bytes, data: "c61000400100", tail: "  ...@.."},
		{
			name: "xxd -g1", in: "00000000: 00 00 00 00 01 00 54 00 00 00 00 00 c6 10 00 40  ......T........@",
			kind: Bytes, data: "000000000100540000000000c6100040", tail: "  ......T........@",
		},
		{name: "xxd -g4", in: "00000000: 57696e33 32485265  Win32HRe", kind: Bytes, data: "57696e3332485265", tail: "  Win32HRe"},
		{name: "xxd -e", in: "00000000: 336e6957 65524832  Win32HRe", kind: Words, data: "57696e3332485265", tail: "  Win32HRe"},
		{name: "tcpdump -X", in: "0x0000:  4500 003c", kind: Bytes, data: "4500003c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := ParseLine(tt.in)
			if !ok {
				t.Fatal("not read as a row")
			}
			want := Line{Head: tt.head, Offset: tt.offset, Kind: tt.kind, Data: fromHex(t, tt.data), Tail: tt.tail, Repairs: tt.repairs}
			if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Line{}), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestParseLineRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", ":", "0000", "0000:", "0000: ", "000: 00", "0000: zz",
		"10:22:11", "12.03.2005 10:22:11", "Time: 0000:", "Event ID: 7023",
		"Идентификатор события: 4294", "2006: events", "at 0008: 00 01", "00000: 0",
		"HTTP 2003: error",
	} {
		if l, ok := ParseLine(in); ok {
			t.Errorf("%q was read as %+v", in, l)
		}
	}
}

func TestAppend(t *testing.T) {
	var d Dump
	for i, s := range []string{"0000: 00 00 00 00 01 00 54 00", "0008: 00 00 00 00 с4 10 00 с0"} {
		l, ok := ParseLine(s)
		if !ok || !d.Append(106+i, l) {
			t.Fatalf("row %d was not taken", i)
		}
	}
	want := Dump{
		Notation: ViewerBytes, Kind: Bytes, Line: 106, LastLine: 107,
		Data: fromHex(t, "000000000100540000000000c41000c0"),
		Repairs: []Repair{
			{Line: 107, Column: 19, Was: 'с', Read: 'c'},
			{Line: 107, Column: 28, Was: 'с', Read: 'c'},
		},
	}
	if diff := cmp.Diff(want, d, cmpopts.IgnoreUnexported(Dump{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := d.Repairs[0].String(); got != `line 107, column 19: Cyrillic letter U+0441 read as 'c'` {
		t.Error(got)
	}
	if l, _ := ParseLine("0018: 00"); d.Append(108, l) {
		t.Error("a row behind a gap was taken")
	}
	if d.Missing == nil || *d.Missing != (Gap{Line: 108, Offset: 16, Length: 8}) {
		t.Errorf("gap: %+v", d.Missing)
	}
}

func fromHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(removeSpaces(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func removeSpaces(s string) string {
	var b []byte
	for i := range len(s) {
		if s[i] != ' ' && s[i] != '\n' {
			b = append(b, s[i])
		}
	}
	return string(b)
}
