package parser

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"culprit/parser/event"
)

// place is where something was found: its path, and the archives around it.
type place struct {
	container []string // outermost first
	path      string
}

// in returns the place of a member of the archive at p. Member names are only
// ever shown: whatever they climb to or point at, nothing is written there.
func (p place) in(member string) place {
	around := append(slices.Clip(p.container), p.path)
	return place{around, strings.ReplaceAll(member, `\`, "/")}
}

func (p place) source() *event.Source {
	return &event.Source{Path: p.path, Container: p.container}
}

func (p place) name() string { return p.source().Name() }

// budget is what one archive, with all the archives in it, may still cost.
type budget struct {
	packed  int64 // size of the archive
	spent   int64 // bytes unpacked
	entries int
	err     error // that it is used up
}

// spend counts bytes as they are unpacked.
func (b *budget) spend(n int) error {
	b.spent += int64(n)
	switch {
	case b.spent > maxUnpacked:
		b.err = causef(ErrLimit, "unpacks to more than %s", sizeText(maxUnpacked))
	case b.spent > freeUnpacked && b.spent/maxRatio > b.packed:
		b.err = causef(ErrLimit, "unpacks to more than %d times its size", maxRatio)
	}
	return b.err
}

// free is the spending of bytes that were counted elsewhere.
func free(int) error { return nil }

// entry counts a member that is looked at.
func (b *budget) entry() error {
	if b.entries++; b.entries > maxEntries {
		b.err = causef(ErrLimit, "more than %d files inside", maxEntries)
	}
	return b.err
}

// unpacker lists the members of one archive.
type unpacker struct {
	*expander
	budget *budget
}

// archive lists an archive that is no member of another one. One without logs
// is worth an error only if it was named.
func (e *expander) archive(p place, f Format, b blob, size int64, named bool) {
	before := len(e.found.Inputs) + len(e.found.Errors)
	u := &unpacker{e, &budget{packed: size}}
	if err := u.unpack(p, f, b); err != nil {
		e.fail(p.name(), err)
	}
	switch {
	case before < len(e.found.Inputs)+len(e.found.Errors):
	case named:
		e.fail(p.name(), causef(ErrNoLogs, "no event logs in this archive (%s)", others(u.budget.entries)))
	default:
		e.skip(p.name(), "archive without event logs")
	}
}

// unpack lists the members of an archive at p. An error ends the listing; the
// members found until then stay.
func (u *unpacker) unpack(p place, f Format, b blob) error {
	if len(p.container) >= maxDepth {
		return causef(ErrLimit, "archive inside %d other archives; unpack it first", maxDepth)
	}
	switch f {
	case Zip:
		return u.zip(p, b)
	case Tar:
		return u.tar(p, b)
	default:
		return u.gzip(p, b)
	}
}

// member takes one member: r is its content from the start, b opens it again,
// and spend counts what is read of r.
func (u *unpacker) member(p place, r io.Reader, b blob, spend func(int) error) error {
	if err := errors.Join(u.budget.entry(), u.ctx.Err()); err != nil {
		return err
	}
	head, broken := sniff(r)
	if err := spend(len(head)); err != nil {
		return err
	}
	switch f := u.detect(head); {
	case broken != nil && !f.IsLog():
		u.fail(p.name(), broken)
	case !hasEvents(f, head):
		u.skip(p.name(), "text without events")
	case f.IsLog():
		m, err := measure(u.ctx, io.MultiReader(bytes.NewReader(head), r), spend)
		if err != nil {
			return err
		}
		u.log(p, f, b, m)
	case f.IsArchive():
		// What is wrong with an inner archive ends the outer one only if
		// it used up what both may cost.
		if err := u.unpack(p, f, b); err != nil && u.budget.err == nil {
			u.fail(p.name(), err)
		}
		return u.budget.err
	case looksLikeLog(p.path):
		u.refuse(p.name(), f)
	default:
		u.skip(p.name(), string(f))
	}
	return nil
}

// log takes a member that is a log. It was read to its end already, so that
// its size and hash are known and what it costs is counted in the order of the
// archive, whoever reads it later and how often.
func (u *unpacker) log(p place, f Format, b blob, m measured) {
	u.add(&Input{
		Source: p.source(), Format: f, Bytes: m.size, SHA256: m.sha256,
		blob: b, broken: m.broken,
	})
}

// gzipped is a stream that gzip packed.
type gzipped struct{ blob }

func (g gzipped) open() (io.ReadCloser, error) {
	r, err := g.blob.open()
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return closing{z, r.Close}, nil
}

// closing is a reader over another one that must be closed in its place.
type closing struct {
	io.Reader
	close func() error
}

func (c closing) Close() error { return c.close() }

// gzip takes the one member of a .gz file, or all those of a .tar.gz.
func (u *unpacker) gzip(p place, b blob) error {
	inner := gzipped{b}
	r, err := inner.open()
	if err != nil {
		return err
	}
	defer r.Close()
	head, err := sniff(r)
	if err == nil && Detect(head) == Tar {
		return u.tar(p, inner)
	}
	name := strings.TrimSuffix(path.Base(p.path), path.Ext(p.path))
	return u.member(p.in(name), io.MultiReader(bytes.NewReader(head), r, failing{err}), inner, u.budget.spend)
}

// failing is a reader that has nothing but an error, if it has one.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// tarred is the n-th regular file of a tar archive. Tar has no directory: to
// open a member is to read all that lies before it.
type tarred struct {
	blob
	n int
}

func (t tarred) open() (io.ReadCloser, error) {
	r, err := t.blob.open()
	if err != nil {
		return nil, err
	}
	files := tar.NewReader(r)
	for range t.n + 1 {
		if _, err := files.Next(); err != nil {
			return nil, errors.Join(err, r.Close())
		}
	}
	return closing{files, r.Close}, nil
}

func (u *unpacker) tar(p place, b blob) error {
	r, err := b.open()
	if err != nil {
		return err
	}
	defer r.Close()
	files := tar.NewReader(metered{r, u.budget})
	for n := 0; ; n++ {
		h, err := files.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("tar archive: %w", err)
		case h.Typeflag == tar.TypeReg:
			err = u.member(p.in(h.Name), files, tarred{b, n}, free)
		case h.Typeflag != tar.TypeDir:
			u.skip(p.in(h.Name).name(), "link or device in an archive")
		}
		if err != nil {
			return err
		}
	}
}

// metered counts what is read of a tar archive: members that are no logs must
// be unpacked, too, to get behind them.
type metered struct {
	io.Reader
	budget *budget
}

func (m metered) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	if e := m.budget.spend(n); e != nil {
		return n, e
	}
	return n, err
}
