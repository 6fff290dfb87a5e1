package cli

import (
	"bufio"
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"

	"golang.org/x/term"
)

// output is where the result goes: buffered, and the first error is kept.
type output struct {
	*bufio.Writer
	terminal bool
	width    int // columns; 80 if unknown
}

const defaultWidth = 80

func newOutput(w io.Writer) *output {
	o := &output{Writer: bufio.NewWriterSize(w, 64<<10), width: defaultWidth}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		o.terminal = true
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			o.width = width
		}
	}
	return o
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// isClosedPipe reports whether the reader of our output went away: head(1)
// has seen enough, which is no failure.
func isClosedPipe(err error) bool {
	const errNoData = syscall.Errno(232) // what Windows says; EPIPE elsewhere
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) ||
		runtime.GOOS == "windows" && errors.Is(err, errNoData)
}

// wantsColor decides about colour for one stream. The flag wins; NO_COLOR
// (no-color.org) and a terminal that cannot do it come next.
func wantsColor(flag string, stream bool) bool {
	switch {
	case flag == "always":
		return true
	case flag == "never", os.Getenv("NO_COLOR") != "", os.Getenv("TERM") == "dumb":
		return false
	}
	return stream
}
