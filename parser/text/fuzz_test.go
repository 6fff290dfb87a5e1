package text_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"culprit/parser/event"
	"culprit/parser/text"
)

// FuzzRecords reads anything as a text. No input may make it panic or hang;
// events lie in the input, in order, and their strings are UTF-8.
func FuzzRecords(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		size := int64(len(b))
		l, err := text.Open(bytes.NewReader(b), size, &event.Source{Path: "fuzz"}, text.Options{})
		if err != nil {
			return
		}
		last := int64(0)
		for v, damage := range l.Records() {
			off := int64(0)
			if damage != nil {
				off = damage.Offset
			} else {
				off = v.Offset
				checkStrings(t, v.Full)
			}
			// Behind bytes that an encoding does not have, offsets may drift.
			if exact := l.Encoding() == "utf-8"; exact && (off < last || off > size) {
				t.Errorf("offset %d behind %d, size %d", off, last, size)
			}
			last = off
		}
	})
}

// seed adds the samples.
func seed(f *testing.F) {
	f.Helper()
	names, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if !strings.HasSuffix(name, ".golden") {
			f.Add(b)
		}
	}
}

// FuzzEncodings reads a text in UTF-8 and in UTF-16: both have the same events.
func FuzzEncodings(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if !utf8.Valid(b) || len(b) > text.PrefixSize/3 || bytes.HasPrefix(b, []byte("\ufeff")) {
			return
		}
		src := &event.Source{Path: "fuzz"}
		plain, err := text.Open(bytes.NewReader(b), int64(len(b)), src, text.Options{Encoding: "utf-8"})
		wide := append([]byte{0xFF, 0xFE}, reencode(t, "utf-16le", b)...)
		other, otherErr := text.Open(bytes.NewReader(wide), int64(len(wide)), src, text.Options{})
		if (err == nil) != (otherErr == nil) {
			t.Fatalf("UTF-8: %v, UTF-16: %v", err, otherErr)
		}
		if err != nil {
			return
		}
		if d := cmp.Diff(collect(plain), collect(other), cmpopts.IgnoreFields(dump{}, "Offset")); d != "" {
			t.Error(d)
		}
	})
}

func checkStrings(t *testing.T, e *event.Event) {
	t.Helper()
	for _, s := range append([]string{e.Provider, e.Channel, e.Computer, e.Message, e.UserID}, e.Repairs...) {
		if !utf8.ValidString(s) {
			t.Errorf("not UTF-8: %q", s)
		}
	}
	for i := range e.Data {
		if s := e.Data[i].Value.Text(); !utf8.ValidString(s) {
			t.Errorf("not UTF-8: %q", s)
		}
	}
}
