package evtx

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// TestMutantLanes damages chunks and compares what the lanes make of each
// record. MUTANTS sets how often per chunk.
func TestMutantLanes(t *testing.T) {
	t.Parallel()
	n := 20
	if s, err := strconv.Atoi(os.Getenv("MUTANTS")); err == nil {
		n = s
	}
	r := rand.New(rand.NewPCG(2, uint64(n)))
	for _, log := range seeds(t) {
		chunk := log[fileBlockSize:][:min(len(log)-fileBlockSize, chunkSize)]
		end := min(int(le.Uint32(chunk[48:])), len(chunk)-8)
		for range n {
			c := bytes.Clone(chunk)
			for range 1 + r.IntN(12) {
				at := chunkHeaderSize + recordHeader + r.IntN(max(end-chunkHeaderSize-recordHeader, 1))
				switch r.IntN(4) {
				case 0:
					c[at] ^= 1 << r.IntN(8)
				case 1:
					c[at] = byte(r.Uint32())
				case 2:
					le.PutUint16(c[at:], uint16(r.Uint32())>>r.IntN(16))
				case 3:
					n := r.IntN(64)
					copy(c[at:min(at+n, end)], c[chunkHeaderSize+r.IntN(end-chunkHeaderSize):])
				}
			}
			checkChunk(t, c)
		}
	}
}
