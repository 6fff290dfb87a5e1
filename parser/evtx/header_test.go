package evtx

import (
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/parser/evtx/evtxtest"
)

func TestParseFileHeader(t *testing.T) {
	b := make([]byte, fileBlockSize)
	copy(b, fileSignature)
	le.PutUint64(b[8:], 3)
	le.PutUint64(b[16:], 4)
	le.PutUint64(b[24:], 77)
	le.PutUint32(b[32:], 128)
	le.PutUint16(b[36:], 2)
	le.PutUint16(b[38:], 3)
	le.PutUint16(b[40:], 4096)
	le.PutUint32(b[42:], 0x12345) // a log of more than 4 GiB
	le.PutUint32(b[120:], FlagDirty|FlagFull)
	le.PutUint32(b[124:], crc32.ChecksumIEEE(b[:120]))
	got, ok := parseFileHeader(b)
	want := FileHeader{
		FirstChunk: 3, LastChunk: 4, NextRecord: 77, HeaderSize: 128, MinorVersion: 2, MajorVersion: 3,
		BlockSize: 4096, Chunks: 0x12345, Flags: 3, Checksum: le.Uint32(b[124:]), ChecksumOK: true,
	}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("%v, -want +got:\n%s", ok, diff)
	}
	le.PutUint16(b[36:], 1) // version 3.1 counts in 16 bits
	if got, _ := parseFileHeader(b); got.Chunks != 0x2345 || got.ChecksumOK {
		t.Errorf("%d chunks, checksum %v", got.Chunks, got.ChecksumOK)
	}
	for size, want := range map[uint16]int64{0: 4096, 127: 4096, 128: 128, 5000: 4096, 8192: 8192} {
		if h := (FileHeader{BlockSize: size}); h.dataStart() != want {
			t.Errorf("block of %d bytes: chunks from %d, want %d", size, h.dataStart(), want)
		}
	}
}

// twelve makes a log of 12 chunks, a record in each.
func twelve(t *testing.T) []byte {
	t.Helper()
	events := make([]event.Event, 12)
	for i := range events {
		events[i].Header = event.Header{Channel: "System", Provider: "P", EventID: 1, Time: event.FILETIME(133e15 + i), Computer: "PC"}
	}
	data, err := evtxtest.Write(events, evtxtest.Options{PerChunk: 1})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// failing cannot read the bytes from..to, like a disk with a bad track.
type failing struct {
	*bytes.Reader
	from, to int64
}

var errTrack = errors.New("bad track")

func (f failing) ReadAt(b []byte, off int64) (int, error) {
	if off < f.to && off+int64(len(b)) > f.from {
		n, _ := f.Reader.ReadAt(b[:max(f.from-off, 0)], off)
		return n, errTrack
	}
	return f.Reader.ReadAt(b, off)
}

// TestReadError loses no more than the block that cannot be read.
func TestReadError(t *testing.T) {
	data := twelve(t)
	bad := int64(fileBlockSize + 5*chunkSize + 100) // in the second block
	for _, workers := range []int{1, 3} {
		l, err := Open(failing{bytes.NewReader(data), bad, bad + 1}, int64(len(data)), &event.Source{Path: "x"})
		if err != nil {
			t.Fatal(err)
		}
		var ids []uint64
		var damage *event.Damage
		for v, d := range l.Records(Options{Workers: workers}) {
			if d != nil {
				damage = d
			} else {
				ids = append(ids, v.Record)
			}
		}
		if diff := cmp.Diff([]uint64{1, 2, 3, 4, 5, 9, 10, 11, 12}, ids); diff != "" {
			t.Errorf("%d workers: -want +got:\n%s", workers, diff)
		}
		if damage == nil || damage.Cause != errTrack.Error() || damage.Offset != bad || damage.Lost != 3*chunkSize-100 {
			t.Errorf("%d workers: damage %v", workers, damage)
		}
	}
}

// TestNoFileHeader opens logs that begin with a chunk, or whose header is
// overwritten.
func TestNoFileHeader(t *testing.T) {
	data := twelve(t)
	overwritten := bytes.Clone(data)
	clear(overwritten[:128])
	for name, log := range map[string][]byte{"chunks only": data[fileBlockSize:], "overwritten": overwritten} {
		at, err := Open(bytes.NewReader(log), int64(len(log)), &event.Source{Path: "x"})
		if err != nil {
			t.Fatal(name, err)
		}
		stream, err := OpenStream(io.MultiReader(bytes.NewReader(log)), &event.Source{Path: "x"})
		if err != nil {
			t.Fatal(name, err)
		}
		for _, l := range []*Log{at, stream} {
			first := true
			for _, d := range l.Records(Options{Workers: 2}) {
				if first != (d != nil) {
					t.Errorf("%s: damage %v", name, d)
				}
				first = false
			}
			if f := l.Facts(); f.Live != 12 || f.HasHeader || f.Damaged != 1 {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}
