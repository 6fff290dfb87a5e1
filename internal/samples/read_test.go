package samples

import (
	"bytes"
	"iter"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	evtlog "culprit/parser/evt"
	evtxlog "culprit/parser/evtx"
)

// open reads a sample with the reader for its format.
func open(s sample) (iter.Seq2[*event.View, *event.Damage], error) {
	r, size, src := bytes.NewReader(s.data), int64(len(s.data)), &event.Source{Path: s.name}
	if strings.EqualFold(path.Ext(s.name), ".evtx") {
		log, err := evtxlog.Open(r, size, src)
		if err != nil {
			return nil, err
		}
		return log.Records(evtxlog.Options{}), nil
	}
	log, err := evtlog.Open(r, size, src)
	if err != nil {
		return nil, err
	}
	return log.Records(evtlog.Options{}), nil
}

// facts are what every format can tell of an event.
type facts struct {
	Record           uint64
	Time             event.FILETIME
	Host, Channel    string
	Provider, UserID string
	Code             uint32
	Level            event.Level
	Strings          []string
	Binary           []byte
}

func factsOf(e *event.Event) facts {
	f := facts{
		Record: e.Record, Time: e.Time, Host: e.Host(), Channel: e.Channel, Provider: e.Provider,
		UserID: e.UserID, Code: e.Code(), Level: e.Level, Binary: e.Binary,
	}
	for i := range e.Data {
		f.Strings = append(f.Strings, e.Data[i].Value.Text())
	}
	return f
}

// TestSameStory reads the main case from both binary formats.
func TestSameStory(t *testing.T) {
	var want []facts
	for _, e := range system2003(t, fullDisk) {
		want = append(want, factsOf(&e))
	}
	for _, s := range samples(t)[:2] {
		events, err := open(s)
		if err != nil {
			t.Fatal(err)
		}
		var got []facts
		for v, d := range events {
			if d != nil {
				t.Fatal(d)
			}
			e, d := v.Event()
			if d != nil {
				t.Fatal(d)
			}
			got = append(got, factsOf(e))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -told +read:\n%s", s.name, diff)
		}
	}
}

// TestDamage expects damage where there is some, and all other records.
func TestDamage(t *testing.T) {
	lost := map[string]int{ // records of the story that cannot be read, or only in part
		"damaged/truncated.evt": 1, "damaged/bad-length.evt": 1, "damaged/truncated.evtx": 1,
	}
	silent := map[string]bool{ // facts of the log, but no record is damaged
		"damaged/dirty.evt": true, "damaged/dirty.evtx": true, "damaged/bad-checksum.evtx": true,
	}
	for _, s := range samples(t) {
		switch {
		case path.Ext(s.name) == ".txt":
			continue
		case len(s.data) == 0:
			if _, err := open(s); err == nil {
				t.Errorf("%s: can be opened", s.name)
			}
			continue
		}
		events, err := open(s)
		if err != nil {
			t.Fatal(err)
		}
		whole, damage := 0, 0
		for v, d := range events {
			switch {
			case d != nil:
				damage++
			case v.Origin != event.Torn:
				whole++
			}
		}
		broken := path.Dir(s.name) == "damaged" && !silent[s.name]
		if broken != (damage > 0) {
			t.Errorf("%s: %d damage records", s.name, damage)
		}
		if want := told(t, s.name) - lost[s.name]; want > 0 && whole != want {
			t.Errorf("%s: %d whole records, want %d", s.name, whole, want)
		}
	}
}

// told is how many events the story of a sample has, 0 if it is told by
// several files.
func told(t *testing.T, name string) int {
	switch {
	case name == "damaged/dirty.evt":
		return 15 // of 17: the ring has no room for the others
	case path.Dir(name) == "damaged" && path.Ext(name) == ".evt", strings.HasPrefix(name, "ipsec-2003/"):
		return len(server2003.events(t, fullDisk))
	case path.Dir(name) == "damaged", name == "healthy/System.evtx":
		return len(server2012.events(t, healthy2012))
	}
	return 0
}
