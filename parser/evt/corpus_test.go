package evt_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/parser/evt"
)

// corpus returns a folder of third-party logs, or skips the test. They are not
// part of the repository: CULPRIT_SHARED names the folder that holds them, by
// default shared beside the root of the module.
func corpus(t testing.TB, name string) string {
	t.Helper()
	shared := os.Getenv("CULPRIT_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(shared, "corpus", "evt", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpus of real logs: %v", err)
	}
	return dir
}

// reference is a record as an independent reader wrote it down.
type reference struct {
	Offset     int64
	Record     uint64
	Generated  int64
	Written    int64
	EventID32  uint32 `json:"event_id32"`
	EventID    uint16 `json:"event_id"`
	Qualifiers uint16
	Type       int
	Category   uint16
	Source     string
	Computer   string
	SID        *string
	Strings    []string
	Data       string
	Recovered  bool
}

func readReference(t *testing.T, name string) (live, slack []reference) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		var r reference
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		if r.Recovered {
			slack = append(slack, r)
		} else {
			live = append(live, r)
		}
	}
	return live, slack
}

// asReference writes an event down the same way. The type is derived back.
func asReference(e *event.Event) reference {
	r := reference{
		Offset: e.Offset, Record: e.Record,
		Generated: e.Time.Time().Unix(), Written: e.Written.Time().Unix(),
		EventID32: e.Code(), EventID: e.EventID, Qualifiers: e.Qualifiers,
		Type:     map[event.Level]int{event.Error: 1, event.Warning: 2, event.Information: 4}[e.Level],
		Category: e.Task, Source: e.Provider, Computer: e.Computer,
		Data: hex.EncodeToString(e.Binary), Strings: []string{},
	}
	switch e.Keywords {
	case event.AuditSuccess:
		r.Type = 8
	case event.AuditFailure:
		r.Type = 16
	}
	if e.UserID != "" {
		r.SID = &e.UserID
	}
	for i := range e.Data {
		r.Strings = append(r.Strings, e.Data[i].Value.Text())
	}
	return r
}

func TestReference(t *testing.T) {
	dir := corpus(t, "reference")
	files, err := filepath.Glob(filepath.Join(dir, "*.ref.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatal("no reference files", err)
	}
	for _, name := range files {
		base := filepath.Base(name[:len(name)-len(".ref.jsonl")])
		t.Run(base, func(t *testing.T) {
			matches, _ := filepath.Glob(filepath.Join(dir, "..", base+".[eE]vt"))
			if len(matches) != 1 {
				t.Fatalf("log of %s: %v", name, matches)
			}
			log := open(t, matches[0])
			want, stale := readReference(t, name)
			var got []reference
			offsets := map[int64]reference{}
			for _, r := range stale {
				offsets[r.Offset] = r
			}
			slack := 0
			for v, d := range log.Records(evt.Options{Slack: true}) {
				if d != nil {
					t.Errorf("damage in a sound log: %v", d)
					continue
				}
				e, d := v.Event()
				if d != nil {
					t.Errorf("record %d: %v", v.Record, d)
				}
				if v.Origin == event.Slack {
					slack++
					r := asReference(e)
					r.Recovered = true
					if diff := cmp.Diff(offsets[e.Offset], r); diff != "" {
						t.Errorf("in slack: -reference +culprit:\n%s", diff)
					}
					continue
				}
				got = append(got, asReference(e))
			}
			t.Logf("%d records, %d of %d in slack are new", len(got), slack, len(stale))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-reference +culprit:\n%s", diff)
			}
		})
	}
}

func open(t testing.TB, name string) *evt.Log {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	log, err := evt.Open(bytes.NewReader(b), int64(len(b)), &event.Source{Path: filepath.ToSlash(name)})
	if err != nil {
		t.Fatal(err)
	}
	return log
}
