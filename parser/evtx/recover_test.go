package evtx_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

var le = binary.LittleEndian

// numbered makes a log whose records have the given ids in their headers, four
// to a chunk.
func numbered(t testing.TB, ids ...uint64) []byte {
	t.Helper()
	events := make([]event.Event, len(ids))
	for i, id := range ids {
		events[i] = event.Event{
			Header: event.Header{
				Record: id, HeaderRecord: id, Time: event.FILETIME(133e15 + id), Written: event.FILETIME(133e15 + id),
				Channel: "System", Provider: "Test-Provider", EventID: 7, Computer: "PC",
			},
			ProviderGUID: "{11111111-2222-3333-4444-555555555555}",
			Data:         []event.Field{{Name: "Number", Value: event.Uint(id)}},
		}
	}
	data, err := evtxtest.Write(events, evtxtest.Options{PerChunk: 4})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// offsets returns where the records of a log begin.
func offsets(data []byte) (list []int) {
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("**\x00\x00"))
		if i < 0 {
			return list
		}
		list = append(list, at+i)
		at += i + 4
	}
}

// story is what a log yields, in short.
func story(l *evtx.Log, opt evtx.Options) string {
	var b strings.Builder
	for v, d := range l.Records(opt) {
		if d != nil {
			fmt.Fprintf(&b, "[%s at %#x: %s, %d lost] ", d.Structure, d.Offset, d.Cause, d.Lost)
			continue
		}
		fmt.Fprintf(&b, "%d", v.HeaderRecord)
		if v.Origin != event.Live {
			fmt.Fprintf(&b, " %s", v.Origin)
		}
		e, d := v.Event()
		if d != nil {
			fmt.Fprintf(&b, " (%s: %s)", d.Structure, d.Cause)
		}
		if n := len(e.Repairs); n > 0 {
			fmt.Fprintf(&b, " repaired %d", n)
		}
		if n, ok := e.Lookup("Number"); !ok || n.Uint64() != v.HeaderRecord {
			b.WriteString(" without number")
		}
		b.WriteString("; ")
	}
	return b.String()
}

