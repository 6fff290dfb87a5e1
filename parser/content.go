package parser

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"culprit/parser/text"
)

// blob is content that can be opened any number of times and read from start
// to end. Everything that is found is a blob: a file, a member of an archive,
// what came through a pipe.
type blob interface {
	open() (io.ReadCloser, error)
}

// seeker is a blob that can be read at any offset without unpacking.
type seeker interface {
	blob
	at() (readAtCloser, int64, error)
}

type readAtCloser interface {
	io.ReaderAt
	io.Closer
}

// fileBlob is a file on disk.
type fileBlob string

func (f fileBlob) open() (io.ReadCloser, error) { return os.Open(string(f)) }

func (f fileBlob) at() (readAtCloser, int64, error) {
	file, err := os.Open(string(f))
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

// held is content in memory, in blocks: a stream of unknown length is taken in
// without copying what was taken before.
type held struct {
	blocks [][]byte
	size   int64
}

const blockSize = 1 << 20

// hold takes a stream into memory; one of more than limit bytes is refused.
func hold(r io.Reader, limit int64) (*held, error) {
	h := &held{}
	for {
		block := make([]byte, blockSize)
		n, err := io.ReadFull(r, block)
		if n > 0 {
			h.blocks = append(h.blocks, block[:n:n])
			h.size += int64(n)
		}
		switch {
		case h.size > limit:
			return nil, causef(ErrLimit, "more than %s", sizeText(limit))
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return h, nil
		case err != nil:
			return h, err
		}
	}
}

// borrowed is a file that somebody else opened and will close.
type borrowed struct {
	io.ReaderAt
	size int64
}

func (b borrowed) open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(b, 0, b.size)), nil
}

//nolint:unparam // interface seeker says so
func (b borrowed) at() (readAtCloser, int64, error) { return b, b.size, nil }

// Close leaves the file to its owner.
func (b borrowed) Close() error { return nil }

// onceOnly makes a blob of a stream: in memory, unless it really is a file, as
// standard input is in culprit - <file. A stream may pause for ever, so it is
// left to itself when the context ends.
func onceOnly(ctx context.Context, r io.Reader) (blob, int64, error) {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return borrowed{f, info.Size()}, info.Size(), nil
		}
	}
	type result struct {
		h   *held
		err error
	}
	done := make(chan result, 1)
	go func() {
		h, err := hold(r, maxPiped)
		done <- result{h, err}
	}()
	select {
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	case got := <-done:
		if got.err != nil {
			return nil, 0, got.err
		}
		return got.h, got.h.size, nil
	}
}

// loaded is content that is taken into memory whenever it is opened for
// reading at any offset, and dropped when it is closed.
type loaded struct {
	blob
	limit int64
}

func (l loaded) at() (readAtCloser, int64, error) {
	r, err := l.open()
	if err != nil {
		return nil, 0, err
	}
	defer r.Close()
	h, err := hold(r, l.limit)
	if err != nil {
		return nil, 0, err
	}
	return h, h.size, nil
}

func (h *held) open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(h, 0, h.size)), nil
}

//nolint:unparam // interface seeker says so
func (h *held) at() (readAtCloser, int64, error) { return h, h.size, nil }

// Close does nothing: the memory goes with the input.
func (h *held) Close() error { return nil }

// errOffset is what files say, too: a crafted archive may ask for it.
var errOffset = errors.New("negative offset")

// ReadAt implements io.ReaderAt.
func (h *held) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errOffset
	}
	n := 0
	for n < len(p) && off < h.size {
		c := copy(p[n:], h.blocks[off/blockSize][off%blockSize:])
		n += c
		off += int64(c)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// section is a part of a file that lies in it as it is: a member that an
// archive holds without compressing it.
type section struct {
	within seeker
	off, n int64
}

func (s section) open() (io.ReadCloser, error) {
	r, _, err := s.at()
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.NewSectionReader(r, 0, s.n), r}, nil
}

func (s section) at() (readAtCloser, int64, error) {
	r, _, err := s.within.at()
	if err != nil {
		return nil, 0, err
	}
	return struct {
		io.ReaderAt
		io.Closer
	}{io.NewSectionReader(r, s.off, s.n), r}, s.n, nil
}

// prefix returns the first bytes of a blob.
func prefix(b blob) ([]byte, error) {
	r, err := b.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return sniff(r)
}

// sniff takes the bytes that [Detect] wants, and of a text as many as it takes
// to see events in it. What can be read before an error
// is returned with the error.
func sniff(r io.Reader) ([]byte, error) {
	head, err := upTo(r, nil, Sniffed)
	if err == nil && Detect(head) == Text {
		return upTo(r, head, text.PrefixSize)
	}
	return head, err
}

// upTo reads on until there are n bytes, or until the end.
func upTo(r io.Reader, head []byte, n int) ([]byte, error) {
	buf := append(head, make([]byte, n-len(head))...)
	got, err := io.ReadFull(r, buf[len(head):])
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return buf[:len(head)+got], err
}

// hasEvents reports whether what begins so is worth reading if nobody named
// it: folders and archives are full of texts that are no logs.
func hasEvents(f Format, head []byte) bool {
	if f != Text {
		return true
	}
	_, ok := text.Detect(head)
	return ok
}

// measured is what one reading of a blob from start to end tells.
type measured struct {
	size   int64
	sha256 string
	// broken is why the content ends before its end: a truncated or corrupt
	// archive. What came before can be read.
	broken error
}

// measure reads content to its end. spend is told of every byte read and may
// stop the reading with an error, which is returned.
func measure(ctx context.Context, r io.Reader, spend func(n int) error) (measured, error) {
	var m measured
	hash := sha256.New()
	buf := make([]byte, 256<<10)
	for {
		n, err := r.Read(buf)
		hash.Write(buf[:n])
		m.size += int64(n)
		if e := errors.Join(spend(n), ctx.Err()); e != nil {
			return measured{}, e
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				m.broken = err
			}
			m.sha256 = hex.EncodeToString(hash.Sum(nil))
			return m, nil
		}
	}
}
