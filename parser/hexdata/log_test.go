package hexdata_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/parser/hexdata"
)

const twoDumps = `0000: 00 00 00 00 01 00 54 00   ......T.
0008: 00 00 00 00 c6 10 00 40   ....Æ..@
0010: 01 00 00 00 00 00 00 00   ........
0018: 00 00 00 00 00 00 00 00   ........
0020: 00 00 00 00 00 00 00 00   ........

0000: 00 00 00 00 01 00 54 00   ......T.
0008: 00 00 00 00 с4 10 00 с0   ....Ä..À
0010: 01 00 00 00 00 00 00 00   ........
0018: 00 00 00 00 00 00 00 00   ........
0020: 00 00 00 00 00 00 00 00   ........
`

func outline(t *testing.T, text string) []string {
	t.Helper()
	src := &event.Source{Path: "paste.txt"}
	log, err := hexdata.Open(strings.NewReader(text), int64(len(text)), src)
	if err != nil {
		return []string{err.Error()}
	}
	var lines []string
	for v, d := range log.Records() {
		if d != nil {
			lines = append(lines, d.Error())
			continue
		}
		e, damage := v.Event()
		if damage != nil || e.Source != src || !e.Undated() || e.Channel != "System" {
			t.Errorf("%+v, %v", e, damage)
		}
		lines = append(lines, fmt.Sprintf("line %d at %#x: %q %#08x %s, %d bytes, %d repairs",
			e.Line, e.Offset, e.Provider, e.Code(), e.Level, len(e.Binary), len(e.Repairs)))
	}
	return lines
}

func TestRecords(t *testing.T) {
	wide := func(s string) string {
		var b bytes.Buffer
		if err := binary.Write(&b, binary.LittleEndian, utf16.Encode([]rune("\ufeff"+s))); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	rows := strings.SplitAfter(twoDumps, "\n")
	tests := []struct {
		name, in string
		want     []string
	}{
		{"two dumps", twoDumps, []string{
			`line 1 at 0x0: "IPSec" 0x400010c6 information, 40 bytes, 0 repairs`,
			`line 7 at 0xcf: "IPSec" 0xc00010c4 error, 40 bytes, 2 repairs`,
		}},
		{"utf-16", wide(twoDumps), []string{
			`line 1 at 0x2: "IPSec" 0x400010c6 information, 40 bytes, 0 repairs`,
			`line 7 at 0x19e: "IPSec" 0xc00010c4 error, 40 bytes, 2 repairs`,
		}},
		{"column in a code page", strings.ReplaceAll(twoDumps, "Æ", "\xc6"), []string{
			`line 1 at 0x0: "IPSec" 0x400010c6 information, 40 bytes, 0 repairs`,
			`line 7 at 0xce: "IPSec" 0xc00010c4 error, 40 bytes, 2 repairs`,
		}},
		{"row missing", strings.Join(append(rows[:3:3], rows[4:5]...), ""), []string{
			`paste.txt: at 0x0: hex dump: 8 bytes are missing at 0x18`,
			`line 1 at 0x0: "IPSec" 0x400010c6 information, 24 bytes, 0 repairs`,
		}},
		{"provider unknown", "0000: 00 00 00 00 01 00 00 00\n0008: 00 00 00 00 07 00 04 c0\n0010: 00 00 00 00 00 00 00 00\n0018: 00 00 00 00 00 00 00 00\n0020: 00 00 00 00 00 00 00 00\n", []string{
			`line 1 at 0x0: "" 0xc0040007 error, 40 bytes, 0 repairs`,
		}},
		{"one byte order that makes sense", "00000000 00540001 00000000 c00010c4 00000001 00000000 00000000 00000000 00000000 00000000", []string{
			`line 1 at 0x0: "IPSec" 0xc00010c4 error, 40 bytes, 0 repairs`,
		}},
		{"other byte order", "00000000 01005400 00000000 c41000c0 01000000 00000000 00000000 00000000 00000000 00000000", []string{
			`line 1 at 0x0: "IPSec" 0xc00010c4 error, 40 bytes, 0 repairs`,
		}},
		{"a status", "Data: 02 00 00 00", []string{
			`paste.txt: at 0x0: hex dump: not the data of a driver event, so it does not say which event it belongs to`,
		}},
		{"nothing", "hello\n", []string{`paste.txt: at 0x0: hex dump: no rows of hex digits were found`}},
		{"empty", "", []string{`paste.txt: at 0x0: hex dump: no rows of hex digits were found`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, outline(t, tt.in)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestOpenLimit(t *testing.T) {
	_, err := hexdata.Open(bytes.NewReader(nil), hexdata.MaxText+1, &event.Source{Path: "big"})
	if err == nil || !strings.Contains(err.Error(), "big: at 0x1000000: hex dump: the text is larger") {
		t.Error(err)
	}
}

func TestStopEarly(t *testing.T) {
	log, err := hexdata.Open(strings.NewReader(twoDumps), int64(len(twoDumps)), &event.Source{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for v, d := range log.Records() {
		if v == nil || d != nil {
			t.Errorf("%v, %v", v, d)
		}
		n++
		break
	}
	if n != 1 || len(log.Dumps()) != 2 {
		t.Errorf("%d records, %d dumps", n, len(log.Dumps()))
	}
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]bool{
		twoDumps:             true,
		twoDumps[:200]:       true,
		"Data:\n" + twoDumps: true,
		"000000000100540000000000C61000400100000000000000":     true,
		"Event ID: 4292\nDescription: text\n" + twoDumps[:100]: false,
		"":              false,
		"The quick fox": false,
		"{\"a\": 1}":    false,
		"<Event xmlns=''><Binary>00112233</Binary></Event>": false,
	} {
		if got := hexdata.Detect([]byte(in)); got != want {
			t.Errorf("Detect(%.40q) = %v", in, got)
		}
	}
}

func ExampleDecode() {
	dumps := hexdata.Parse(twoDumps)
	e := hexdata.DecodeDump(dumps[1], hexdata.Hint{})
	fmt.Println(e.Event.Provider, e.Event.ID, e.Event.Code, e.Event.Severity)
	fmt.Println(e.Event.Title)
	// Output:
	// IPSec 4292 0xC00010C4 error
	// the IPsec driver entered Block mode: it drops all TCP/IP traffic that its boot-time exemptions do not permit
}

func ExampleParseLine() {
	l, _ := hexdata.ParseLine("0008: 00 00 00 00 с4 10 00 с0 . ¨¤")
	fmt.Printf("%#x: % x\n", l.Offset, l.Data)
	fmt.Println(l.Repairs[0])
	// Output:
	// 0x8: 00 00 00 00 c4 10 00 c0
	// column 19: Cyrillic letter U+0441 read as 'c'
}
