package parser

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"culprit/parser/event"
)

// Input is one log that was found.
type Input struct {
	Source *event.Source
	Format Format
	// Named says that an argument named the input itself, so that finding no
	// event in it is an error; it was not picked up in a folder or archive.
	Named bool
	// Bytes is the size of the content, unpacked.
	Bytes int64
	// SHA256 of the content, unpacked, in hex. It is known from the start for
	// what had to be read to be measured; for files, [Input.Sum] finds it.
	SHA256 string

	blob   blob
	broken error     // why the content ends before its end
	stat   *fileStat // of a file, when it was found
}

// fileStat is a file as it was when it was found.
type fileStat struct {
	name string
	fs.FileInfo
}

// Name returns the input's name as reports show it.
func (in *Input) Name() string { return in.Source.Name() }

// Sum reads the input to its end and sets SHA256, unless it is known already.
func (in *Input) Sum(ctx context.Context) error {
	if in.SHA256 != "" {
		return nil
	}
	r, err := in.blob.open()
	if err != nil {
		return in.fail(err)
	}
	defer r.Close()
	m, err := measure(ctx, r, func(int) error { return nil })
	if err == nil {
		err = m.broken
	}
	if err != nil {
		return in.fail(err)
	}
	in.SHA256 = m.sha256
	return nil
}

// Changed returns an error if the file was written to since it was found: a
// log of a running system, whose events may then be read half old, half new.
func (in *Input) Changed() error {
	if in.stat == nil {
		return nil
	}
	now, err := os.Stat(in.stat.name)
	if err != nil {
		return in.fail(err)
	}
	if now.Size() != in.stat.Size() || !now.ModTime().Equal(in.stat.ModTime()) {
		return in.fail(ErrChanged)
	}
	return nil
}

// Verdict returns the error, if any, that an input deserves which was read to
// its end without failing, when so many records were found in it: a text or
// an image that somebody named must have some.
func (in *Input) Verdict(records int) error {
	if records == 0 && (in.Format == Text || in.Format == Hex || in.Format == Carved) && in.Named {
		return in.fail(ErrNoEvents)
	}
	return nil
}

// at returns the content for reading at any offset: as it lies on disk, from
// memory, or through a window.
func (in *Input) at() (readAtCloser, error) {
	if s, ok := in.blob.(seeker); ok {
		r, _, err := s.at()
		return r, err
	}
	if in.Bytes > maxHeld {
		return newForward(in.blob, in.Bytes), nil
	}
	r, err := in.blob.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	h, err := hold(io.LimitReader(r, in.Bytes), maxHeld) // not beyond a break
	return h, err
}

// plain strips what an error of package os says twice: the operation and the
// path, which we name ourselves.
func plain(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return causef(fs.ErrNotExist, "no such file or folder")
	}
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// show returns a path as reports show it: cleaned, with forward slashes.
func show(name string) string { return path.Clean(filepath.ToSlash(name)) }

// looksLikeLog reports whether the name alone promises an event log. It never
// decides how a file is read, only whether not being a log is worth an error.
func looksLikeLog(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".evtx" || ext == ".evt"
}
