package parser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"culprit/parser/event"
)

// Found is what a set of arguments led to.
type Found struct {
	// Inputs are the logs, in order of their names: the order of the
	// arguments makes no difference to anything that follows.
	Inputs []*Input
	// Skipped are other files, met in folders and archives.
	Skipped []Skipped
	// Errors tell of arguments and logs that could not be read, in order of
	// their names. Each is a *FormatError.
	Errors []error
}

// Skipped is a file that was met and is no log.
type Skipped struct {
	Name string
	Why  string // what it is: JPEG image, symbolic link, …
}

// Stdin is the argument that stands for standard input.
const Stdin = "-"

// Expand finds the logs behind arguments: files, folders with all that is in
// them, patterns that the shell did not expand (** matches any folders),
// archives, and - for standard input. A file is listed once, however many
// arguments lead to it.
func Expand(ctx context.Context, args []string, stdin io.Reader) *Found {
	e := &expander{ctx: ctx, stdin: stdin, seen: map[string]bool{}}
	return e.expand(args)
}

func (e *expander) expand(args []string) *Found {
	// Sorted, so that of two names for one file the same one always wins.
	for _, arg := range slices.Sorted(slices.Values(args)) {
		e.argument(arg)
	}
	return e.done()
}

type expander struct {
	ctx   context.Context
	stdin io.Reader
	carve bool
	seen  map[string]bool // absolute paths
	found Found
}

func (e *expander) done() *Found {
	f := &e.found
	slices.SortStableFunc(f.Inputs, func(a, b *Input) int { return strings.Compare(a.Name(), b.Name()) })
	for i, in := range f.Inputs {
		in.Source.Index = i
	}
	slices.SortStableFunc(f.Skipped, func(a, b Skipped) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(f.Errors, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return f
}

func (e *expander) argument(arg string) {
	if arg == Stdin {
		e.piped("stdin", e.stdin)
		return
	}
	info, err := os.Stat(arg) // a link that is named is followed
	switch {
	case err == nil && info.IsDir():
		e.folder(arg)
	case err == nil:
		e.file(arg, true)
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(arg, "*?[{"):
		e.pattern(arg)
	default:
		e.fail(show(arg), err)
	}
}

func (e *expander) fail(name string, err error) {
	e.found.Errors = append(e.found.Errors, &FormatError{Name: name, Err: plain(err)})
}

// refuse reports content at the start of an input that is no log.
func (e *expander) refuse(name string, f Format) {
	fe := &FormatError{Name: name, Structure: "file header", Hint: f.advice()}
	if f == empty {
		fe.Structure, fe.Err = "", ErrEmpty
	} else {
		fe.Err = causef(ErrNotLog, "not an event log: %s", f)
	}
	e.found.Errors = append(e.found.Errors, fe)
}

func (e *expander) skip(name, why string) {
	e.found.Skipped = append(e.found.Skipped, Skipped{name, why})
}

// pattern expands a file name pattern. What it matches counts as named: a
// shell that expands the pattern itself would have passed the same names.
func (e *expander) pattern(arg string) {
	names, err := doublestar.FilepathGlob(arg, doublestar.WithNoFollow())
	switch {
	case err != nil:
		e.fail(show(arg), causef(ErrPattern, "bad pattern"))
	case len(names) == 0:
		e.fail(show(arg), ErrNoMatch)
	}
	slices.Sort(names)
	for _, name := range names {
		e.argument(name)
	}
}

// folder takes every regular file below a folder. Links are not followed: a
// folder of evidence may hold one that leads anywhere.
func (e *expander) folder(root string) {
	before := len(e.found.Inputs) + len(e.found.Errors)
	files, seen := 0, len(e.seen)
	// The separator at the end makes a link that is named be followed.
	err := filepath.WalkDir(root+string(filepath.Separator), func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			e.fail(show(name), err)
			return nil
		case e.ctx.Err() != nil:
			return e.ctx.Err()
		case d.IsDir():
			return nil
		}
		files++
		if d.Type() == 0 {
			e.file(name, false)
		} else {
			e.skip(show(name), kindOf(d.Type()))
		}
		return nil
	})
	if err != nil {
		e.fail(show(root), err)
	}
	known := len(e.seen) == seen && files > 0 // all of it was listed before
	if before == len(e.found.Inputs)+len(e.found.Errors) && !known {
		e.fail(show(root), causef(ErrNoLogs, "no event logs in this folder (%s)", others(files)))
	}
}

