package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"culprit/internal/golden"
)

// TestMain lets the test binary be its own child, as the program is.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == childFlag {
		if misbehave := misbehaviours[filepath.Base(os.Args[len(os.Args)-1])]; misbehave != nil {
			misbehave(os.Args[3])
			os.Exit(0)
		}
		os.Exit(child(os.Args[2:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func runWith(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(context.Background(), args, &out, &errs)
	return status, out.String(), errs.String()
}

// ownLogs lists the logs of the repository that are not empty.
func ownLogs(t *testing.T) (list []string) {
	t.Helper()
	all, err := filepath.Glob("../../testdata/*/*.evtx")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if st, err := os.Stat(name); err != nil || st.Size() > 0 {
			list = append(list, name)
		}
	}
	if len(list) < 8 {
		t.Fatalf("%d logs", len(list))
	}
	return list
}

func TestOwnLogs(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := runWith(t, ownLogs(t)...)
	if status != exitAgreed || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	golden.Check(t, "testdata/own.txt", []byte(stdout))
}

func TestUsage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args   string
		status int
		stdout string
		stderr string
	}{
		{"--help", exitAgreed, "usage: culprit-crosscheck", ""},
		{"--version", exitAgreed, "GPL-3.0-only", ""},
		{"", exitUsage, "", "no input"},
		{"--no-such-flag x", exitUsage, "", "unknown flag"},
		{"-f xml x", exitUsage, "", "neither text nor json"},
		{"-j 0 x", exitUsage, "", "--jobs"},
		{"--max-memory 1 x", exitUsage, "", "--max-memory"},
		{"--timeout 0s x", exitUsage, "", "--timeout"},
		{"no-such-file.evtx", exitInput, "total: 0 files", "no such file"},
		{"../../testdata/damaged/empty.evtx", exitInput, "total: 0 files", "empty file"},
		{"../../testdata/README.md", exitInput, "total: 0 files", "not an"},
		{"../../testdata/ipsec-2003/SysEvent.Evt", exitInput, "total: 0 files", "not an .evtx log"},
	}
	for _, tt := range tests {
		status, stdout, stderr := runWith(t, strings.Fields(tt.args)...)
		if status != tt.status || !strings.Contains(stdout, tt.stdout) || !strings.Contains(stderr, tt.stderr) {
			t.Errorf("%q: status %d, stdout %q, stderr %q", tt.args, status, stdout, stderr)
		}
	}
}

func TestQuiet(t *testing.T) {
	t.Parallel()
	status, stdout, _ := runWith(t, "-q", "../../testdata/healthy/System.evtx")
	if status != exitAgreed || !strings.HasPrefix(stdout, "total: 1 file;") {
		t.Errorf("status %d, %s", status, stdout)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	status, stdout, _ := runWith(t, "-f", "json", "-n", "-1", "../../testdata/healthy/System.evtx")
	var r report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || status != exitAgreed {
		t.Fatalf("status %d, %v", status, err)
	}
	if r.Schema != schema || len(r.Files) != 1 || r.Total.Records != 13 {
		t.Errorf("%+v", r.Total)
	}
	for _, c := range r.Files[0].Classes {
		if len(c.Examples) != c.Count {
			t.Errorf("%s: %d of %d disagreements are listed", c.Class, len(c.Examples), c.Count)
		}
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs bytes.Buffer
	if status := run(ctx, []string{"../../testdata/healthy/System.evtx"}, &out, &errs); status != exitStopped {
		t.Errorf("status %d", status)
	}
}

// TestPeerVersion keeps what the program says of golang-evtx to what it links:
// the model is one of that version.
func TestPeerVersion(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, version, _ := strings.Cut(peerName, " ")
	if !strings.Contains(string(mod), "\tgithub.com/0xrawsec/golang-evtx "+version+"\n") || !strings.Contains(notice, peerName) {
		t.Errorf("%s is not what go.mod names", peerName)
	}
}
