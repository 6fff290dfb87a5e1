package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// corpus returns the folder of third-party logs that stands beside the
// repository, or skips the test.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CULPRIT_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	dir = filepath.Join(dir, "corpus", "evtx")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no corpus of real logs beside the repository")
	}
	return dir
}

// logCounts are records of a log of the corpus, as they were counted when it
// was put together: by a walk, and by golang-evtx, -1 if it died.
type logCounts struct{ physical, peer int }

// TestCorpus compares the readers on the smaller real logs. Nothing may be
// unexplained, and golang-evtx must give what it gave then.
func TestCorpus(t *testing.T) {
	t.Parallel()
	dir := corpus(t)
	want := map[string]logCounts{}
	f, err := os.Open(filepath.Join(dir, "COUNTS.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	args := []string{"-f", "json", "-n", "3"}
	for s := bufio.NewScanner(f); s.Scan(); {
		col := strings.Split(s.Text(), "\t")
		n, err := strconv.Atoi(col[3])
		if err != nil || n > 500 {
			continue
		}
		peer, err := strconv.Atoi(col[5])
		if err != nil {
			peer = -1
		}
		name := filepath.ToSlash(filepath.Join(dir, col[0]))
		want[name] = logCounts{n, peer}
		args = append(args, name)
	}
	status, stdout, stderr := runWith(t, args...)
	if status != exitAgreed || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	var r report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatal(err)
	}
	for _, file := range r.Files {
		got := logCounts{file.Ours.Live, file.Peer.Events}
		if file.Peer.Use.Died {
			got.peer = -1
		}
		if got != want[file.Path] {
			t.Errorf("%s: %+v, want %+v", file.Path, got, want[file.Path])
		}
		for _, c := range file.Classes {
			if c.Right == unexplained {
				t.Errorf("%s: %s: %+v", file.Path, c.Class, c.Examples)
			}
		}
	}
	if len(r.Files) != len(want) {
		t.Errorf("%d files, want %d", len(r.Files), len(want))
	}
}
