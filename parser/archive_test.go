package parser

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type member struct {
	name, content string
	flood         int // bytes of one and the same line behind the content
	stored        bool
	mode          fs.FileMode
}

const floodLine = "Description: x\r\n"

// write writes the content, without ever holding a flood in memory.
func (m member) write(t testing.TB, w io.Writer) {
	t.Helper()
	block := strings.Repeat(floodLine, 4096)
	_, err := io.WriteString(w, m.content)
	for left := m.flood; left > 0 && err == nil; left -= len(block) {
		_, err = io.WriteString(w, block[:min(left, len(block))])
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (m member) size() int64 { return int64(len(m.content) + m.flood) }

func zipOf(t testing.TB, members ...member) string {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if m.stored {
			h.Method = zip.Store
		}
		if m.mode != 0 {
			h.SetMode(m.mode)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		m.write(t, w)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func gzipOf(t testing.TB, content string) string {
	t.Helper()
	return gzipStream(t, func(w io.Writer) { member{content: content}.write(t, w) })
}

func gzipStream(t testing.TB, write func(w io.Writer)) string {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	write(z)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func tarOf(t testing.TB, members ...member) string {
	t.Helper()
	var buf bytes.Buffer
	writeTar(t, &buf, members...)
	return buf.String()
}

func writeTar(t testing.TB, out io.Writer, members ...member) {
	t.Helper()
	w := tar.NewWriter(out)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Mode: 0o644, Size: m.size(), Typeflag: tar.TypeReg}
		if m.mode&fs.ModeSymlink != 0 {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, m.content, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			m.write(t, w)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// content reads an input as a reader of logs does.
func content(t *testing.T, in *Input) string {
	t.Helper()
	r, err := in.at()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.NewSectionReader(r, 0, in.Bytes))
	if err != nil {
		t.Errorf("%s: %v", in.Name(), err)
	}
	return string(b)
}

func TestArchives(t *testing.T) {
	logs := []member{
		{name: "logs/System.evtx", content: evtxHead},
		{name: `win\paste.txt`, content: textHead, stored: true},
		{name: "photo.jpg", content: jpegHead},
	}
	inner := zipOf(t, logs...)
	tests := map[string]struct {
		file, content string
		want          []string
	}{
		"zip": {
			"case.zip", inner,
			[]string{
				"case.zip/logs/System.evtx = evtx", "case.zip/win/paste.txt = text",
				"case.zip/photo.jpg ~ JPEG image",
			},
		},
		"tar": {
			"case.tar", tarOf(t, logs...),
			[]string{
				"case.tar/logs/System.evtx = evtx", "case.tar/win/paste.txt = text",
				"case.tar/photo.jpg ~ JPEG image",
			},
		},
		"tar.gz": {
			"case.tgz", gzipOf(t, tarOf(t, logs...)),
			[]string{
				"case.tgz/logs/System.evtx = evtx", "case.tgz/win/paste.txt = text",
				"case.tgz/photo.jpg ~ JPEG image",
			},
		},
		"gz": {"System.evtx.gz", gzipOf(t, evtxHead), []string{"System.evtx.gz/System.evtx = evtx"}},
		"zip in zip": {
			"all.zip", zipOf(t, member{name: "srv01.zip", content: inner}, member{name: "srv02.zip", content: inner, stored: true}),
			[]string{
				"all.zip/srv01.zip/logs/System.evtx = evtx", "all.zip/srv01.zip/win/paste.txt = text",
				"all.zip/srv02.zip/logs/System.evtx = evtx", "all.zip/srv02.zip/win/paste.txt = text",
				"all.zip/srv01.zip/photo.jpg ~ JPEG image", "all.zip/srv02.zip/photo.jpg ~ JPEG image",
			},
		},
		"zip in tar.gz": {
			"all.tgz", gzipOf(t, tarOf(t, member{name: "srv01.zip", content: inner})),
			[]string{
				"all.tgz/srv01.zip/logs/System.evtx = evtx", "all.tgz/srv01.zip/win/paste.txt = text",
				"all.tgz/srv01.zip/photo.jpg ~ JPEG image",
			},
		},
		"names that lead elsewhere, and links": {
			"evil.zip", zipOf(t,
				member{name: "../../etc/cron.d/x.evtx", content: evtxHead},
				member{name: `C:\Windows\con.evtx`, content: evtxHead},
				member{name: "/abs/a.evtx:stream", content: evtxHead},
				member{name: "link.evtx", content: "/etc/passwd", mode: 0o777 | fs.ModeSymlink},
			),
			[]string{
				"evil.zip/../../etc/cron.d/x.evtx = evtx", "evil.zip//abs/a.evtx:stream = evtx",
				"evil.zip/C:/Windows/con.evtx = evtx", "evil.zip/link.evtx ~ link or device in an archive",
			},
		},
		"a link in tar": {
			"evil.tar", tarOf(t, member{name: "link.evtx", content: "/etc/passwd", mode: fs.ModeSymlink}),
			[]string{
				"evil.tar/link.evtx ~ link or device in an archive",
				"! evil.tar: no event logs in this archive (it is empty)",
			},
		},
		"pictures": {
			"p.zip", zipOf(t, member{name: "a.jpg", content: jpegHead}),
			[]string{"p.zip/a.jpg ~ JPEG image", "! p.zip: no event logs in this archive (1 other file)"},
		},
		"a zip that is cut": {
			"cut.zip", inner[:len(inner)-30],
			[]string{"! cut.zip: zip archive: zip: not a valid zip file"},
		},
		"a log that is empty": {
			"e.zip", zipOf(t, member{name: "Security.evtx"}),
			[]string{"! e.zip/Security.evtx: empty file"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tree(t, map[string]string{tt.file: tt.content})
			found := find(t, tt.file)
			if d := cmp.Diff(tt.want, summary(found)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			for _, in := range found.Inputs {
				want := evtxHead
				if in.Format == Text {
					want = textHead
				}
				if got := content(t, in); got != want {
					t.Errorf("%s: content %q, want %q", in.Name(), got, want)
				}
				if in.Bytes != int64(len(want)) || len(in.SHA256) != 64 {
					t.Errorf("%s: %d bytes, SHA-256 %q", in.Name(), in.Bytes, in.SHA256)
				}
			}
		})
	}
}

// TestArchiveOfOtherThings meets an archive in a folder that holds no logs.
func TestArchiveOfOtherThings(t *testing.T) {
	tree(t, map[string]string{
		"logs/System.evtx": evtxHead,
		"logs/p.zip":       zipOf(t, member{name: "a.jpg", content: jpegHead}),
	})
	want := []string{
		"logs/System.evtx = evtx", "logs/p.zip ~ archive without event logs", "logs/p.zip/a.jpg ~ JPEG image",
	}
	if d := cmp.Diff(want, summary(find(t, "logs"))); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestEncryptedMembers(t *testing.T) {
	z := []byte(zipOf(t, member{name: "a.evtx", content: evtxHead}, member{name: "b.evtx", content: evtxHead}))
	first := bytes.Index(z, []byte("PK\x01\x02"))
	z[first+8] |= encrypted // general purpose flags in the directory
	tree(t, map[string]string{"locked.zip": string(z)})
	want := []string{"locked.zip/b.evtx = evtx", "! locked.zip: 1 files inside are encrypted"}
	if d := cmp.Diff(want, summary(find(t, "locked.zip"))); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestBombs feeds what is made to exhaust whoever unpacks it. Each must be
// refused soon and by name, and what came before it stays.
func TestBombs(t *testing.T) {
	flood := member{name: "f.txt", content: textHead, flood: 120 << 20}
	noLog := member{name: "x.bin", content: "\x01\x02", flood: 120 << 20}
	deep := zipOf(t, member{name: "a.evtx", content: evtxHead})
	for range 10 {
		deep = zipOf(t, member{name: "deeper.zip", content: deep})
	}
	tests := map[string]struct {
		file, content, want string
		keeps               int
	}{
		"one member that is a flood": {
			"b.zip", zipOf(t, member{name: "a.evtx", content: evtxHead}, flood),
			"b.zip: unpacks to more than 200 times its size", 1,
		},
		"a flood in gzip":   {"b.gz", gzipStream(t, func(w io.Writer) { flood.write(t, w) }), "b.gz: unpacks to more than 200 times its size", 0},
		"a flood in tar.gz": {"b.tgz", gzipStream(t, func(w io.Writer) { writeTar(t, w, noLog) }), "b.tgz: tar archive: unpacks to more than 200 times its size", 0},
		"many in each other": {
			"d.zip", deep,
			"d.zip/deeper.zip/deeper.zip: archive inside 2 other archives; unpack it first", 0,
		},
		"members that overlap": {
			"o.zip", overlapping(t, 8<<20, 60),
			"o.zip: unpacks to more than 200 times its size", 12,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tree(t, map[string]string{tt.file: tt.content})
			begin := time.Now()
			found := find(t, tt.file)
			t.Logf("%d bytes refused after %v", len(tt.content), time.Since(begin).Round(time.Millisecond))
			if len(found.Errors) == 0 || found.Errors[0].Error() != tt.want {
				t.Errorf("errors %v, want %q", found.Errors, tt.want)
			} else if !errors.Is(found.Errors[0], ErrLimit) {
				t.Errorf("%v is no ErrLimit", found.Errors[0])
			}
			if len(found.Inputs) != tt.keeps {
				t.Errorf("%d inputs kept, want %d", len(found.Inputs), tt.keeps)
			}
		})
	}
}

// overlapping makes a zip file whose n directory entries all show the same
// member.
func overlapping(t *testing.T, size, n int) string {
	t.Helper()
	one := zipOf(t, member{name: "a.txt", content: textHead, flood: size})
	dir := strings.Index(one, "PK\x01\x02")
	end := strings.Index(one, "PK\x05\x06")
	entry := one[dir:end]
	tail := []byte(one[end:])
	size = len(entry) * n
	tail[8], tail[10] = byte(n), byte(n)
	tail[12], tail[13], tail[14], tail[15] = byte(size), byte(size>>8), byte(size>>16), byte(size>>24)
	return one[:dir] + strings.Repeat(entry, n) + string(tail)
}

// TestTruncatedGzip reads what came before the break, and knows of it.
func TestTruncatedGzip(t *testing.T) {
	noise := make([]byte, 300<<10)
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	full := evtxHead + string(noise)
	packed := gzipOf(t, full)
	tree(t, map[string]string{"System.evtx.gz": packed[:len(packed)/2]})
	found := find(t, "System.evtx.gz")
	if len(found.Inputs) != 1 {
		t.Fatalf("found %v", summary(found))
	}
	in := found.Inputs[0]
	if !errors.Is(in.broken, io.ErrUnexpectedEOF) {
		t.Errorf("broken = %v, want unexpected EOF", in.broken)
	}
	if in.Bytes < 100<<10 || content(t, in) != full[:in.Bytes] {
		t.Errorf("%d bytes before the break, or not the right ones", in.Bytes)
	}
}

// TestForward reads a large member through the window, forwards, within the
// window, and behind it.
func TestForward(t *testing.T) {
	var big strings.Builder
	big.WriteString(evtxHead)
	for i := 0; big.Len() < maxHeld+1<<20; i++ {
		fmt.Fprintf(&big, "%015d\n", i*7919)
	}
	full := big.String()
	tree(t, map[string]string{"big.zip": zipOf(t, member{name: "big.evtx", content: full})})
	in := find(t, "big.zip").Inputs[0]
	r, err := in.at()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, ok := r.(*forward)
	if !ok {
		t.Fatalf("read through %T, want the window", r)
	}
	size := int64(len(full))
	for _, at := range []struct{ off, n, rewinds int64 }{
		{0, 4096, 0},
		{4096, 1 << 20, 0},
		{100, 200, 0},                      // within the window
		{window + 7, window, 0},            // a whole window at once
		{window + 2*fillSize + 7, 1000, 0}, // near its beginning again
		{size - 10, 10, 0},                 // the end
		{0, 48, 1},                         // the beginning again
		{size / 2, 65536, 1},
	} {
		p := make([]byte, at.n)
		n, err := f.ReadAt(p, at.off)
		if err != nil || int64(n) != at.n || string(p) != full[at.off:at.off+at.n] {
			t.Errorf("ReadAt(%d bytes, %d) = %d, %v or wrong bytes", at.n, at.off, n, err)
		}
		if f.rewinds != int(at.rewinds) {
			t.Errorf("ReadAt(%d bytes, %d): %d rewinds, want %d", at.n, at.off, f.rewinds, at.rewinds)
		}
	}
	if n, err := f.ReadAt(make([]byte, 20), size-10); n != 10 || !errors.Is(err, io.EOF) {
		t.Errorf("ReadAt across the end = %d, %v; want 10, EOF", n, err)
	}
	f.rewinds = maxRewinds
	if _, err := f.ReadAt(make([]byte, 1), 0); !errors.Is(err, ErrLimit) {
		t.Errorf("one rewind too many: %v, want ErrLimit", err)
	}
}

// TestNothingIsWritten unpacks in a folder that must look the same afterwards.
func TestNothingIsWritten(t *testing.T) {
	tree(t, map[string]string{"a.zip": zipOf(t,
		member{name: "../up.evtx", content: evtxHead}, member{name: "sub/down.evtx", content: evtxHead})})
	for _, in := range find(t, ".").Inputs {
		content(t, in)
	}
	names, err := os.ReadDir(".")
	if err != nil || len(names) != 1 {
		t.Errorf("the folder holds %v, %v", names, err)
	}
	if _, err := os.Stat("../up.evtx"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a member escaped: %v", err)
	}
}
