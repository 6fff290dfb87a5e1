package evtx_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

// mutate damages one chunk of a log in one of the ways in which logs, disks and
// attackers do.
func mutate(r *rand.Rand, data []byte, chunk int) []byte {
	data = bytes.Clone(data)
	c := data[0x1000+chunk*0x10000:][:0x10000]
	at := func() int { return r.IntN(len(c) - 8) }
	record := func() int {
		list := offsets(c)
		if len(list) == 0 {
			return at()
		}
		return list[r.IntN(len(list))]
	}
	extremes := []uint32{0, 1, 27, 28, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff}
	extreme := func() uint32 { return extremes[r.IntN(len(extremes))] }
	switch r.IntN(8) {
	case 0: // bits
		for range 1 + r.IntN(20) {
			c[at()] ^= 1 << r.IntN(8)
		}
	case 1: // bytes
		for range 1 + r.IntN(20) {
			c[at()] = byte(r.Uint32())
		}
	case 2: // a sector zeroed
		clear(c[r.IntN(128)*512:][:512])
	case 3: // a piece copied over another
		n := 1 + r.IntN(4096)
		copy(c[r.IntN(len(c)-n):], c[r.IntN(len(c)-n):][:n])
	case 4: // the size of a record
		le.PutUint32(c[min(record()+4, len(c)-8):], extreme())
	case 5: // a number in a record: offsets, counts, sizes
		le.PutUint32(c[min(record()+24+r.IntN(200), len(c)-8):], extreme())
	case 6: // a number in the chunk header and its tables
		le.PutUint32(c[r.IntN(508):], extreme())
	case 7: // the offset of a template or name turned to another
		le.PutUint32(c[min(record()+24+10, len(c)-8):], uint32(r.IntN(0x10000)))
	}
	return data
}

// linesOf renders a log and sorts its lines by chunk, which their offset says.
func linesOf(t *testing.T, data []byte) map[int][]string {
	t.Helper()
	by := map[int][]string{}
	for text, d := range openBytes(t, data).Render(evtx.JSONL, evtx.Options{Slack: true}) {
		if d != nil {
			continue
		}
		for line := range bytes.Lines(text) {
			at, err := strconv.Atoi(between(line[:min(len(line), 300)], `"offset":`, `,"origin"`))
			if err != nil {
				t.Fatalf("no offset in %s", line)
			}
			by[(at-0x1000)/0x10000] = append(by[(at-0x1000)/0x10000], string(line))
		}
	}
	return by
}

// TestMutants damages logs again and again, always in one chunk, and asks that
// nothing is lost from the others, that nothing panics, and that memory does
// not follow what a damaged number asks for. MUTANTS sets how many per log.
func TestMutants(t *testing.T) {
	t.Parallel()
	n := 12
	if s, err := strconv.Atoi(os.Getenv("MUTANTS")); err == nil {
		n = s
	}
	logs := map[string][]byte{"sample": sample(t, 1200, evtxtest.Options{PerChunk: 60})}
	shared, _ := filepath.Glob(filepath.Join(corpusDir(), "*", "*.evtx"))
	for _, name := range shared {
		if data, err := os.ReadFile(name); err == nil && len(data) >= 0x1000+3*0x10000 {
			logs[filepath.Base(name)] = data[:0x1000+3*0x10000]
		}
	}
	for name, data := range logs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(len(name))))
			chunks := (len(data) - 0x1000) / 0x10000
			want := linesOf(t, data)
			for i := range n {
				hit := r.IntN(chunks)
				got := linesOf(t, mutate(r, data, hit))
				for c := range chunks {
					if c != hit && fmt.Sprint(got[c]) != fmt.Sprint(want[c]) {
						t.Fatalf("mutant %d: damage in chunk %d changed chunk %d: %d lines, %d before", i, hit, c, len(got[c]), len(want[c]))
					}
				}
			}
		})
	}
}
