package hexdata

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"culprit/internal/golden"
	"culprit/parser/wincode"
)

// packet makes the data of a driver event.
func packet(p Packet, dump ...any) []byte {
	var tail bytes.Buffer
	for _, v := range dump {
		put(&tail, v)
	}
	p.DumpDataSize = uint16(tail.Len())
	var b bytes.Buffer
	put(&b, p)
	return append(b.Bytes(), tail.Bytes()...)
}

func put(b *bytes.Buffer, v any) {
	if err := binary.Write(b, binary.LittleEndian, v); err != nil {
		panic(err)
	}
}

func wide(s string) []byte {
	var b bytes.Buffer
	put(&b, utf16.Encode([]rune(s)))
	return b.Bytes()
}

// ipsec is the data of the events of the IPSec driver.
func ipsec(code uint32) []byte {
	return packet(Packet{NumberOfStrings: 1, StringOffset: 0x54, ErrorCode: code, UniqueErrorValue: 1})
}

// srb makes a SCSI_REQUEST_BLOCK for a pointer size of 4 or 8 bytes.
func srb(pointer int, srbStatus, scsiStatus uint8, flags uint32, cdb ...byte) []byte {
	var b bytes.Buffer
	put(&b, []uint16{uint16(0x18 + 5*pointer + pointer + 0x10)})
	put(&b, []byte{0, srbStatus, scsiStatus, 0, 0, 0, 0x20, 10, byte(len(cdb)), 18})
	put(&b, []uint32{flags, 4096, 60})
	b.Write(make([]byte, 6*pointer))
	put(&b, append(cdb, make([]byte, 16-len(cdb))...))
	return b.Bytes()
}

func sense(key, asc, ascq byte) []byte {
	s := make([]byte, 24)
	s[0], s[2], s[7], s[12], s[13] = 0x70, key, 10, asc, ascq
	return s
}

func classPrefix(flags byte) []byte {
	return []byte{0x22, 0xbf, 0x37, 4, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, flags, 0, 0, 0}
}

var (
	disk51 = Packet{MajorFunctionCode: 4, NumberOfStrings: 1, StringOffset: 0xB6, ErrorCode: 0x80040033, UniqueErrorValue: 0x12D}
	disk7  = Packet{MajorFunctionCode: 3, NumberOfStrings: 1, ErrorCode: 0xC0040007, FinalStatus: 0xC000009C, DeviceOffset: 0x2646800}
)

