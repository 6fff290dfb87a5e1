package evtx_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"testing/iotest"

	"culprit/parser/event"
	"culprit/parser/evtx"
)

func TestIs(t *testing.T) {
	if !evtx.Is([]byte("ElfFile\x00\x00")) || evtx.Is([]byte("ElfFile")) || evtx.Is([]byte("ElfChnk\x00")) || evtx.Is(nil) {
		t.Error("a log begins with ElfFile and a NUL")
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct{ name, data, cause string }{
		{"empty", "", "the file is empty"},
		{"picture", "\xff\xd8\xff\xe0\x00\x10JFIF", "signature is ff d8 ff e0 00 10 4a 46, not ElfFile"},
		{"cut", "ElfFile\x00\x00\x00", "the file ends inside it, after 10 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := &event.Source{Path: "x.evtx"}
			_, err := evtx.Open(bytes.NewReader([]byte(tt.data)), int64(len(tt.data)), src)
			var d *event.Damage
			if !errors.As(err, &d) || d.Cause != tt.cause || d.Source != src {
				t.Errorf("got %v, want cause %q", err, tt.cause)
			}
			if _, err2 := evtx.OpenStream(bytes.NewReader([]byte(tt.data)), src); err2 == nil || err2.Error() != err.Error() {
				t.Errorf("stream: got %v, want %v", err2, err)
			}
		})
	}
}

func TestOpenReportsReadError(t *testing.T) {
	failed := errors.New("device not ready")
	if _, err := evtx.OpenStream(iotest.ErrReader(failed), &event.Source{Path: "x.evtx"}); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}

// lines decodes all of a log to JSON lines, with damage in its place.
func lines(t testing.TB, l *evtx.Log, opt evtx.Options) []byte {
	t.Helper()
	var out []byte
	for v, d := range l.Records(opt) {
		if d == nil {
			var e *event.Event
			if e, d = v.Event(); e != nil {
				out = append(event.AppendJSON(out, e), '\n')
			}
		}
		if d != nil {
			out = append(append(out, d.Error()...), '\n')
		}
	}
	return out
}

func TestStreamGivesTheSame(t *testing.T) {
	for _, c := range counts(t) {
		data, err := os.ReadFile(c.path)
		if err != nil {
			t.Fatal(err)
		}
		src := &event.Source{Path: "x.evtx"}
		whole, err := evtx.Open(bytes.NewReader(data), int64(len(data)), src)
		if err != nil {
			t.Fatal(err)
		}
		forward, err := evtx.OpenStream(io.MultiReader(bytes.NewReader(data[:min(70000, len(data))]), bytes.NewReader(data[min(70000, len(data)):])), src)
		if err != nil {
			t.Fatal(err)
		}
		a, b := lines(t, whole, evtx.Options{}), lines(t, forward, evtx.Options{})
		// A stream cannot be searched for a template that a record has lost.
		if !bytes.Equal(a, b) && whole.Facts().Recovered == 0 {
			t.Errorf("%s: a stream gives other events than a file", c.path)
		}
		fa, fb := whole.Facts(), forward.Facts()
		fa.Compiled, fb.Compiled = 0, 0
		if fa != fb {
			t.Errorf("%s: file %+v, stream %+v", c.path, fa, fb)
		}
	}
}
