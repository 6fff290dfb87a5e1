package evtx_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
)

// corpus returns the folder of third-party logs that stands beside the
// repository, or skips the test.
func corpus(t testing.TB) string {
	t.Helper()
	dir := corpusDir()
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no corpus of real logs beside the repository")
	}
	return dir
}

func corpusDir() string {
	dir := os.Getenv("CULPRIT_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	return filepath.Join(dir, "corpus", "evtx")
}

type counted struct {
	path     string
	physical int // records in use
	carved   int // records anywhere in the file, by their signature and sizes
}

// counts reads how many records each log of the corpus physically holds, as an
// independent walk counted them.
func counts(t testing.TB) (list []counted) {
	t.Helper()
	dir := corpus(t)
	f, err := os.Open(filepath.Join(dir, "COUNTS.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for s := bufio.NewScanner(f); s.Scan(); {
		col := strings.Split(s.Text(), "\t")
		physical, err1 := strconv.Atoi(col[3])
		carved, err2 := strconv.Atoi(col[4])
		if err1 == nil && err2 == nil {
			list = append(list, counted{filepath.Join(dir, filepath.FromSlash(col[0])), physical, carved})
		}
	}
	return list
}

func open(t testing.TB, path string) *evtx.Log {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	l, err := evtx.Open(f, st.Size(), &event.Source{Path: filepath.Base(path), Format: "evtx"})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestCorpusCounts asks for the records that an independent walk counted: all
// of them live, whole, and with the fields that every event has. Records found
// beside damage come on top.
func TestCorpusCounts(t *testing.T) {
	recovered := 0
	for _, c := range counts(t) {
		l := open(t, c.path)
		live := 0
		for v, d := range l.Records(evtx.Options{}) {
			if d != nil {
				continue
			}
			e, d := v.Event()
			if v.Origin != event.Live {
				recovered++
				continue
			}
			live++
			switch {
			case d != nil:
				t.Errorf("record %d: %v", v.HeaderRecord, d)
			case e.Provider == "" || e.Time == 0 || e.Channel == "":
				t.Errorf("%s: record %d has no provider, time or channel", c.path, v.HeaderRecord)
			case e.Header != v.Header:
				t.Errorf("%s: the event says %+v, its view %+v", c.path, e.Header, v.Header)
			}
		}
		if f := l.Facts(); live != c.physical || f.Live != live {
			t.Errorf("%s: %d live records, facts say %d, want %d", c.path, live, f.Live, c.physical)
		}
	}
	// 231 stand behind a broken record, 82 in a chunk without signature.
	if recovered < 231+82 {
		t.Errorf("%d records recovered, want 313", recovered)
	}
}

// TestCorpusLeftovers asks for every record that an independent search of the
// whole file found: in use, beside damage, left over, or a copy of one of these.
func TestCorpusLeftovers(t *testing.T) {
	// Two of the finds in this log have years that no clock has shown yet.
	mistaken := map[string]int{"new-user-security.evtx": 2}
	for _, c := range counts(t) {
		l := open(t, c.path)
		var last event.Header
		for v, d := range l.Records(evtx.Options{Slack: true, Workers: 2}) {
			if d != nil {
				continue
			}
			if v.Offset <= last.Offset && last.Offset > 0 {
				t.Errorf("%s: offset %#x behind %#x", c.path, v.Offset, last.Offset)
			}
			last = v.Header
		}
		f := l.Facts()
		if sum := f.Live + f.Recovered + f.Slack + f.Duplicate; sum < c.carved-mistaken[filepath.Base(c.path)] {
			t.Errorf("%s: %d records of %d: %+v", c.path, sum, c.carved, f)
		}
	}
}
