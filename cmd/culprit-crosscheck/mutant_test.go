package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestMutants damages logs at random and compares the readers on what is left.
// Whatever golang-evtx makes of them must be worked out, and whatever ours makes
// of them must be what the bytes say. A few mutants of our own logs are made
// every time; CULPRIT_MUTANTS=N makes N of the real logs beside the repository.
func TestMutants(t *testing.T) {
	t.Parallel()
	dir, n := "../../testdata", 6
	if s := os.Getenv("CULPRIT_MUTANTS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
		dir = corpus(t)
	}
	chunks := chunksOf(t, dir)
	rnd := rand.New(rand.NewPCG(1, 2))
	out := t.TempDir()
	for i := range n {
		from := chunks[rnd.IntN(len(chunks))]
		name := filepath.Join(out, fmt.Sprintf("%05d.evtx", i))
		if err := os.WriteFile(name, from.mutant(rnd), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, stdout, stderr := runWith(t, "-f", "json", "-n", "2", out)
	var r report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatal(err, stderr)
	}
	sum := r.Total
	t.Logf("%d mutants, golang-evtx dies of %d; %d records compared, %d fields, %d agree",
		sum.Files, sum.Died, sum.Records, sum.Fields, sum.Agreed)
	for _, c := range sum.Classes {
		t.Logf("%-22s %6d in %3d files; right: %s", c.Class, c.Count, c.Files, c.Right)
	}
	for _, f := range r.Files {
		for _, c := range f.Classes {
			if c.Right == unexplained {
				t.Errorf("%s: %s %d: %+v", f.Path, c.Class, c.Count, c.Examples)
			}
		}
	}
}

// origin is a chunk of a log, and the header of the log.
type origin struct{ header, chunk []byte }

func chunksOf(t *testing.T, dir string) (list []origin) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".evtx") {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for at := 4096; at+chunkSize <= len(data); at += chunkSize {
			if c := data[at:][:chunkSize]; string(c[:8]) == chunkSignature {
				list = append(list, origin{data[:4096], c})
			}
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		t.Fatal(len(list), err)
	}
	return list
}

// mutant returns a log of the one chunk with one to twenty changes of a kind.
func (o origin) mutant(rnd *rand.Rand) []byte {
	b := append(append([]byte{}, o.header...), o.chunk...)
	le.PutUint16(b[42:], 1)
	le.PutUint32(b[120:], [...]uint32{0, 0, 0, 1}[rnd.IntN(4)])
	used := b[4096:][:min(max(int(le.Uint32(o.chunk[48:])), 600), chunkSize)]
	place := func(n int) []byte { return used[128+rnd.IntN(len(used)-128-n):][:n] }
	kind := rnd.IntN(7)
	if kind == 6 {
		return b[:4096+128+rnd.IntN(len(used)-128)]
	}
	for range [...]int{1, 1, 2, 5, 20}[rnd.IntN(5)] {
		switch kind {
		case 0:
			place(1)[0] ^= 1 << rnd.IntN(8)
		case 1:
			place(1)[0] = byte(rnd.IntN(256))
		case 2:
			clear(place(1 + rnd.IntN(200)))
		case 3:
			le.PutUint16(place(2), [...]uint16{0, 1, 0xffff, 0x7fff, 0x8000}[rnd.IntN(5)])
		case 4:
			n := 1 + rnd.IntN(63)
			copy(place(n), place(n))
		case 5: // tokens and types
			place(1)[0] = "\x00\x01\x02\x04\x0b\x0c\x0d\x0f\x10\x12\x13\x21\x41\x81\x8f\x95"[rnd.IntN(16)]
		}
	}
	return b
}