// TestRecovery damages logs in the ways that are met in the field.
func TestRecovery(t *testing.T) {
	const chunk1, chunk2 = 0x1000, 0x11000
	put := func(data []byte, off int, u uint32) { le.PutUint32(data[off:], u) }
	tests := []struct {
		name   string
		ids    []uint64
		damage func(data []byte, at []int) []byte
		slack  bool
		want   string
	}{
		{
			name:   "nothing is wrong",
			ids:    []uint64{1, 2, 3, 4, 5},
			damage: func(data []byte, _ []int) []byte { return data },
			want:   "1; 2; 3; 4; 5; ",
		},
		{
			name:   "size 0",
			ids:    []uint64{1, 2, 3, 4, 5},
			damage: func(data []byte, at []int) []byte { put(data, at[1]+4, 0); return data },
			want: "1; [record at 0x1850: size 0 is less than that of an empty record, 200 lost] " +
				"3 recovered; 4 recovered; 5; ",
		},
		{
			name:   "size of 3 GB",
			ids:    []uint64{1, 2, 3, 4},
			damage: func(data []byte, at []int) []byte { put(data, at[2]+4, 3<<30); return data },
			want: "1; 2; [record at 0x1918: size 3221225472 goes beyond the end of the chunk, 200 lost] " +
				"4 recovered; ",
		},
		{
			name:   "last record torn",
			ids:    []uint64{1, 2, 3, 4, 5},
			damage: func(data []byte, at []int) []byte { clear(data[at[3]+100 : at[3]+200]); return data },
			slack:  true,
			want: "1; 2; 3; [record at 0x19e0: size is 200 at the start but 0 at the end, 200 lost] " +
				"4 torn without number; 5; ",
		},
		{
			name:   "record zeroed",
			ids:    []uint64{1, 2, 3, 4},
			damage: func(data []byte, at []int) []byte { clear(data[at[1]:at[2]]); return data },
			want:   "1; [record at 0x1850: zero bytes in its place, 200 lost] 3 recovered; 4 recovered; ",
		},
		{
			name:   "chunk signature gone",
			ids:    []uint64{1, 2, 3, 4, 5},
			damage: func(data []byte, _ []int) []byte { clear(data[chunk1 : chunk1+8]); return data },
			want: "[chunk at 0x1000: signature is 00 00 00 00 00 00 00 00, not ElfChnk, 512 lost] " +
				"1 recovered; 2 recovered; 3 recovered; 4 recovered; 5; ",
		},
		{
			name: "slot of rubbish between chunks",
			ids:  []uint64{1, 2, 3, 4, 5},
			damage: func(data []byte, _ []int) []byte {
				return slices.Concat(data[:chunk2], bytes.Repeat([]byte("x"), 0x10000), data[chunk2:])
			},
			want: "1; 2; 3; 4; [chunk at 0x11000: signature is 78 78 78 78 78 78 78 78, not ElfChnk, 65536 lost] 5; ",
		},
		{
			name: "slot of rubbish behind the last chunk",
			ids:  []uint64{1, 2, 3, 4, 5},
			damage: func(data []byte, _ []int) []byte {
				return append(data, bytes.Repeat([]byte("x"), 0x10000)...)
			},
			want: "1; 2; 3; 4; 5; ",
		},
		{
			name: "bytes inserted between chunks",
			ids:  []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9},
			damage: func(data []byte, _ []int) []byte {
				return slices.Concat(data[:chunk2], []byte("inserted"), data[chunk2:])
			},
			want: "1; 2; 3; 4; [chunk at 0x11000: signature is 69 6e 73 65 72 74 65 64, not ElfChnk, 8 lost] " +
				"5; 6; 7; 8; 9; ",
		},
		{
			name:   "file cut in a record",
			ids:    []uint64{1, 2, 3, 4, 5, 6},
			damage: func(data []byte, at []int) []byte { return data[:at[5]+10] },
			want:   "1; 2; 3; 4; 5; [record at 0x11850: the chunk ends inside the record header, 200 lost] ",
		},
		{
			name:   "file cut between records",
			ids:    []uint64{1, 2, 3, 4, 5, 6},
			damage: func(data []byte, at []int) []byte { return data[:at[5]] },
			want:   "1; 2; 3; 4; 5; [chunk at 0x11850: the file ends inside it, 200 lost] ",
		},
		{
			name:   "free space said to begin too early",
			ids:    []uint64{1, 2, 3, 4, 5},
			damage: func(data []byte, at []int) []byte { put(data, chunk1+48, uint32(at[2]-chunk1)); return data },
			want:   "1; 2; 3 recovered; 4 recovered; 5; ",
		},
		{
			name:   "free space said to begin at 0",
			ids:    []uint64{1, 2, 3, 4, 5},
			damage: func(data []byte, _ []int) []byte { put(data, chunk1+48, 0); return data },
			want:   "1; 2; 3; 4; 5; ",
		},
		{
			name:   "leftovers",
			ids:    []uint64{11, 12, 7, 8},
			damage: func(data []byte, at []int) []byte { put(data, chunk1+48, uint32(at[2]-chunk1)); return data },
			slack:  true,
			want:   "11; 12; 7 slack; 8 slack; ",
		},
		{
			name:   "leftovers that no one asked for",
			ids:    []uint64{11, 12, 7, 8},
			damage: func(data []byte, at []int) []byte { put(data, chunk1+48, uint32(at[2]-chunk1)); return data },
			want:   "11; 12; ",
		},
		{
			name:   "leftover of a record that is in use elsewhere",
			ids:    []uint64{11, 12, 20, 7, 20},
			damage: func(data []byte, at []int) []byte { put(data, chunk1+48, uint32(at[2]-chunk1)); return data },
			slack:  true,
			want:   "11; 12; 7 slack; 20; ",
		},
		{
			name:   "leftover twice",
			ids:    []uint64{11, 12, 7, 7},
			damage: func(data []byte, at []int) []byte { put(data, chunk1+48, uint32(at[2]-chunk1)); return data },
			slack:  true,
			want:   "11; 12; 7 slack; ",
		},
		{
			name: "template overwritten, another chunk has it",
			ids:  []uint64{1, 2, 3, 4, 5, 6},
			damage: func(data []byte, at []int) []byte {
				// The definition stands in the first record of the chunk, behind
				// the head of the instance.
				clear(data[at[4]+24+14 : at[4]+24+14+24])
				return data
			},
			want: "1; 2; 3; 4; 5 repaired 1; 6 repaired 1; ",
		},
		{
			name: "template overwritten everywhere",
			ids:  []uint64{1, 2, 3},
			damage: func(data []byte, at []int) []byte {
				clear(data[at[0]+24+14+4 : at[0]+24+14+20])
				return data
			},
			want: "1 (template definition: is of template 00000000, the record needs e9a54aea) repaired 1; " +
				"2 (template definition: is of template 00000000, the record needs e9a54aea) repaired 1; " +
				"3 (template definition: is of template 00000000, the record needs e9a54aea) repaired 1; ",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := numbered(t, tt.ids...)
			data = tt.damage(data, offsets(data))
			for _, workers := range []int{1, 3} {
				got := story(openBytes(t, data), evtx.Options{Slack: tt.slack, Workers: workers})
				if got != tt.want {
					t.Errorf("%d workers:\ngot  %s\nwant %s", workers, got, tt.want)
				}
			}
		})
	}
}

// TestCarve hides a chunk, two copies of it, and a lone record in a blob that
// spans several blocks of reading.
func TestCarve(t *testing.T) {
	log := numbered(t, 1, 2, 3, 4, 5, 6)
	at := offsets(log)
	noise := bytes.Repeat([]byte("no record, **\x00\x00 but noise; "), 20000)
	blob := slices.Concat(
		noise[:70001], log[0x1000:0x11000], noise[:300000], log[at[5]:at[5]+200], noise[:200], log[0x1000:0x11000], noise[:99],
	)
	src := &event.Source{Path: "memory.dmp"}
	for _, workers := range []int{1, 3} {
		l := evtx.Carve(bytes.NewReader(blob), int64(len(blob)), src)
		got := story(l, evtx.Options{Workers: workers})
		if want := "1 recovered; 2 recovered; 3 recovered; 4 recovered; 6 recovered repaired 2; "; got != want {
			t.Errorf("got %s, want %s…", got, want)
		}
		if f := l.Facts(); f.Live != 0 || f.Recovered != 5 || f.Duplicate != 4 || f.Damaged != 0 {
			t.Errorf("%+v", f)
		}
	}

	lone := blob[len(noise[:70001])+0x10000+len(noise[:300000]):][:400]
	carve := func(known *evtx.Templates) string {
		return story(evtx.Carve(bytes.NewReader(lone), int64(len(lone)), src), evtx.Options{Templates: known})
	}
	if got := carve(nil); !strings.HasPrefix(got, "6 recovered (template definition: ") {
		t.Errorf("without templates: got %s", got)
	}
	known := evtx.NewTemplates()
	known.Learn(openBytes(t, log))
	if got, want := carve(known), "6 recovered repaired 2; "; got != want {
		t.Errorf("with templates of the log: got %s, want %s", got, want)
	}
}
