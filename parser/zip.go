package parser

import (
	"archive/zip"
	"fmt"
	"io"
	"sync"
)

// shared is one opening of a file for all that read it at the same time: the
// members of a zip archive, which all need the archive behind them.
type shared struct {
	within seeker

	mu   sync.RWMutex
	refs int
	r    readAtCloser
}

func (s *shared) acquire() (size int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refs == 0 {
		if s.r, size, err = s.within.at(); err != nil {
			return 0, err
		}
	}
	s.refs++
	return size, nil
}

func (s *shared) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refs--; s.refs == 0 {
		_ = s.r.Close() // it was only read
	}
}

// ReadAt reads between acquire and release.
func (s *shared) ReadAt(p []byte, off int64) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.r.ReadAt(p, off)
}

// zipped is a member of a zip archive.
type zipped struct {
	archive *shared
	file    *zip.File
}

func (z zipped) open() (io.ReadCloser, error) {
	if _, err := z.archive.acquire(); err != nil {
		return nil, err
	}
	r, err := z.file.Open()
	if err != nil {
		z.archive.release()
		return nil, err
	}
	return closing{r, func() error {
		defer z.archive.release()
		return r.Close()
	}}, nil
}

// at makes the archive a seeker for the members that lie in it uncompressed.
func (s *shared) at() (readAtCloser, int64, error) {
	size, err := s.acquire()
	if err != nil {
		return nil, 0, err
	}
	return struct {
		io.ReaderAt
		io.Closer
	}{s, closerFunc(func() error { s.release(); return nil })}, size, nil
}

func (s *shared) open() (io.ReadCloser, error) { return s.within.open() }

type closerFunc func() error

func (f closerFunc) Close() error { return f() }

// listing bounds what is read of a zip file to list it. The members are read
// through it as well, when it bounds nothing any more.
type listing struct {
	io.ReaderAt
	bounded bool
	left    int64
}

func (l *listing) ReadAt(p []byte, off int64) (int, error) {
	if l.bounded {
		if l.left -= int64(len(p)); l.left < 0 {
			return 0, causef(ErrLimit, "its directory is larger than %s", sizeText(maxDirectory))
		}
	}
	return l.ReaderAt.ReadAt(p, off)
}

func (u *unpacker) zip(p place, b blob) error {
	whole, ok := b.(seeker)
	if !ok {
		whole = loaded{b, maxNested}
	}
	archive := &shared{within: whole}
	size, err := archive.acquire()
	if err != nil {
		return err
	}
	defer archive.release()
	if !ok { // it was unpacked to memory
		if err := u.budget.spend(int(size)); err != nil {
			return err
		}
	}
	dir := &listing{archive, true, maxDirectory}
	z, err := zip.NewReader(dir, size)
	if err != nil {
		return fmt.Errorf("zip archive: %w", err)
	}
	dir.bounded = false
	locked := 0
	for _, f := range z.File {
		if f.Flags&encrypted != 0 {
			locked++
			continue
		}
		if err := u.zipMember(p.in(f.Name), archive, size, f); err != nil {
			return err
		}
	}
	if locked > 0 {
		u.found.Errors = append(u.found.Errors, &FormatError{
			Name: p.name(), Err: fmt.Errorf("%d files inside are encrypted", locked),
			Hint: "unpack it with its password first",
		})
	}
	return nil
}

// encrypted is bit 0 of a member's flags (APPNOTE.TXT 4.4.4).
const encrypted = 1

func (u *unpacker) zipMember(p place, archive *shared, size int64, f *zip.File) error {
	switch {
	case f.Mode().IsDir():
		return nil
	case !f.Mode().IsRegular():
		u.skip(p.name(), "link or device in an archive")
		return nil
	}
	b := zipBlob(archive, size, f)
	r, err := b.open()
	if err != nil {
		u.fail(p.name(), err)
		return nil
	}
	defer r.Close()
	return u.member(p, r, b, u.budget.spend)
}

// zipBlob opens a member: where it lies, if it is not compressed and as long as
// it says.
func zipBlob(archive *shared, size int64, f *zip.File) blob {
	if f.Method == zip.Store && f.CompressedSize64 == f.UncompressedSize64 && f.UncompressedSize64 <= uint64(size) {
		if off, err := f.DataOffset(); err == nil && off >= 0 && off <= size-int64(f.UncompressedSize64) {
			return section{archive, off, int64(f.UncompressedSize64)}
		}
	}
	return zipped{archive, f}
}
