package cli

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"culprit/parser"
	"culprit/parser/event"
)

// TestSketches makes a rule around every error of the samples and of real logs:
// each must load and pass its own test.
func TestSketches(t *testing.T) {
	t.Parallel()
	names := []string{sample("ipsec-2003"), sample("ipsec-2003-evtx"), sample("ipsec-2003-ru"), sample("service-password"), sample("damaged")}
	t.Run("samples", func(t *testing.T) {
		t.Parallel()
		sketchAround(t, names...)
	})
	t.Run("real logs", func(t *testing.T) {
		t.Parallel()
		var logs []string
		err := filepath.WalkDir(shared(t, "corpus/evt"), func(name string, _ fs.DirEntry, err error) error {
			if strings.EqualFold(filepath.Ext(name), ".evt") {
				logs = append(logs, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		sketchAround(t, logs[:min(len(logs), 6)]...)
	})
}

// maxSketches bounds the errors that are taken of one log.
const maxSketches = 12

func sketchAround(t *testing.T, names ...string) {
	t.Helper()
	made := 0
	for _, in := range parser.Expand(t.Context(), names, nil).Inputs {
		events := datedEvents(t, in)
		seen := map[string]bool{}
		for _, e := range events {
			kind := e.Provider + "\x00" + string(rune(e.EventID))
			if gravity(e) > 1 || seen[kind] || len(seen) > maxSketches {
				continue
			}
			seen[kind] = true
			var near []*event.Event
			for _, other := range events {
				if d := other.Time.Sub(e.Time); d > -time.Hour && d < time.Hour {
					near = append(near, other)
				}
			}
			made++
			s := newSketch("made", near, e.Time)
			opt := &newOptions{folder: t.TempDir()}
			a := &app{ctx: t.Context(), stdout: newOutput(&strings.Builder{}), ui: newUI(&strings.Builder{})}
			if err := a.writeSketch(s, opt); err != nil {
				t.Errorf("%s, record %d: %v\n%s\n%s", in.Name(), e.Record, err, s.rule(), s.test())
			}
		}
	}
	if made == 0 {
		t.Error("no errors were found in the logs")
	}
}

func datedEvents(t *testing.T, in *parser.Input) (list []*event.Event) {
	t.Helper()
	log, err := in.Open(parser.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for v, damage := range log.Records(parser.Options{}) {
		if damage != nil || v.Undated() {
			continue
		}
		if e, _ := v.Event(); e != nil {
			list = append(list, e)
		}
	}
	return list
}
