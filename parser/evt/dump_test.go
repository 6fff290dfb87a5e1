package evt_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/internal/golden"
	"culprit/parser/event"
	"culprit/parser/evt"
)

// TestDump holds the reader to the bytes: the golden has the header, a record
// and the end of a log that has been once around.
func TestDump(t *testing.T) {
	data := readSample(t, "damaged/dirty.evt")
	var out bytes.Buffer
	if err := openBytes(t, data).Dump(&out, -1); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/dump-dirty.txt", out.Bytes())
}

// TestDumpEverywhere asks for every offset: each byte of a record must lead to
// that record, also across the end of the file, and nothing may panic.
func TestDumpEverywhere(t *testing.T) {
	data := readSample(t, "damaged/dirty.evt")
	log := openBytes(t, data)
	for off := int64(0); off < int64(len(data)); off += 4 {
		var out bytes.Buffer
		if err := log.Dump(&out, off); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(out.String(), "# record, ") + strings.Count(out.String(), "# end-of-file") +
			strings.Count(out.String(), "# header"); n > 1 {
			t.Errorf("at %#x are %d structures:\n%s", off, n, out.String())
		}
	}
}

// TestCarve hides the records of a log in noise, one of them twice.
func TestCarve(t *testing.T) {
	data := readSample(t, "damaged/bad-length.evt")
	var want []uint64
	for v, d := range openBytes(t, data).Records(evt.Options{}) {
		if d == nil {
			want = append(want, v.Record)
		}
	}
	noise := bytes.Repeat([]byte("LfLe, but no record; "), 9999)
	blob := bytes.Join([][]byte{noise, data[0x30:], noise[:77], data[0x30:0xe8], noise}, nil)
	log := evt.Carve(bytes.NewReader(blob), int64(len(blob)), &event.Source{Path: "memory.dmp"})
	var got []uint64
	for v, d := range log.Records(evt.Options{}) {
		switch {
		case d != nil:
			t.Errorf("damage: %v", d)
		case v.Origin != event.Recovered || v.Provider == "IPSec" && v.Channel != "System":
			t.Errorf("record %d: origin %v, channel %q", v.Record, v.Origin, v.Channel)
		default:
			got = append(got, v.Record)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := log.Facts().Duplicate; n != 1 {
		t.Errorf("%d duplicates, want 1", n)
	}
}

func readSample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
