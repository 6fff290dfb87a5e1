package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"culprit/parser"
	"culprit/parser/event"
	"culprit/parser/evtx/evtxtest"
)

// readBoth compares the readers on a log and returns how many disagreements
// there are of each class.
func readBoth(t *testing.T, data []byte) (*result, map[fault]int) {
	t.Helper()
	return readBothBy(t, "log.evtx", data, &peer{timeout: time.Minute, memory: 1 << 30})
}

func readBothBy(t *testing.T, name string, data []byte, p *peer) (*result, map[fault]int) {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if p.exe, err = os.Executable(); err != nil {
		t.Fatal(err)
	}
	found := parser.Expand(context.Background(), []string{name}, nil)
	if len(found.Inputs) != 1 {
		t.Fatalf("%+v", found)
	}
	res, err := check(context.Background(), p, found.Inputs[0], -1)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[fault]int{}
	for _, c := range res.Classes {
		counts[c.Class] = c.Count
	}
	return res, counts
}

// sample is an event of a provider with a GUID, as which it has a manifest.
func sample(data ...event.Field) event.Event {
	return event.Event{
		Header: event.Header{
			Channel: "System", Provider: "Test", EventID: 7, Level: event.Error, Computer: "PC", Time: 133e15,
		},
		ProviderGUID: "{DEB52D3B-1A2C-4B5F-9C5A-2C1E3D4F5A6B}", UserID: "S-1-5-18", Data: data,
	}
}

func field(name string, v event.Value) event.Field { return event.Field{Name: name, Value: v} }

func written(t *testing.T, opt evtxtest.Options, events ...event.Event) []byte {
	t.Helper()
	data, err := evtxtest.Write(events, opt)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestValueFaults writes a value of each type, well-formed and odd, between two
// others.
func TestValueFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		typ  byte
		raw  string
		want map[fault]int
	}{
		{"string", 0x01, "a\x00b\x00", nil},
		{"string of an odd size", 0x01, "a\x00b", map[fault]int{sizeIgnored: 1}},
		{"ANSI", 0x02, "Ab\xe4\x00", map[fault]int{ansiBytes: 1}},
		{"empty ANSI", 0x02, "", nil},
		{"signed", 0x07, "\xff\xff\xff\xff", nil},
		{"number in two bytes", 0x08, "\x01\x02", map[fault]int{sizeIgnored: 2}},
		{"float", 0x0b, "\x00\x00\xc0\x3f", map[fault]int{typeUnknown: 1}},
		{"double", 0x0c, "\x00\x00\x00\x00\x00\x00\xf8\x3f", nil},
		{"long double", 0x0c, "\x9a\x99\x99\x99\x99\x99\xb9\x3e", map[fault]int{floatDigits: 1}},
		{"one", 0x0d, "\x01\x00\x00\x00", nil},
		{"true", 0x0d, "\x10\x00\x00\x00", map[fault]int{boolNotOne: 1}},
		{"size", 0x10, "\x04\x00\x00\x00", map[fault]int{typeUnknown: 1}},
		{"time", 0x11, "\x00\x80\x3e\xd5\xde\xb1\x9d\x01", nil},
		{"no time", 0x11, "\x00\x80\x3e\xd5\xde\xb1\x9d\xf1", map[fault]int{timeRange: 1}},
		{"SYSTEMTIME", 0x12, "\xe0\x07\x02\x00\x01\x00\x1d\x00\x0c\x00\x1e\x00\x05\x00\x07\x00", map[fault]int{systemTime: 1}},
		{"whole second", 0x12, "\xe0\x07\x02\x00\x01\x00\x1d\x00\x0c\x00\x1e\x00\x05\x00\x00\x00", nil},
		{"SID", 0x13, "\x01\x01\x00\x00\x00\x00\x00\x05\x12\x00\x00\x00", nil},
		{"hex", 0x15, "\x0f\x00\x00\x00\x00\x00\x00\x80", nil},
		{"strings", 0x81, "a\x00\x00\x00b\x00\x00\x00", nil},
		{"empty strings", 0x81, "a\x00\x00\x00\x00\x00b\x00\x00\x00", map[fault]int{emptyItems: 1}},
		{"words", 0x86, "\x01\x00\x02\x00", nil},
		{"quads", 0x8a, "\xff\xff\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x00\x00\x00", nil},
		{"numbers", 0x88, "\x01\x00\x00\x00\x02\x00\x00\x00", map[fault]int{typeUnknown: 1}},
		{"GUIDs", 0x8f, "0123456789abcdef", map[fault]int{arrayType: 1}},
		{"empty document", 0x21, "", map[fault]int{wrongPlace: 1}},
		{"cut document", 0x21, "\x0f", map[fault]int{bothRefuse: 1}},
		{"null with a size", 0x00, "\x01\x02\x03", nil},
	}
	var events []event.Event
	raw := map[string]evtxtest.Raw{}
	for i, tt := range tests {
		name := fmt.Sprintf("v%d", i)
		raw[name] = evtxtest.Raw{Type: tt.typ, Bytes: []byte(tt.raw)}
		events = append(events, sample(field("a", event.String("first")), field(name, event.Uint(0)), field("z", event.Uint(9))))
	}
	got := byRecord(t, written(t, evtxtest.Options{Raw: raw}, events...))
	for i, tt := range tests {
		if d := cmp.Diff(tt.want, got[uint64(i+1)]); d != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, d)
		}
	}
}

// byRecord compares the readers and returns how many disagreements of each
// class there are in each record, by its number.
func byRecord(t *testing.T, data []byte) map[uint64]map[fault]int {
	t.Helper()
	res, _ := readBoth(t, data)
	got := map[uint64]map[fault]int{}
	for _, c := range res.Classes {
		for _, f := range c.Examples {
			if got[f.Record] == nil {
				got[f.Record] = map[fault]int{}
			}
			got[f.Record][c.Class]++
		}
	}
	return got
}

