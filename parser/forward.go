package parser

import (
	"errors"
	"io"
	"sync"
)

// forward makes a stream readable at any offset, for readers that mostly go
// forwards: the last bytes read are kept in a window, and a reach behind it
// unpacks the stream again from its start.
type forward struct {
	blob blob
	size int64 // what may be read, as measured

	mu      sync.Mutex
	r       io.ReadCloser
	pos     int64  // bytes taken from r
	ring    []byte // the byte at offset o lies at o % len(ring)
	rewinds int
}

// fillSize is how much is read of the stream at a time.
const fillSize = 64 << 10

func newForward(b blob, size int64) *forward {
	return &forward{blob: b, size: size, ring: make([]byte, window)}
}

// ReadAt implements io.ReaderAt.
func (f *forward) ReadAt(p []byte, off int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if off < 0 {
		return 0, errOffset
	}
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= f.size {
			return n, io.EOF
		}
		if err := f.reach(at); err != nil {
			return n, err
		}
		n += f.copyRing(p[n:], at)
	}
	return n, nil
}

// reach makes the byte at offset lie in the window.
func (f *forward) reach(offset int64) error {
	// A fill may scribble on a whole step beyond what it delivers.
	if f.r == nil || offset < f.pos-int64(len(f.ring)-fillSize) {
		if err := f.rewind(); err != nil {
			return err
		}
	}
	for f.pos <= offset {
		if err := f.fill(); err != nil {
			return err
		}
	}
	return nil
}

func (f *forward) rewind() error {
	if f.r != nil {
		if f.rewinds++; f.rewinds > maxRewinds {
			return causef(ErrLimit, "unpacked %d times; unpack it to a file first", maxRewinds)
		}
		if err := f.r.Close(); err != nil {
			return err
		}
		f.r = nil
	}
	r, err := f.blob.open()
	if err != nil {
		return err
	}
	f.r, f.pos = r, 0
	return nil
}

// fill takes the next bytes of the stream into the window.
func (f *forward) fill() error {
	start := int(f.pos % int64(len(f.ring)))
	end := min(start+fillSize, len(f.ring))
	n, err := f.r.Read(f.ring[start:end])
	f.pos += int64(n)
	if n > 0 {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF // shorter than it was when measured
	}
	return err
}

// copyRing copies from the window up to its seam or its end.
func (f *forward) copyRing(p []byte, off int64) int {
	start := int(off % int64(len(f.ring)))
	n := min(f.pos-off, f.size-off, int64(len(f.ring)-start))
	return copy(p, f.ring[start:start+int(n)])
}

// Close ends the stream.
func (f *forward) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.r == nil {
		return nil
	}
	return f.r.Close()
}
