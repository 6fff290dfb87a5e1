package sigma

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"culprit/parser/event"
	"culprit/parser/evtx"
)

// someRules loads n rules: the public ones, evenly chosen, or over again with
// other ids and other values when there are not enough.
func someRules(b *testing.B, n int) *Set {
	b.Helper()
	files, err := filepath.Glob(filepath.Join(corpus(b), "rules", "windows", "*", "*.yml"))
	if err != nil {
		b.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(corpus(b), "rules", "windows", "*", "*", "*.yml"))
	if err != nil {
		b.Fatal(err)
	}
	files = append(files, more...)
	fsys := fstest.MapFS{}
	for i := range n {
		// A stride that shares no factor with the number of files spreads them.
		src, err := os.ReadFile(files[i*1009%len(files)])
		if err != nil {
			b.Fatal(err)
		}
		if again := i / len(files); again > 0 {
			src = bytes.Replace(src, []byte("\nid: "), fmt.Appendf(nil, "\nid: %d-", again), 1)
			src = bytes.ReplaceAll(src, []byte(`- '`), fmt.Appendf(nil, "- '%c", 'p'+again))
		}
		fsys[fmt.Sprintf("%05d.yml", i)] = &fstest.MapFile{Data: src}
	}
	s, err := Load(fsys, Options{})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkRules reads, decodes and matches a log with few and with many
// rules. What counts is the ratio of two runs side by side.
func BenchmarkRules(b *testing.B) {
	for _, log := range []string{"plaso/System.evtx", "omerbenamram-evtx/sysmon.evtx", "omerbenamram-evtx/security.evtx"} {
		src, err := os.ReadFile(filepath.Join(filepath.Dir(corpus(b)), "evtx", log))
		if err != nil {
			b.Fatal(err)
		}
		for _, n := range []int{100, 5000} {
			m := someRules(b, n).Matcher()
			b.Run(fmt.Sprintf("%s/%d", strings.TrimSuffix(filepath.Base(log), ".evtx"), n), func(b *testing.B) {
				b.SetBytes(int64(len(src)))
				for b.Loop() {
					matchLog(b, src, m)
				}
			})
		}
	}
}

func matchLog(b *testing.B, src []byte, m *Matcher) {
	b.Helper()
	log, err := evtx.Open(bytes.NewReader(src), int64(len(src)), &event.Source{})
	if err != nil {
		b.Fatal(err)
	}
	want := m.set.Want()
	for v, damage := range log.Records(evtx.Options{Want: want}) {
		if damage != nil || !want(v.Channel, v.Provider, v.EventID) {
			continue
		}
		if e, _ := v.Event(); e != nil {
			m.Match(e)
		}
	}
}
