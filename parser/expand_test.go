package parser

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	evtxHead = "ElfFile\x00 not a whole log, but its beginning"
	textHead = "Event Type:\tError\r\nEvent Source:\tIPSec\r\nEvent Category:\tNone\r\nEvent ID:\t4292\r\n" +
		"Date:\t\t25.09.2006\r\nTime:\t\t11:09:18\r\nUser:\t\tN/A\r\nComputer:\tSRV01\r\nDescription:\r\nBlock mode.\r\n"
	jpegHead = "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
)

// tree makes the files below a new folder and goes there.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

// summary lists what was found: inputs with their formats, then what was
// skipped, then errors.
func summary(f *Found) []string {
	var out []string
	for _, in := range f.Inputs {
		out = append(out, in.Name()+" = "+string(in.Format))
	}
	for _, s := range f.Skipped {
		out = append(out, s.Name+" ~ "+s.Why)
	}
	for _, err := range f.Errors {
		out = append(out, "! "+err.Error())
	}
	return out
}

func find(t *testing.T, args ...string) *Found {
	t.Helper()
	return Expand(t.Context(), args, strings.NewReader(""))
}

func TestExpand(t *testing.T) {
	tree(t, map[string]string{
		"logs/System.evtx":          evtxHead,
		"logs/sub/renamed.dat":      evtxHead,
		"logs/sub/paste.txt":        textHead,
		"logs/photo.png":            jpegHead,
		"logs/README.txt":           "The logs of the broken server.",
		"logs/report.json":          `{"schema": "culprit.report/1"}`,
		"broken/Security.evtx":      "",
		"broken/Application.evt":    strings.Repeat("\x00", 512),
		"broken/empty.txt":          "",
		"pictures/a.jpg":            jpegHead,
		"pictures/b.jpg":            jpegHead,
		"odd/a[1].evtx":             evtxHead,
		"odd/a1.evtx":               evtxHead,
		"two/SRV01/System.evtx":     evtxHead,
		"two/SRV02/deep/Sys 2.evtx": evtxHead,
	})
	if err := os.Symlink("../two", "logs/link"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("bare", 0o755); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		args, want []string
	}{
		"a file": {
			[]string{"logs/System.evtx"},
			[]string{"logs/System.evtx = evtx"},
		},
		"a folder": {
			[]string{"logs"},
			[]string{
				"logs/System.evtx = evtx", "logs/sub/paste.txt = text", "logs/sub/renamed.dat = evtx",
				"logs/README.txt ~ text without events", "logs/link ~ symbolic link", "logs/photo.png ~ JPEG image", "logs/report.json ~ culprit report",
			},
		},
		"a file in several ways": {
			[]string{"logs/sub/", "./logs/sub/paste.txt", "logs/sub/../sub/paste.txt", "logs/sub/*.txt"},
			[]string{"logs/sub/paste.txt = text", "logs/sub/renamed.dat = evtx"},
		},
		"a folder listed already": {
			[]string{"two/SRV01", "two/SRV01/System.evtx"},
			[]string{"two/SRV01/System.evtx = evtx"},
		},
		"a pattern": {
			[]string{"two/**/*.evtx"},
			[]string{"two/SRV01/System.evtx = evtx", "two/SRV02/deep/Sys 2.evtx = evtx"},
		},
		"a pattern that is a file": {
			[]string{"odd/a[1].evtx"},
			[]string{"odd/a[1].evtx = evtx"},
		},
		"a pattern that matches a folder": {
			[]string{"tw*"},
			[]string{"two/SRV01/System.evtx = evtx", "two/SRV02/deep/Sys 2.evtx = evtx"},
		},
		"a link that is named": {
			[]string{"logs/link"},
			[]string{"logs/link/SRV01/System.evtx = evtx", "logs/link/SRV02/deep/Sys 2.evtx = evtx"},
		},
		"a pattern without match": {[]string{"*.evtx"}, []string{"! *.evtx: no file matches"}},
		"a bad pattern":           {[]string{"logs/[a.evtx"}, []string{"! logs/[a.evtx: bad pattern"}},
		"a missing file":          {[]string{"Systm.evtx"}, []string{"! Systm.evtx: no such file or folder"}},
		"an empty file": {
			[]string{"broken/empty.txt"},
			[]string{"! broken/empty.txt: empty file"},
		},
		"a text without events that is named": {
			[]string{"logs/README.txt"},
			[]string{"logs/README.txt = text"},
		},
		"a picture": {
			[]string{"pictures/a.jpg"},
			[]string{"! pictures/a.jpg: at 0x0: file header: not an event log: JPEG image"},
		},
		"a folder of pictures": {
			[]string{"pictures"},
			[]string{
				"pictures/a.jpg ~ JPEG image", "pictures/b.jpg ~ JPEG image",
				"! pictures: no event logs in this folder (2 other files)",
			},
		},
		"an empty folder": {
			[]string{"bare"},
			[]string{"! bare: no event logs in this folder (it is empty)"},
		},
		"broken logs in a folder": {
			[]string{"broken"},
			[]string{
				"broken/empty.txt ~ empty file",
				"! broken/Application.evt: at 0x0: file header: not an event log: nothing but zero bytes",
				"! broken/Security.evtx: empty file",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, summary(find(t, tt.args...))); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			slices.Reverse(tt.args)
			if d := cmp.Diff(tt.want, summary(find(t, tt.args...))); d != "" {
				t.Errorf("in another order: -want +got:\n%s", d)
			}
		})
	}
}

func TestExpandStdin(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ content, want string }{
		"log":     {textHead, "stdin = text"},
		"empty":   {"", "! stdin: empty file"},
		"picture": {jpegHead, "! stdin: at 0x0: file header: not an event log: JPEG image"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := summary(Expand(t.Context(), []string{"-", "-"}, strings.NewReader(tt.content)))
			if d := cmp.Diff([]string{tt.want}, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// endless is a stream such as /dev/zero.
type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestHoldIsBounded(t *testing.T) {
	t.Parallel()
	if _, err := hold(endless{}, 3*blockSize); !errors.Is(err, ErrLimit) {
		t.Errorf("an endless stream: %v, want ErrLimit", err)
	}
	h, err := hold(io.LimitReader(endless{}, 3*blockSize), 3*blockSize)
	if err != nil || h.size != 3*blockSize {
		t.Errorf("a stream of just the limit: %d bytes, %v", h.size, err)
	}
}

func TestInputSum(t *testing.T) {
	tree(t, map[string]string{"a.txt": textHead})
	in := find(t, "a.txt").Inputs[0]
	if err := in.Sum(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%x", sha256.Sum256([]byte(textHead))); in.SHA256 != want {
		t.Errorf("SHA256 = %q, want %q", in.SHA256, want)
	}
	if in.Bytes != int64(len(textHead)) {
		t.Errorf("Bytes = %d, want %d", in.Bytes, len(textHead))
	}
	if err := in.Changed(); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile("a.txt", []byte(textHead+textHead), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := in.Changed(); !errors.Is(err, ErrChanged) {
		t.Errorf("after a write: %v, want ErrChanged", err)
	}
}