// vectors are payloads of every kind. Each has its explanation in testdata.
var vectors = []struct {
	name string
	data []byte
	hint Hint
}{
	{"ipsec-4294", ipsec(0x400010C6), Hint{}},
	{"ipsec-4292", ipsec(0xC00010C4), Hint{Provider: "IPSec", Code: 4292}},
	{"ipsec-4292-ru", ipsec(0xC00010C4), Hint{Lang: "ru"}},
	{"ipsec-4292-in-4294", ipsec(0xC00010C4), Hint{Provider: "IPSec", Code: 4294}},
	{"ipsec-cut-in-header", ipsec(0xC00010C4)[:0x10], Hint{}},
	{"tcpip-4292", packet(Packet{NumberOfStrings: 1, StringOffset: 0x28, ErrorCode: 0x800010C4}), Hint{Provider: "Tcpip", Code: 0x800010C4}},
	{"disk-51-x86", packet(disk51, classPrefix(3), srb(4, 0x0E, 0, 0x40, 0x2A, 8, 0, 0x60, 0x14, 0xB7, 0, 0, 8, 0), make([]byte, 24)), Hint{Provider: "Disk", Code: 51}},
	{"disk-51-x64", packet(Packet{MajorFunctionCode: 3, NumberOfStrings: 1, ErrorCode: 0x80040033, FinalStatus: 0xC000000E},
		classPrefix(0), srb(8, 0x08, 0, 0x40, 0x28, 0, 0, 0x60, 0, 0x70, 0, 0, 8, 0), make([]byte, 24)), Hint{Provider: "disk", Code: 51}},
	{"cdrom-51-sense", packet(Packet{MajorFunctionCode: 3, NumberOfStrings: 1, ErrorCode: 0x80040033, FinalStatus: 0x80000016, DeviceOffset: 0x2646800},
		classPrefix(0), srb(8, 0xC4, 2, 0x40, 0x28, 0, 0, 0, 0x4C, 0x8D, 0, 0, 16, 0), sense(6, 0x28, 0)), Hint{Provider: "cdrom", Code: 51}},
	{"disk-7-ru", packet(disk7, classPrefix(2), srb(4, 0x84, 2, 0x40, 0x28, 0, 0, 1, 0x32, 0x34, 0, 0, 8, 0), sense(3, 0x11, 4)), Hint{Provider: "disk", Code: 7, Lang: "ru"}},
	{"disk-7-cut", packet(disk7, classPrefix(2), srb(4, 0x84, 2, 0x40, 0x28), sense(3, 0x11, 4))[:0x50], Hint{Provider: "disk", Code: 7}},
	{"disk-7-windows-2000", packet(disk7, []uint32{0, 1, 0, 0}, []byte{2, 0x84, 0, 0, 4, 0x11, 3, 0}, []byte{0x28, 0, 0, 1, 0x32, 0x34, 0, 0, 8, 0}), Hint{Provider: "Disk", Code: 7}},
	{"atapi-9", packet(Packet{MajorFunctionCode: 0x0F, NumberOfStrings: 1, ErrorCode: 0xC0040009, UniqueErrorValue: 0x100},
		[]uint32{0, 0, 0, 7}, srb(4, 0x0E, 0, 0x40, 0x2A, 8, 0, 0x60, 0x14, 0xB7, 0, 0, 8, 0)), Hint{Provider: "atapi", Code: 9}},
	{"srv-2000", packet(Packet{NumberOfStrings: 1, ErrorCode: 0xC00007D0, FinalStatus: 0xC0000008}, []uint32{0xBC0}), Hint{Provider: "Srv", Code: 2000}},
	{"status-win32", []byte{2, 0, 0, 0}, Hint{}},
	{"status-nt", []byte{0x5E, 0, 0, 0xC0}, Hint{Provider: "NETLOGON", Code: 5719}},
	{"status-hresult", []byte{2, 0, 7, 0x80}, Hint{Lang: "ru"}},
	{"status-two-kinds", []byte{2, 1, 0, 0}, Hint{}},
	{"status-event", []byte{0xC4, 0x10, 0, 0xC0}, Hint{}},
	{"status-event-or-status", []byte{0x37, 0, 4, 0xC0}, Hint{}},
	{"status-unknown", []byte{1, 2, 3, 4}, Hint{}},
	{"shutdown-reason", []byte{3, 0, 2, 0x80}, Hint{Provider: "USER32", Code: 1074}},
	{"eventlog-6008", []byte{
		0xEA, 7, 1, 0, 0, 0, 11, 0, 14, 0, 12, 0, 15, 0, 15, 0,
		0xEA, 7, 1, 0, 0, 0, 11, 0, 11, 0, 12, 0, 15, 0, 15, 0,
	}, Hint{Provider: "EventLog", Code: 6008}},
	{"service-state", wide("PolicyAgent/1\x00"), Hint{Provider: "Service Control Manager", Code: 7036}},
	{"service-key", wide("Dfs"), Hint{Provider: "Microsoft-Windows-Service Control Manager", Code: 7023, Lang: "ru"}},
	{"text-wide", wide("5.2.3790\x00Служба\x00"), Hint{}},
	{"text-bytes", []byte("Win32HResult=0x00000000 RevisionNumber=104 \x00"), Hint{}},
	{"sid", []byte{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0}, Hint{}},
	{"words", []byte{1, 0, 0, 0, 0x05, 0, 7, 0x80}, Hint{}},
	{"raw", []byte{0xFF, 0xFE, 1}, Hint{}},
}

// TestDecode compares explanations with goldens that a person can check:
// offset, bytes, name, value, meaning.
func TestDecode(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			e := Decode(v.data, v.hint)
			checkCover(t, v.data, e)
			golden.Check(t, filepath.Join("testdata", v.name+".golden"), annotate(e))
		})
	}
}

// checkCover holds the fields to cover the bytes without gap or overlap.
func checkCover(t *testing.T, data []byte, e *Explanation) {
	t.Helper()
	at := 0
	for _, f := range e.Fields {
		if f.Offset != at || len(f.Bytes) == 0 || !bytes.Equal(f.Bytes, data[at:at+len(f.Bytes)]) {
			t.Fatalf("field %s is not at %#x", f.Name, at)
		}
		at += len(f.Bytes)
	}
	if at != len(data) {
		t.Errorf("the fields end at %#x of %#x", at, len(data))
	}
}