func emptyToNil(m map[fault]int) []fault {
	var list []fault
	for _, f := range slices.Sorted(maps.Keys(m)) {
		for range m[f] {
			list = append(list, f)
		}
	}
	return list
}

// TestEventFaults writes events that golang-evtx has no room for.
func TestEventFaults(t *testing.T) {
	t.Parallel()
	classic := sample(field("param1", event.String("x")))
	classic.ProviderGUID, classic.HasQualifiers = "", true
	twice := sample(field("a", event.Uint(1)), field("a", event.Uint(2)))
	user := sample()
	user.UserData = &event.Element{Name: "Info", Children: []event.Element{
		{Name: "Host", Children: []event.Element{{Name: "Name", Value: event.String("h")}}},
	}}
	tests := []struct {
		name string
		e    event.Event
		want map[fault]int
	}{
		{"plain", sample(field("a", event.Uint(1))), nil},
		{"classic", classic, map[fault]int{providerName: 1}},
		{"one name twice", twice, map[fault]int{sameName: 1}},
		{"name only", user, map[fault]int{nameAsKey: 1}},
		{"last value", sample(field("a", event.Uint(1)), field("ansi", event.Uint(2))), map[fault]int{lastValue: 1}},
		{"last document", sample(field("a", event.Uint(1)), field("document", event.Uint(2))), map[fault]int{nestedEmpty: 1}},
	}
	var events []event.Event
	for _, tt := range tests {
		events = append(events, tt.e)
	}
	raw := map[string]evtxtest.Raw{"ansi": {Type: 0x02}, "document": {Type: 0x21}}
	got := byRecord(t, written(t, evtxtest.Options{Raw: raw}, events...))
	for i, tt := range tests {
		if d := cmp.Diff(tt.want, got[uint64(i+1)]); d != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, d)
		}
	}
}

// TestTextOnly reads events without templates, as forwarded logs have them.
func TestTextOnly(t *testing.T) {
	t.Parallel()
	res, got := readBoth(t, written(t, evtxtest.Options{Plain: true}, sample(field("a", event.Uint(1))), sample()))
	if len(got) > 0 || res.Whole != 2 {
		t.Errorf("%v, %+v", got, res)
	}
}

// TestDamage breaks logs of two chunks with three records each.
func TestDamage(t *testing.T) {
	t.Parallel()
	const first, second = 4096, 4096 + chunkSize
	rec := func(data []byte, chunk, n int) int { // offset of the n-th record of a chunk
		at := chunk + 512
		for range n {
			at += int(le.Uint32(data[at+4:]))
		}
		return at
	}
	tests := []struct {
		name   string
		damage func(data []byte)
		died   bool
		want   map[fault]int
	}{
		{"nothing", func([]byte) {}, false, nil},
		{"count of chunks", func(d []byte) { d[42] = 1 }, false, map[fault]int{chunkUncounted: 3}},
		{"dirty, count of chunks", func(d []byte) { d[42], d[120] = 1, 1 }, false, nil},
		{"dirty, too many chunks", func(d []byte) { d[42], d[120] = 3, 1 }, false, map[fault]int{openRefused: 6}},
		{"signature of a record", func(d []byte) { d[rec(d, second, 1)] = 'x' }, true, map[fault]int{chunkRefused: 2}},
		{"size of a record", func(d []byte) {
			at := rec(d, first, 1)
			binary.LittleEndian.PutUint32(d[at+4:], 5)
		}, true, map[fault]int{chunkRefused: 2}},
		{"last record", func(d []byte) {
			binary.LittleEndian.PutUint32(d[first+44:], uint32(rec(d, first, 1)-first))
		}, false, map[fault]int{pastLast: 1}},
		{"two records in one", func(d []byte) {
			at, end := rec(d, first, 1), rec(d, first, 3)
			binary.LittleEndian.PutUint32(d[at+4:], uint32(end-at))
			binary.LittleEndian.PutUint32(d[first+44:], uint32(at-first))
			d[end-1] = 0x7f
		}, false, map[fault]int{tornRecord: 1}},
		{"a record stepped over", func(d []byte) {
			at, end := rec(d, first, 0), rec(d, first, 2)
			binary.LittleEndian.PutUint32(d[at+4:], uint32(end-at))
		}, false, map[fault]int{tornRecord: 1, steppedOver: 1}},
		{"a name in the table", func(d []byte) {
			binary.LittleEndian.PutUint32(d[first+128:], 0xffff)
		}, true, map[fault]int{chunkRefused: 3}},
		{"zeros in place of a fragment", func(d []byte) {
			clear(d[rec(d, first, 1)+24:][:4])
		}, true, map[fault]int{noFragment: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var events []event.Event
			for i := range 6 {
				events = append(events, sample(field("n", event.Uint(uint64(i)))))
			}
			data := written(t, evtxtest.Options{PerChunk: 3}, events...)
			tt.damage(data)
			res, got := readBoth(t, data)
			if d := cmp.Diff(tt.want, got, cmp.Transformer("empty", emptyToNil)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			if res.Peer.Use.Died != tt.died {
				t.Errorf("%+v", res.Peer.Use)
			}
		})
	}
}

// TestClasses makes sure that every fault has its class, once.
func TestClasses(t *testing.T) {
	t.Parallel()
	seen := map[fault]bool{}
	for _, c := range classes {
		if seen[c.fault] || c.says == "" || c.right == "" {
			t.Errorf("%+v", c)
		}
		seen[c.fault] = true
	}
	if c := classOf("no such fault"); c.right != unexplained {
		t.Errorf("an unknown fault is %q", c.right)
	}
}
