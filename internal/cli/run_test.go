package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"culprit/report"
)

// TestOrderMakesNoDifference gives the inputs in other orders and reads them
// on other numbers of threads.
func TestOrderMakesNoDifference(t *testing.T) {
	t.Parallel()
	paths := []string{
		sample("ipsec-2003"), sample("disk-full/SysEvent.Evt"), sample("ipsec-2003-ru"),
		sample("service-password"), sample("damaged"), sample("ipsec-2003-other-host"), sample("healthy/System.evtx"),
	}
	shuffled := []string{paths[4], paths[1], paths[6], paths[0], paths[5], paths[1], paths[3], paths[2]}
	for _, command := range [][]string{
		{"analyze", "-f", "json"},
		{"analyze", "-f", "markdown"},
		{"analyze"},
		{"verify"},
		{"verify", "-f", "json"},
		{"events"},
		{"events", "-f", "xml"},
		{"events", "-f", "csv", "--level", "error"},
		{"timeline", "-f", "table"},
	} {
		t.Run(strings.Join(command, " "), func(t *testing.T) {
			t.Parallel()
			want := culprit(t, slices.Concat(command, []string{"-j", "1"}, paths)...)
			for _, other := range [][]string{
				slices.Concat(command, []string{"-j", "8"}, paths),
				slices.Concat(command, []string{"-j", "1"}, shuffled),
				slices.Concat(command, []string{"-j", "8"}, shuffled),
			} {
				got := culprit(t, other...)
				if got != want {
					t.Errorf("%q differs:\n%s", other, cmp.Diff(want.stdout, got.stdout))
				}
			}
			if len(want.stdout) < 100 {
				t.Errorf("only %q was written", want.stdout)
			}
		})
	}
}

// TestInterrupted ends the run from outside while the inputs are looked for.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var stdout bytes.Buffer
	stderr := writerFunc(func(p []byte) (int, error) { stop(); return len(p), nil })
	// The missing file is told, and the telling ends the run.
	status := run(ctx, []string{"analyze", "-f", "json", "missing.evtx", sample("ipsec-2003")}, strings.NewReader(""), &stdout, stderr)
	if status != ExitInterrupted {
		t.Errorf("status %d, want %d", status, ExitInterrupted)
	}
	doc, err := report.Read(&stdout)
	if err != nil {
		t.Fatal(err)
	}
	if !doc.Run.Partial {
		t.Error("the report does not say that it is partial")
	}
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestPipeThatPauses ends a run that waits for standard input.
func TestPipeThatPauses(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var stdout, stderr bytes.Buffer
	if status := run(ctx, []string{"events", "-"}, r, &stdout, &stderr); status != ExitInterrupted {
		t.Errorf("status %d, want %d; %s", status, ExitInterrupted, &stderr)
	}
}

// TestPanicIsTold makes a fault of our own, on the main goroutine and on
// another one.
func TestPanicIsTold(t *testing.T) {
	t.Setenv("CULPRIT_PANIC", "")
	var stderr bytes.Buffer
	boom := writerFunc(func([]byte) (int, error) { panic("secret text of a log") })
	status := run(t.Context(), []string{"events", sample("ipsec-2003")}, nil, boom, &stderr)
	if status != ExitInternal {
		t.Errorf("status %d, want %d", status, ExitInternal)
	}
	if s := stderr.String(); !strings.Contains(s, "internal error in culprit") || strings.Contains(s, "secret") {
		t.Errorf("told: %s", s)
	}
}

// TestClosedPipe has the reader of the output go away, as head(1) does.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	gone := writerFunc(func([]byte) (int, error) { return 0, &os.PathError{Op: "write", Path: "stdout", Err: syscall.EPIPE} })
	for _, args := range [][]string{{"events", sample("ipsec-2003")}, {"analyze", sample("ipsec-2003")}, {"--help"}} {
		if status := run(t.Context(), args, nil, gone, &stderr); status != ExitOK {
			t.Errorf("%q: status %d, want %d", args, status, ExitOK)
		}
	}
	if stderr.Len() > 0 {
		t.Errorf("told: %s", &stderr)
	}
}

// TestFullDisk has the output fail in another way.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	full := writerFunc(func([]byte) (int, error) { return 0, syscall.ENOSPC })
	if status := run(t.Context(), []string{"events", sample("ipsec-2003")}, nil, full, &stderr); status != ExitUsage {
		t.Errorf("status %d, want %d", status, ExitUsage)
	}
	if s := stderr.String(); !strings.HasPrefix(s, "culprit: error: ") || !strings.Contains(s, "no space") {
		t.Errorf("told: %s", s)
	}
}

// TestInputsStayAsTheyAre reads evidence that may not be written to, in a
// folder that may not either.
func TestInputsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"ipsec-2003/SysEvent.Evt", "healthy/System.evtx", "ipsec-2003-ru/paste.txt"} {
		content, err := os.ReadFile(sample(name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), content, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	before := state(t, dir)
	for _, command := range []string{"analyze", "events", "timeline", "verify"} {
		if got := culprit(t, command, dir); got.status != ExitOK {
			t.Errorf("%s: status %d: %s", command, got.status, got.stderr)
		}
	}
	if d := cmp.Diff(before, state(t, dir)); d != "" {
		t.Errorf("-before +after:\n%s", d)
	}
}

// state lists the files of a folder with their times and contents.
func state(t *testing.T, dir string) (list []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s %v %v %x", f.Name(), info.Mode(), info.ModTime(), sha256.Sum256(content)))
	}
	return list
}

// TestTimeline merges two hosts.
func TestTimeline(t *testing.T) {
	t.Parallel()
	got := culprit(t, "timeline", "-f", "csv", sample("ipsec-2003-other-host"), sample("ipsec-2003-transient"))
	var last string
	hosts := map[string]int{}
	for line := range strings.Lines(got.stdout) {
		cells := strings.Split(line, ",")
		if cells[0] == "time" {
			continue
		}
		if cells[0] < last {
			t.Errorf("%s comes after %s", cells[0], last)
		}
		last = cells[0]
		hosts[cells[2]]++
	}
	if d := cmp.Diff(map[string]int{"MAIL01": 4, "FILE02": 12}, hosts); d != "" {
		t.Errorf("events by host: -want +got:\n%s", d)
	}
}

// TestProgress draws what a terminal would show.
func TestProgress(t *testing.T) {
	t.Parallel()
	var w bytes.Buffer
	u := newUI(&w)
	p := &progress{u: u, total: 200, files: 3, stop: make(chan struct{})}
	u.progress = p
	p.counter().Add(50)
	p.finished()
	p.draw(4 * time.Second)
	want := "\r\x1b[K[======                  ]  25 %  1 of 3 files  12s left"
	if got := w.String(); got != want {
		t.Errorf("drawn %q, want %q", got, want)
	}
	w.Reset()
	u.note("a word")
	if got, want := w.String(), "\r\x1b[Kculprit: note: a word\n"; got != want {
		t.Errorf("a message over it is %q, want %q", got, want)
	}
	if (*ui).startProgress(u, "auto", nil) != nil {
		t.Error("a progress bar where no terminal is")
	}
}
