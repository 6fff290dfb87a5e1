package text

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// input is a text being decoded. It knows where in the source the next
// character lies: positions are counted back from the decoded text, since
// every encoding has a known width for each character. Behind bytes that the
// encoding does not have they may be off by as many bytes.
type input struct {
	br   *bufio.Reader
	c    *charset
	off  int64 // in the source, in bytes
	line int   // of the next character, from 1
}

func newInput(r io.ReaderAt, size int64, c *charset, bom int) *input {
	var src io.Reader = io.NewSectionReader(r, int64(bom), size-int64(bom))
	if c.enc != nil {
		src = transform.NewReader(src, c.enc.NewDecoder())
	}
	return &input{br: bufio.NewReaderSize(src, 64<<10), c: c, off: int64(bom), line: 1}
}

// advance counts decoded text that was taken.
func (in *input) advance(s []byte) {
	in.line += bytes.Count(s, []byte{'\n'})
	if in.c.enc == nil {
		in.off += int64(len(s))
		return
	}
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		in.off += int64(in.c.width(r))
		s = s[n:]
	}
}

// line is one physical line, without its end.
type line struct {
	text string
	off  int64
	num  int
	lost int64 // decoded bytes cut off at maxLine
}

// readLine returns the next line. A line longer than maxLine is cut. At the
// end it returns io.EOF, after a read error that error, both without a line.
func (in *input) readLine() (line, error) {
	ln := line{off: in.off, num: in.line}
	var buf []byte
	for {
		part, err := in.br.ReadSlice('\n')
		in.advance(part)
		if room := maxLine - len(buf); len(part) > room {
			ln.lost += int64(len(part) - room)
			part = part[:room]
		}
		buf = append(buf, part...)
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(buf) > 0:
			// A line may end in \r\r\n where a tool's output was redirected.
			ln.text = strings.TrimRight(strings.ToValidUTF8(string(buf), "\uFFFD"), "\r\n")
			return ln, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return line{}, err
		}
	}
}

// scanTo reads up to and not including the next byte c, an ASCII one, and
// shows what it passes to keep, if there is one.
func (in *input) scanTo(c byte, keep func([]byte)) error {
	for {
		part, err := in.br.ReadSlice(c)
		if err == nil {
			part = part[:len(part)-1]
			if uerr := in.br.UnreadByte(); uerr != nil {
				return uerr
			}
		}
		in.advance(part)
		if keep != nil {
			keep(part)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// take reads n bytes that were seen by Peek.
func (in *input) take(n int) []byte {
	part, err := in.br.Peek(n)
	if err != nil {
		return nil
	}
	in.advance(part)
	part = append([]byte(nil), part...)
	if _, err := in.br.Discard(n); err != nil {
		return nil
	}
	return part
}