// others counts the files that are no logs.
func others(n int) string {
	switch n {
	case 0:
		return "it is empty"
	case 1:
		return "1 other file"
	}
	return fmt.Sprintf("%d other files", n)
}

func kindOf(m fs.FileMode) string {
	switch {
	case m&fs.ModeSymlink != 0:
		return "symbolic link"
	case m&fs.ModeNamedPipe != 0:
		return "named pipe"
	case m&fs.ModeSocket != 0:
		return "socket"
	}
	return "device"
}

// file takes a file: a log, an archive of logs, or neither.
func (e *expander) file(name string, named bool) {
	if !e.first(name) {
		return
	}
	shown := show(name)
	info, err := os.Stat(name)
	if err != nil {
		e.fail(shown, err)
		return
	}
	if !info.Mode().IsRegular() { // only if it is named: <(command) is a pipe
		e.special(name)
		return
	}
	blob := fileBlob(name)
	head, err := prefix(blob)
	if err != nil {
		e.fail(shown, err)
		return
	}
	switch f := e.detect(head); {
	case !named && !hasEvents(f, head):
		e.skip(shown, "text without events")
	case f.IsLog():
		e.add(&Input{
			Source: &event.Source{Path: shown}, Format: f, Named: named,
			Bytes: info.Size(), blob: blob, stat: &fileStat{name, info},
		})
	case f.IsArchive():
		e.archive(place{path: shown}, f, blob, info.Size(), named)
	case named || looksLikeLog(shown):
		e.refuse(shown, f)
	default:
		e.skip(shown, string(f))
	}
}

// first reports whether a path is met for the first time.
func (e *expander) first(name string) bool {
	key := name
	if abs, err := filepath.Abs(name); err == nil {
		key = abs
	}
	if e.seen[key] {
		return false
	}
	e.seen[key] = true
	return true
}

// FromBytes makes an input of content that is at hand. The error is a
// *FormatError.
func FromBytes(src *event.Source, content []byte) (*Input, error) {
	e := &expander{}
	f := e.detect(content)
	if !f.IsLog() {
		e.refuse(src.Name(), f)
		return nil, e.found.Errors[0]
	}
	e.add(&Input{
		Source: src, Format: f, Named: true, Bytes: int64(len(content)),
		blob: borrowed{bytes.NewReader(content), int64(len(content))},
	})
	return e.found.Inputs[0], nil
}

func (e *expander) add(in *Input) {
	in.Source.Format = string(in.Format)
	e.found.Inputs = append(e.found.Inputs, in)
}

func (e *expander) special(name string) {
	f, err := os.Open(name)
	if err != nil {
		e.fail(show(name), err)
		return
	}
	defer func() { _ = f.Close() }() // it was only read
	e.piped(show(name), f)
}

// piped takes a stream that can be read only once.
func (e *expander) piped(name string, r io.Reader) {
	if !e.first("\x00" + name) {
		return
	}
	b, size, err := onceOnly(e.ctx, r)
	if err != nil {
		e.fail(name, err)
		return
	}
	head, err := prefix(b)
	if err != nil {
		e.fail(name, err)
		return
	}
	switch f := e.detect(head); {
	case f.IsLog():
		e.add(&Input{Source: &event.Source{Path: name}, Format: f, Named: true, Bytes: size, blob: b})
	case f.IsArchive():
		e.archive(place{path: name}, f, b, size, true)
	default:
		e.refuse(name, f)
	}
}
