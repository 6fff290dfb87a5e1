package evtx_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// oneValue makes a log of one event whose datum v is of the given type.
func oneValue(t testing.TB, typ byte, raw []byte) []byte {
	t.Helper()
	e := event.Event{
		Header: event.Header{Channel: "System", Provider: "Test", EventID: 1, Computer: "PC", Time: 133e15},
		Data:   []event.Field{{Name: "v", Value: event.Uint(0)}},
	}
	data, err := evtxtest.Write([]event.Event{e}, evtxtest.Options{Raw: map[string]evtxtest.Raw{"v": {Type: typ, Bytes: raw}}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// between returns what stands between two marks.
func between(b []byte, from, to string) string {
	_, rest, ok := bytes.Cut(b, []byte(from))
	if !ok {
		return "no " + from
	}
	i := bytes.LastIndex(rest, []byte(to))
	if i < 0 {
		return "no " + to
	}
	return string(rest[:i])
}

// TestValues decodes every type of value, well-formed and odd.
func TestValues(t *testing.T) {
	tests := []struct {
		name      string
		typ       byte
		raw       string
		json, xml string // entries of fields; elements
	}{
		{"null", 0x00, "", `["v",null]`, `<v></v>`},
		{"null with a length", 0x00, "01 02 03", `["v",null]`, `<v></v>`},
		{"string", 0x01, "4100 2200 5c00 0a00 ac20", `["v","A\"\\\n€"]`, "<v>A\"\\\n€</v>"},
		{"string, terminated", 0x01, "4100 0000 0000", `["v","A"]`, `<v>A</v>`},
		{"string with a NUL inside", 0x01, "4100 0000 4200", `["v","A\u0000B"]`, "<v>A\ufffdB</v>"},
		{"string of odd length", 0x01, "4100 42", `["v","A"]`, `<v>A</v>`},
		{"string, empty", 0x01, "", `["v",""]`, `<v></v>`},
		{"surrogate pair", 0x01, "3dd8 00de", `["v","😀"]`, `<v>😀</v>`},
		{"lone high surrogate", 0x01, "3dd8 4100", `["v","` + "\ufffdA" + `"]`, "<v>\ufffdA</v>"},
		{"lone low surrogate", 0x01, "00de", `["v","` + "\ufffd" + `"]`, "<v>\ufffd</v>"},
		{"markup and controls", 0x01, "3c00 2600 3e00 2700 0100 0d00", `["v","<&>'\u0001\r"]`, "<v>&lt;&amp;&gt;'\ufffd&#xD;</v>"},
		{"ANSI", 0x02, "41 80 e9 81 00", `["v","A€é` + "\u0081" + `"]`, "<v>A€é\u0081</v>"},
		{"int8", 0x03, "ff", `["v",-1]`, `<v>-1</v>`},
		{"uint8", 0x04, "ff", `["v",255]`, `<v>255</v>`},
		{"int16", 0x05, "0080", `["v",-32768]`, `<v>-32768</v>`},
		{"uint16", 0x06, "0080", `["v",32768]`, `<v>32768</v>`},
		{"int32", 0x07, "feffffff", `["v",-2]`, `<v>-2</v>`},
		{"uint32", 0x08, "feffffff", `["v",4294967294]`, `<v>4294967294</v>`},
		{"uint32 of two bytes", 0x08, "feff", `["v",65534]`, `<v>65534</v>`},
		{"uint32 of three bytes", 0x08, "feff01", `["v","FEFF01"]`, `<v>FEFF01</v>`},
		{"int64", 0x09, "0000000000000080", `["v","-9223372036854775808"]`, `<v>-9223372036854775808</v>`},
		{"uint64 exact", 0x0a, "0000000000002000", `["v",9007199254740992]`, `<v>9007199254740992</v>`},
		{"uint64 beyond", 0x0a, "0100000000002000", `["v","9007199254740993"]`, `<v>9007199254740993</v>`},
		{"real32", 0x0b, "0000c03f", `["v",1.5]`, `<v>1.5</v>`},
		{"real64 not a number", 0x0c, "000000000000f87f", `["v","NaN"]`, `<v>NaN</v>`},
		{"real64 infinite", 0x0c, "000000000000f0ff", `["v","-Inf"]`, `<v>-Inf</v>`},
		{"real64 minus zero", 0x0c, "0000000000000080", `["v",-0]`, `<v>-0</v>`},
		{"bool", 0x0d, "01000000", `["v",true]`, `<v>true</v>`},
		{"bool not 0 or 1", 0x0d, "00000100", `["v",true]`, `<v>true</v>`},
		{"bool of one byte", 0x0d, "00", `["v",false]`, `<v>false</v>`},
		{"binary", 0x0e, "00ff", `["v","00FF"]`, `<v>00FF</v>`},
		{"binary, empty", 0x0e, "", `["v",""]`, `<v></v>`},
		{
			"guid", 0x0f, "00112233 4455 6677 8899aabbccddeeff",
			`["v","{33221100-5544-7766-8899-AABBCCDDEEFF}"]`, `<v>{33221100-5544-7766-8899-AABBCCDDEEFF}</v>`,
		},
		{"guid cut", 0x0f, "00112233", `["v","00112233"]`, `<v>00112233</v>`},
		{"size_t 32", 0x10, "10000000", `["v","0x10"]`, `<v>0x10</v>`},
		{"size_t 64", 0x10, "1000000001000000", `["v","0x100000010"]`, `<v>0x100000010</v>`},
		{"filetime", 0x11, "0140 bdb3 bf68 d201", `["v","2017-01-07T08:26:11.0732289Z"]`, `<v>2017-01-07T08:26:11.0732289Z</v>`},
		{"filetime 0", 0x11, "0000000000000000", `["v","1601-01-01T00:00:00.0000000Z"]`, `<v>1601-01-01T00:00:00.0000000Z</v>`},
		{"filetime beyond the calendar", 0x11, "ffffffffffffffff", `["v","0xffffffffffffffff"]`, `<v>0xffffffffffffffff</v>`},
		{"filetime cut", 0x11, "01020304", `["v","01020304"]`, `<v>01020304</v>`},
		{
			"systemtime", 0x12, "e107 0100 0600 0700 0700 0100 2700 5c03",
			`["v","2017-01-07T07:01:39.8600000Z"]`, `<v>2017-01-07T07:01:39.8600000Z</v>`,
		},
		{
			"systemtime of month 0", 0x12, "e107 0000 0600 0700 0700 0100 2700 5c03",
			`["v","E1070000060007000700010027005C03"]`, `<v>E1070000060007000700010027005C03</v>`,
		},
		{"sid", 0x13, "01 02 000000000005 20000000 20020000", `["v","S-1-5-32-544"]`, `<v>S-1-5-32-544</v>`},
		{"sid without sub-authorities", 0x13, "01 00 000000000001", `["v","S-1-1"]`, `<v>S-1-1</v>`},
		{"sid cut", 0x13, "01 02 000000000005 20000000", `["v","010200000000000520000000"]`, `<v>010200000000000520000000</v>`},
		{"hex32", 0x14, "0d0000c0", `["v","0xc000000d"]`, `<v>0xc000000d</v>`},
		{"hex64", 0x15, "0000000000000000", `["v","0x0"]`, `<v>0x0</v>`},
		{"handle", 0x20, "0102", `["v","0102"]`, `<v>0102</v>`},
		{"event XML", 0x23, "0102", `["v","0102"]`, `<v>0102</v>`},
		{"type no one knows", 0x5a, "0102", `["v","0102"]`, `<v>0102</v>`},

		{"strings", 0x81, "4100 0000 4200 0000", `["v","A"],["v","B"]`, `<v>A</v><v>B</v>`},
		{"strings, not terminated", 0x81, "4100 0000 4200", `["v","A"],["v","B"]`, `<v>A</v><v>B</v>`},
		{"strings, some empty", 0x81, "0000 4200 0000 0000", `["v",""],["v","B"],["v",""]`, `<v></v><v>B</v><v></v>`},
		{"strings, none", 0x81, "", ``, ``},
		{"ANSI strings", 0x82, "41 00 e9 00", `["v","A"],["v","é"]`, `<v>A</v><v>é</v>`},
		{"int8s", 0x83, "01 ff", `["v",1],["v",-1]`, `<v>1</v><v>-1</v>`},
		{"uint8s", 0x84, "01 ff", `["v",1],["v",255]`, `<v>1</v><v>255</v>`},
		{"int16s", 0x85, "0100 ffff", `["v",1],["v",-1]`, `<v>1</v><v>-1</v>`},
		{"uint16s with a tail", 0x86, "0100 ffff 07", `["v",1],["v",65535],["v",7]`, `<v>1</v><v>65535</v><v>7</v>`},
		{"int32s", 0x87, "01000000 ffffffff", `["v",1],["v",-1]`, `<v>1</v><v>-1</v>`},
		{"uint32s", 0x88, "01000000", `["v",1]`, `<v>1</v>`},
		{"int64s", 0x89, "ffffffffffffffff", `["v",-1]`, `<v>-1</v>`},
		{"uint64s", 0x8a, "0100000000000000", `["v",1]`, `<v>1</v>`},
		{"real32s", 0x8b, "0000803f 00000040", `["v",1],["v",2]`, `<v>1</v><v>2</v>`},
		{"real64s", 0x8c, "000000000000f03f", `["v",1]`, `<v>1</v>`},
		{"bools", 0x8d, "01000000 00000000", `["v",true],["v",false]`, `<v>true</v><v>false</v>`},
		{"binaries", 0x8e, "0102", `["v","0102"]`, `<v>0102</v>`},
		{
			"guids", 0x8f, "00112233 4455 6677 8899aabbccddeeff 01",
			`["v","{33221100-5544-7766-8899-AABBCCDDEEFF}"],["v","01"]`,
			`<v>{33221100-5544-7766-8899-AABBCCDDEEFF}</v><v>01</v>`,
		},
		{"size_ts", 0x90, "01000000 02000000 03000000", `["v","0x1"],["v","0x2"],["v","0x3"]`, `<v>0x1</v><v>0x2</v><v>0x3</v>`},
		{"array of filetime", 0x91, "0000000000000000", `["v","1601-01-01T00:00:00.0000000Z"]`, `<v>1601-01-01T00:00:00.0000000Z</v>`},
		{
			"systemtimes", 0x92, "e107 0100 0600 0700 0700 0100 2700 5c03",
			`["v","2017-01-07T07:01:39.8600000Z"]`, `<v>2017-01-07T07:01:39.8600000Z</v>`,
		},
		{"sids", 0x93, "01 00 000000000001 01 01 000000000005 12000000", `["v","S-1-1"],["v","S-1-5-18"]`, `<v>S-1-1</v><v>S-1-5-18</v>`},
		{"hex32s", 0x94, "01000000 ff000000", `["v","0x1"],["v","0xff"]`, `<v>0x1</v><v>0xff</v>`},
		{"hex64s", 0x95, "0100000000000000", `["v","0x1"]`, `<v>0x1</v>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := oneValue(t, tt.typ, unhex(t, tt.raw))
			if slow := lines(t, openBytes(t, data), evtx.Options{}); fields(slow) != tt.json {
				t.Errorf("decoded: got %s, want %s", fields(slow), tt.json)
			}
			if fast := rendered(openBytes(t, data), evtx.JSONL, evtx.Options{}); fields(fast) != tt.json {
				t.Errorf("rendered: got %s, want %s", fields(fast), tt.json)
			}
			want := strings.NewReplacer("<v>", "<Data Name='v'>", "</v>", "</Data>").Replace(tt.xml)
			text := rendered(openBytes(t, data), evtx.XML, evtx.Options{})
			if got := between(text, "<EventData>", "</EventData>"); got != want {
				t.Errorf("XML: got %s, want %s", got, want)
			}
		})
	}
}

// fields returns the entries of the event data of a JSON line.
func fields(line []byte) string {
	if !bytes.Contains(line, []byte(`"fields":[`)) {
		return ""
	}
	return between(line, `"fields":[`, "]}")
}

// TestANSIOption reads single-byte text in another code page.
func TestANSIOption(t *testing.T) {
	data := oneValue(t, 0x02, []byte{0xcf, 0x00})
	cyrillic := func(dst, b []byte) []byte {
		for _, x := range b {
			dst = append(dst, string(rune(x)-0xc0+'А')...)
		}
		return dst
	}
	for _, got := range [][]byte{
		lines(t, openBytes(t, data), evtx.Options{ANSI: cyrillic}),
		rendered(openBytes(t, data), evtx.JSONL, evtx.Options{ANSI: cyrillic}),
	} {
		if fields(got) != `["v","П"]` {
			t.Errorf("got %s", fields(got))
		}
	}
}

// TestCutFragment cuts the header of a nested document: that is damage, not a
// document that is empty.
func TestCutFragment(t *testing.T) {
	for cut := 1; cut < 4; cut++ {
		data := oneValue(t, 0x21, []byte{0x0f, 0x01, 0x01, 0x00}[:cut])
		for name, got := range map[string][]byte{
			"decoded":  lines(t, openBytes(t, data), evtx.Options{}),
			"rendered": rendered(openBytes(t, data), evtx.JSONL, evtx.Options{}),
			"XML":      rendered(openBytes(t, data), evtx.XML, evtx.Options{}),
		} {
			if !bytes.Contains(got, []byte("binary XML: ends inside a token")) {
				t.Errorf("%d bytes, %s: %s", cut, name, got)
			}
		}
	}
}

// TestOddBinary gives the element Binary a type that Windows does not give it:
// the value must not be lost.
func TestOddBinary(t *testing.T) {
	e := event.Event{
		Header: event.Header{Channel: "System", Provider: "Test", EventID: 1, Computer: "PC", Time: 133e15},
		Data:   []event.Field{{Name: "v", Value: event.Uint(0)}}, Binary: []byte("Ab1\xff"),
	}
	data, err := evtxtest.Write([]event.Event{e}, evtxtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte{4, 0, 0x0e, 0})
	for typ, want := range map[byte]string{
		0x02: `["v",0],["Binary","Ab1ÿ"]`,
		0x08: `["v",0],["Binary",4281426497]`,
		0x84: `["v",0],["Binary",65],["Binary",98],["Binary",49],["Binary",255]`,
		0x0f: `["v",0]],"binary":"416231FF"`,
	} {
		data[at+2] = typ
		for name, got := range map[string][]byte{
			"decoded":  lines(t, openBytes(t, data), evtx.Options{}),
			"rendered": rendered(openBytes(t, data), evtx.JSONL, evtx.Options{}),
		} {
			if !bytes.Contains(got, []byte(`"fields":[`+want)) {
				t.Errorf("type %#x, %s: %s", typ, name, got)
			}
		}
	}
}

// TestEmptyDocument asks for an entry whose value is a document of no bytes.
func TestEmptyDocument(t *testing.T) {
	data := oneValue(t, 0x21, nil)
	for name, got := range map[string][]byte{
		"decoded":  lines(t, openBytes(t, data), evtx.Options{}),
		"rendered": rendered(openBytes(t, data), evtx.JSONL, evtx.Options{}),
	} {
		if fields(got) != `["v",null]` {
			t.Errorf("%s: %s", name, got)
		}
	}
}
