package evtx_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
)

const benchBytes = 64 << 20

// bigLog makes a log of the well-filled chunks of the corpus, over and over.
func bigLog(b *testing.B) []byte {
	b.Helper()
	var chunks [][]byte
	for _, c := range counts(b) {
		data, err := os.ReadFile(c.path)
		if err != nil {
			b.Fatal(err)
		}
		for off := 4096; off+65536 <= len(data); off += 65536 {
			chunk := data[off : off+65536]
			free := binary.LittleEndian.Uint32(chunk[48:])
			if string(chunk[:7]) == "ElfChnk" && free >= 49152 && free <= 65536 &&
				crc32.ChecksumIEEE(chunk[512:free]) == binary.LittleEndian.Uint32(chunk[52:]) {
				chunks = append(chunks, chunk)
			}
		}
	}
	log := make([]byte, 4096, benchBytes+65536)
	copy(log, "ElfFile\x00")
	for i := 0; len(log) < benchBytes; i++ {
		log = append(log, chunks[i%len(chunks)]...)
	}
	return log
}

func benchLog(b *testing.B, data []byte, run func(*evtx.Log)) {
	b.Helper()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		l, err := evtx.Open(bytes.NewReader(data), int64(len(data)), &event.Source{Path: "System.evtx"})
		if err != nil {
			b.Fatal(err)
		}
		run(l)
	}
}

// BenchmarkWalk is the least that anyone can do: follow the record headers.
func BenchmarkWalk(b *testing.B) {
	data := bigLog(b)
	b.SetBytes(int64(len(data)))
	buf := make([]byte, 4*65536)
	r := bytes.NewReader(data)
	for b.Loop() {
		records := 0
		for off := int64(4096); off < int64(len(data)); off += int64(len(buf)) {
			n, _ := r.ReadAt(buf, off)
			for c := buf[:n]; len(c) >= 65536; c = c[65536:] {
				free := binary.LittleEndian.Uint32(c[48:])
				for p := uint32(512); p+28 <= free; records++ {
					size := binary.LittleEndian.Uint32(c[p+4:])
					if binary.LittleEndian.Uint32(c[p:]) != 0x2a2a || size < 28 || p+size > 65536 ||
						binary.LittleEndian.Uint32(c[p+size-4:]) != size {
						break
					}
					p += size
				}
			}
		}
		if records == 0 {
			b.Fatal("no records")
		}
	}
}

// BenchmarkTriage reads the header of every event: checksums, provider, id,
// level, times, channel, computer.
func BenchmarkTriage(b *testing.B) {
	data := bigLog(b)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			benchLog(b, data, func(l *evtx.Log) {
				errors := 0
				for v, d := range l.Records(evtx.Options{Workers: workers}) {
					if d == nil && v.Level == event.Error {
						errors++
					}
				}
			})
		})
	}
}

// BenchmarkWant decodes one kind of event in full, as an analysis does.
func BenchmarkWant(b *testing.B) {
	data := bigLog(b)
	want := func(_, provider string, id uint16) bool {
		return id == 7036 && event.FoldProvider(provider) == "service control manager"
	}
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			benchLog(b, data, func(l *evtx.Log) {
				for v, d := range l.Records(evtx.Options{Workers: workers, Want: want}) {
					if d == nil && v.Full != nil && len(v.Full.Data) == 0 {
						b.Fatal("an event 7036 names a service")
					}
				}
			})
		})
	}
}

func BenchmarkRender(b *testing.B) {
	data := bigLog(b)
	for _, f := range []evtx.Format{evtx.JSONL, evtx.XML} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%v/workers=%d", f, workers), func(b *testing.B) {
				benchLog(b, data, func(l *evtx.Log) {
					for _, d := range l.Render(f, evtx.Options{Workers: workers}) {
						if d != nil && d.Lost > 0 {
							b.Fatal(d)
						}
					}
				})
			})
		}
	}
}
