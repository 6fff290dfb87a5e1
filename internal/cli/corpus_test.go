package cli

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// more lists the files of which more events come out than a walk along the
// record sizes finds. The walk ends at the first broken record of a chunk;
// our reader looks for the next signature behind it and goes on.
var more = map[string]int{
	"omerbenamram-evtx/2-vss_0-Microsoft-Windows-RemoteDesktopServices-RdpCoreTS%4Operational.evtx":          65,
	"omerbenamram-evtx/2-vss_0-Microsoft-Windows-TerminalServices-RemoteConnectionManager%4Operational.evtx": 21,
	"omerbenamram-evtx/sample-with-zero-data-size-event.evtx":                                                114,
	"omerbenamram-evtx/sample_with_a_bad_chunk_magic.evtx":                                                   113,
}

// TestCorpusCounts dumps every real .evtx log and counts.
func TestCorpusCounts(t *testing.T) {
	t.Parallel()
	dir := shared(t, "corpus/evtx")
	table, err := os.ReadFile(filepath.Join(dir, "COUNTS.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(table)), "\n")[1:]
	for _, row := range rows {
		cells := strings.Split(row, "\t")
		name := cells[0]
		want, err := strconv.Atoi(cells[3])
		if err != nil {
			t.Fatal(err)
		}
		got := culprit(t, "events", "-q", filepath.Join(dir, name))
		if got.status != ExitOK {
			t.Errorf("%s: status %d: %s", name, got.status, got.stderr)
		}
		if n := strings.Count(got.stdout, "\n"); n != want+more[name] {
			t.Errorf("%s: %d events, want %d of the walk and %d more", name, n, want, more[name])
		}
	}
	t.Logf("%d logs", len(rows))
}

// reference is a record of a .evt log as an independent reader wrote it down.
type reference struct {
	Offset    int64    `json:"offset"`
	Record    uint64   `json:"record"`
	Generated int64    `json:"generated"`
	Written   int64    `json:"written"`
	ID        int      `json:"event_id"`
	Qual      int      `json:"qualifiers"`
	Type      int      `json:"type"`
	Category  int      `json:"category"`
	Source    string   `json:"source"`
	Computer  string   `json:"computer"`
	SID       string   `json:"sid"`
	Strings   []string `json:"strings"`
	Data      string   `json:"data"`
	Recovered bool     `json:"recovered"`
}

// dumped is a line of culprit events.
type dumped struct {
	Record   uint64      `json:"record"`
	Offset   int64       `json:"offset"`
	Time     string      `json:"time"`
	Written  string      `json:"written"`
	Host     string      `json:"host"`
	Provider string      `json:"provider"`
	ID       int         `json:"event_id"`
	Qual     int         `json:"qualifiers"`
	Level    int         `json:"level"`
	Task     int         `json:"task"`
	Keywords string      `json:"keywords"`
	SID      string      `json:"user_sid"`
	Fields   [][2]string `json:"fields"`
	Binary   string      `json:"binary"`
}

// asReference puts an event into the terms of the reference.
func (d *dumped) asReference(t *testing.T) reference {
	t.Helper()
	r := reference{
		Offset: d.Offset, Record: d.Record, Generated: unix(t, d.Time), Written: unix(t, d.Written),
		Strings: []string{}, ID: d.ID, Qual: d.Qual, Category: d.Task, Source: d.Provider, Computer: d.Host, SID: d.SID,
		Data: strings.ToLower(d.Binary), Type: map[int]int{2: 1, 3: 2, 4: 4}[d.Level],
	}
	switch d.Keywords { // audits have a level of 0, and say in a keyword how they ended
	case "0x20000000000000":
		r.Type = 8
	case "0x10000000000000":
		r.Type = 16
	}
	for _, f := range d.Fields {
		r.Strings = append(r.Strings, f[1])
	}
	return r
}

func unix(t *testing.T, s string) int64 {
	t.Helper()
	if s == "" {
		return 0
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix()
}

// TestCorpusEVT compares every .evt log with the reference, record by record.
func TestCorpusEVT(t *testing.T) {
	t.Parallel()
	dir := shared(t, "corpus/evt")
	logs, err := filepath.Glob(filepath.Join(dir, "*.[eE][vV][tT]"))
	if err != nil || len(logs) == 0 {
		t.Fatal("no logs", err)
	}
	for _, log := range logs {
		name := strings.TrimSuffix(filepath.Base(log), filepath.Ext(log))
		var got []reference
		for line := range strings.Lines(culprit(t, "events", log).stdout) {
			var d dumped
			if err := json.Unmarshal([]byte(line), &d); err != nil {
				t.Fatalf("%s: %v in %s", name, err, line)
			}
			got = append(got, d.asReference(t))
		}
		if d := cmp.Diff(readReference(t, filepath.Join(dir, "reference", name+".ref.jsonl")), got); d != "" {
			t.Errorf("%s: -reference +culprit:\n%.2000s", name, d)
		}
		t.Logf("%s: %d records", name, len(got))
	}
}

func readReference(t *testing.T, file string) (list []reference) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r reference
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if !r.Recovered { // those are in unused space: culprit events --slack
			list = append(list, r)
		}
	}
	return list
}
