package evt_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evt"
	"culprit/parser/evt/evttest"
)

// story returns n different events.
func story(n int) []event.Event {
	events := make([]event.Event, n)
	for i := range events {
		e := &events[i]
		e.Time = event.FromUnix(1157000000+int64(i), 0)
		e.Provider, e.Computer = "Service Control Manager", "HOST"
		e.EventID, e.Qualifiers, e.HasQualifiers, e.Level = uint16(7000+i), 0xC000, true, event.Error
		for k := range i % 4 {
			value := event.String(strings.Repeat("Службы ", k) + fmt.Sprint(i))
			e.Data = append(e.Data, event.Field{Name: event.Param(k + 1), Value: value})
		}
		e.Binary = bytes.Repeat([]byte{byte(i)}, i%7)
	}
	return events
}

func write(t testing.TB, events []event.Event, opt evttest.Options) []byte {
	t.Helper()
	file, err := evttest.Write(events, opt)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// span is where a record lies; in a split one, first and last byte.
type span struct {
	first, last int64
	text        string
}

// touches reports whether the record has a byte in [off, off+n).
func (s *span) touches(off, n int64) bool {
	if s.first <= s.last {
		return off <= s.last && off+n > s.first
	}
	return off <= s.last || off+n > s.first
}

// tell writes an event down.
func tell(e *event.Event) string {
	var b strings.Builder
	fmt.Fprint(&b, e.Record, " ", e.Time, e.Written, e.Provider, e.Computer, e.Code(), e.Level, e.Task, e.UserID)
	for i := range e.Data {
		fmt.Fprintf(&b, "|%s", e.Data[i].Value.Text())
	}
	fmt.Fprintf(&b, "|%x", e.Binary)
	return b.String()
}

// contents reads a log whole: number and text of every record that is not
// torn.
func contents(t testing.TB, file []byte, opt evt.Options) (map[string]bool, error) {
	t.Helper()
	log, err := evt.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: "SysEvent.Evt"})
	if err != nil {
		return nil, err
	}
	texts := map[string]bool{}
	for v, d := range log.Records(opt) {
		if d != nil {
			continue
		}
		if e, bad := v.Event(); bad == nil && v.Origin != event.Torn {
			texts[tell(e)] = true
		}
	}
	return texts, nil
}

// spans returns the records of a sound log.
func spans(t testing.TB, file []byte) []span {
	t.Helper()
	log, err := evt.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: "SysEvent.Evt"})
	if err != nil {
		t.Fatal(err)
	}
	var all []span
	for v, d := range log.Records(evt.Options{}) {
		if d != nil {
			t.Fatal(d)
		}
		e, d := v.Event()
		if d != nil {
			t.Fatal(d)
		}
		length := int64(file[v.Offset]) | int64(file[v.Offset+1])<<8
		last := v.Offset + length - 1
		if size := int64(len(file)); last >= size {
			last += 48 - size
		}
		all = append(all, span{v.Offset, last, tell(e)})
	}
	return all
}

// logs are what is mutated.
func logs(t testing.TB) map[string][]byte {
	events := story(24)
	return map[string][]byte{
		"clean":   write(t, events, evttest.Options{}),
		"dirty":   write(t, events, evttest.Options{Size: 8192, Dirty: true}),
		"split":   write(t, events, evttest.Options{Size: 2612}),
		"padding": write(t, events, evttest.Options{Size: 2628, Dirty: true}),
	}
}

// expect fails unless all records that a mutation left alone are found.
func expect(t *testing.T, what string, all []span, file []byte, untouched func(*span) bool) {
	t.Helper()
	got, err := contents(t, file, evt.Options{})
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	for i := range all {
		if s := &all[i]; untouched(s) && !got[s.text] {
			t.Errorf("%s: record at %#x is lost: %s", what, s.first, s.text)
		}
	}
}

// TestByteChanged changes each byte of a log in turn. Whatever it was, all
// records but the one that holds it are still read.
func TestByteChanged(t *testing.T) {
	for name, file := range logs(t) {
		all := spans(t, file)
		used := int64(len(file))
		if name == "dirty" {
			used = 3000 // zeros follow
		}
		for off := range used {
			mutant := bytes.Clone(file)
			mutant[off] += byte(1 + off%255)
			expect(t, fmt.Sprintf("%s: %#x at %#x", name, mutant[off], off), all, mutant,
				func(s *span) bool { return !s.touches(off, 1) })
			if t.Failed() {
				return
			}
		}
	}
}

// TestSectorLost overwrites parts of a log with zeros, as bad sectors do.
func TestSectorLost(t *testing.T) {
	for name, file := range logs(t) {
		all := spans(t, file)
		for _, n := range []int64{64, 512} {
			for off := int64(0); off+n <= int64(len(file)); off += 16 {
				mutant := bytes.Clone(file)
				clear(mutant[off : off+n])
				expect(t, fmt.Sprintf("%s: %d zeros at %#x", name, n, off), all, mutant,
					func(s *span) bool { return !s.touches(off, n) })
			}
		}
	}
}

// TestCut ends a log at every second length. The first part of a record that goes on
// behind the header is not enough to read it.
func TestCut(t *testing.T) {
	for name, file := range logs(t) {
		all := spans(t, file)
		for n := int64(112); n < int64(len(file)); n += 2 {
			if n < all[0].last && all[0].first == 48 {
				continue // not one record left
			}
			expect(t, fmt.Sprintf("%s: cut at %#x", name, n), all, file[:n],
				func(s *span) bool { return s.first < s.last && s.last < n })
			if t.Failed() {
				return
			}
		}
	}
}

// TestShifted puts bytes in and takes bytes out all over, as a failed copy
// does: nothing lies where the structures say.
func TestShifted(t *testing.T) {
	for name, file := range logs(t) {
		all := spans(t, file)
		for off := int64(0); off < int64(len(file)); off += 11 {
			for _, n := range []int64{1, 4, 100} {
				whole := func(s *span) bool { return s.first < s.last && !s.touches(off, 1) }
				longer := slices.Concat(file[:off], make([]byte, n), file[off:])
				expect(t, fmt.Sprintf("%s: %d bytes put in at %#x", name, n, off), all, longer, whole)
				if off >= 48 && off+n < int64(len(file)) {
					shorter := slices.Concat(file[:off], file[off+n:])
					expect(t, fmt.Sprintf("%s: %d bytes taken out at %#x", name, n, off), all, shorter,
						func(s *span) bool { return s.first < s.last && !s.touches(off, n) })
				}
			}
			if t.Failed() {
				return
			}
		}
	}
}
