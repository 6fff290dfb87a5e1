//go:build unix

package parser

import (
	"context"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestPipesAndLoops meets what would hang a careless walk.
func TestPipesAndLoops(t *testing.T) {
	tree(t, map[string]string{"logs/System.evtx": evtxHead})
	if err := syscall.Mkfifo("logs/pipe", 0o600); err != nil {
		t.Skip(err)
	}
	for link, to := range map[string]string{"logs/self": ".", "logs/zero": "/dev/zero", "logs/gone": "nowhere"} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"logs/System.evtx = evtx", "logs/gone ~ symbolic link", "logs/pipe ~ named pipe",
		"logs/self ~ symbolic link", "logs/zero ~ symbolic link",
	}
	if d := cmp.Diff(want, summary(find(t, "logs"))); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestNamedPipe reads a pipe that is named, as <(command) is in a shell.
func TestNamedPipe(t *testing.T) {
	tree(t, nil)
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Skip(err)
	}
	go func() { _ = os.WriteFile("pipe", []byte(textHead), 0o600) }()
	if d := cmp.Diff([]string{"pipe = text"}, summary(find(t, "pipe"))); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestDevice is told to end while it reads a stream that has no end.
func TestDevice(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, w, err := os.Pipe() // from which nothing comes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	found := Expand(ctx, []string{Stdin}, r)
	if len(found.Inputs) != 0 || len(found.Errors) != 1 {
		t.Errorf("found %v", summary(found))
	}
}