func annotate(e *Explanation) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n", e.Layout)
	for _, f := range e.Fields {
		line := fmt.Sprintf("%04x: %-24s %s = %s", f.Offset, spaced(f.Bytes), f.Name, f.Value)
		if f.Meaning != "" {
			line += "  # " + f.Meaning
		}
		fmt.Fprintln(&b, line)
	}
	if e.Event != nil {
		fmt.Fprintf(&b, "event %+v\n", *e.Event)
	}
	for _, c := range e.Codes {
		fmt.Fprintf(&b, "code %v %v\n", c.Kind, c)
	}
	if e.Truncated {
		fmt.Fprintln(&b, "truncated")
	}
	for _, c := range e.Conclusions {
		fmt.Fprintf(&b, "- %s\n", c)
	}
	for _, o := range e.Others {
		fmt.Fprintf(&b, "or %s", annotate(o))
	}
	return b.Bytes()
}

func TestDecodeNothing(t *testing.T) {
	if e := Decode(nil, Hint{}); e != nil {
		t.Errorf("%+v", e)
	}
}

// TestDecodeDump reads the dumps of a damaged paste and of a notation that
// leaves the order of the bytes open.
func TestDecodeDump(t *testing.T) {
	for name, in := range map[string]string{
		"damaged": `0000: 00 00 00 00 01 00 54 00 . Т.
0008: 00 00 00 00 с4 10 00 с0 . ¨¤
0010: 01 00 00 00 00 00 00 00 .
0018: 00 00 00 00 00 00 00 00 .
0020: 00 00 00 00 00 00 00 00 .Тип события: Информация`,
		"host-words":    "0000000 0000 0000 0001 0054 0000 0000 10c4 c000\n0000010 0001 0000 0000 0000 0000 0000 0000 0000\n0000020 0000 0000 0000 0000\n0000028\n",
		"grouped-bytes": "00000000 01005400 00000000 c41000c0 01000000 00000000 00000000 00000000 00000000 00000000",
		"gap":           "0000: 00 00 00 00 01 00 54 00\n0008: 00 00 00 00 c4 10 00 c0\n0018: 00 00 00 00 00 00 00 00\n",
	} {
		dumps := Parse(in)
		if len(dumps) != 1 {
			t.Fatalf("%s: %d dumps", name, len(dumps))
		}
		e := DecodeDump(dumps[0], Hint{})
		if e.Event == nil || e.Event.Provider != "IPSec" || e.Event.Code != "0xC00010C4" || e.Event.ID != 4292 {
			t.Errorf("%s: %+v", name, e.Event)
		}
		golden.Check(t, filepath.Join("testdata", "dump-"+name+".golden"), annotate(e))
	}
}

func TestExplanationJSON(t *testing.T) {
	e := Decode(ipsec(0xC00010C4), Hint{})
	b, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, filepath.Join("testdata", "ipsec-4292.json.golden"), append(b, '\n'))
}

// TestParsePacketRefuses holds payloads that are no packets to be refused.
func TestParsePacketRefuses(t *testing.T) {
	flaw := func(change func(p *Packet)) []byte {
		p, _ := ParsePacket(ipsec(0xC00010C4))
		change(&p)
		return packet(p)
	}
	for name, data := range map[string][]byte{
		"zeros":            make([]byte, 40),
		"short":            ipsec(0xC00010C4)[:39],
		"long":             append(ipsec(0xC00010C4), 0),
		"padding":          flaw(func(p *Packet) { p.Padding = 1 }),
		"major function":   flaw(func(p *Packet) { p.MajorFunctionCode = 0x40 }),
		"strings":          flaw(func(p *Packet) { p.NumberOfStrings = 1000 }),
		"reserved bit":     flaw(func(p *Packet) { p.ErrorCode |= 1 << 28 }),
		"success severity": flaw(func(p *Packet) { p.ErrorCode &= 0xFFFF }),
		"text":             wide("The quick brown fox jumps over the lazy dog"),
	} {
		if p, ok := ParsePacket(data); ok {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestCodesOfDump(t *testing.T) {
	e := Decode(packet(disk7), Hint{})
	if len(e.Codes) != 1 || e.Codes[0] != (wincode.Code{Kind: wincode.NTStatus, Number: 0xC000009C}) {
		t.Errorf("%v", e.Codes)
	}
}
