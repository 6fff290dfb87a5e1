package evttest_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/parser/evt"
	"culprit/parser/evt/evttest"
)

// story returns n events that differ in every field a log can hold, and in
// length.
func story(n int) []event.Event {
	users := []string{"", "S-1-5-18", "S-1-5-21-1004336348-1177238915-682003330-500"}
	texts := []string{"", "IPSEC Services", "Службы IPSEC", "\U0001F4A9", "Ā"}
	levels := []event.Level{event.Error, event.Warning, event.Information}
	events := make([]event.Event, n)
	for i := range events {
		e := &events[i]
		e.Record = uint64(i + 1)
		e.Time = event.FromUnix(1157000000+int64(i)*61, 0)
		e.Written = e.Time.Add(30e9)
		e.Provider = "Source" + strings.Repeat("x", i%3)
		e.Computer = "HOST" + strings.Repeat("Y", i%2)
		e.EventID, e.Qualifiers, e.HasQualifiers = uint16(4000+i), 0xC000, true
		e.Level = levels[i%len(levels)]
		if i%7 == 6 {
			e.Level, e.Keywords = event.LogAlways, event.AuditSuccess>>(i%2)
		}
		e.Task = uint16(i % 10)
		e.UserID = users[i%len(users)]
		for k := range i % 5 {
			e.Data = append(e.Data, event.Field{Name: event.Param(k + 1), Value: event.String(texts[(i+k)%len(texts)])})
		}
		e.Binary = bytes.Repeat([]byte{byte(i)}, i%41)
		if len(e.Binary) == 0 {
			e.Binary = nil
		}
	}
	return events
}

func read(t *testing.T, file []byte) []event.Event {
	t.Helper()
	log, err := evt.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: "log.evt"})
	if err != nil {
		t.Fatal(err)
	}
	var events []event.Event
	for v, d := range log.Records(evt.Options{}) {
		if d != nil {
			t.Fatal(d)
		}
		e, d := v.Event()
		if d != nil {
			t.Fatal(d)
		}
		e.Source, e.Offset = nil, 0
		events = append(events, *e)
	}
	return events
}

var values = cmp.AllowUnexported(event.Value{})

func TestRoundTrip(t *testing.T) {
	events := story(50)
	for _, opt := range []evttest.Options{{}, {Size: 1 << 16}, {Size: 1 << 16, Dirty: true}} {
		file, err := evttest.Write(events, opt)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(events, read(t, file), values); diff != "" {
			t.Errorf("%+v: -written +read:\n%s", opt, diff)
		}
	}
}

// TestSeam ends the file at every place within a record, the padding and the
// end-of-file record.
func TestSeam(t *testing.T) {
	events := story(50)
	ends := map[string]int{}
	for size := 2000; size < 3000; size += 4 {
		for _, dirty := range []bool{false, true} {
			file, err := evttest.Write(events, evttest.Options{Size: size, Dirty: dirty})
			if err != nil {
				t.Fatal(err)
			}
			got := read(t, file)
			if len(got) < 5 || len(got) == len(events) {
				t.Fatalf("size %d: %d records of %d in use", size, len(got), len(events))
			}
			if diff := cmp.Diff(events[len(events)-len(got):], got, values); diff != "" {
				t.Fatalf("size %d: -written +read:\n%s", size, diff)
			}
			ends[seam(file)]++
		}
	}
	for _, kind := range []string{"padding", "split record", "split end", "whole record"} {
		if ends[kind] == 0 {
			t.Errorf("no log ends with %s: %v", kind, ends)
		}
	}
}

// seam names what lies at the end of the file.
func seam(file []byte) string {
	end := bytes.LastIndex(file, []byte("\x11\x11\x11\x11"))
	switch {
	case bytes.HasSuffix(file, []byte{0x27, 0, 0, 0}):
		return "padding"
	case end > len(file)-36:
		return "split end"
	}
	last := bytes.LastIndex(file, []byte("LfLe")) - 4
	if int(file[last])|int(file[last+1])<<8 > len(file)-last {
		return "split record"
	}
	return "whole record"
}

func TestWriteErrors(t *testing.T) {
	for _, test := range []struct {
		event event.Event
		opt   evttest.Options
		want  string
	}{
		{event.Event{UserID: "S-1"}, evttest.Options{}, `event 0: "S-1" is not a SID`},
		{event.Event{}, evttest.Options{Size: 90}, "a log of 90 bytes is impossible"},
		{event.Event{Binary: make([]byte, 500)}, evttest.Options{Size: 400}, "event 0: 564 bytes do not fit into a log of 400"},
	} {
		_, err := evttest.Write([]event.Event{test.event}, test.opt)
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

// TestEvtexport asks the reader of libevt (package libevt-utils of Debian).
// It prints no binary data, gets surrogates wrong, and cannot read a log that
// ends with padding, so the wrapped one here ends otherwise.
func TestEvtexport(t *testing.T) {
	tool, err := exec.LookPath("evtexport")
	if err != nil {
		t.Skip("no second opinion: ", err)
	}
	events := story(50)
	for i := range events {
		for k := range events[i].Data {
			if v := &events[i].Data[k].Value; v.Text() > "\uffff" {
				*v = event.String("x")
			}
		}
	}
	for name, opt := range map[string]evttest.Options{
		"clean": {}, "dirty": {Size: 1 << 16, Dirty: true}, "wrapped": {Size: 4096},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := evttest.Write(events, opt)
			if err != nil {
				t.Fatal(err)
			}
			if name == "wrapped" && seam(file) != "split record" {
				t.Fatalf("ends with %s", seam(file))
			}
			log := filepath.Join(t.TempDir(), "log.evt")
			if err := os.WriteFile(log, file, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(tool, "-m", "items", log).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			want := read(t, file)
			if diff := cmp.Diff(exports(want), parseExport(string(out))); diff != "" {
				t.Errorf("-written +evtexport:\n%s", diff)
			}
		})
	}
}

// exports writes events down as parseExport does.
func exports(events []event.Event) []string {
	types := map[event.Level]string{event.Error: "Error event (1)", event.Warning: "Warning event (2)", event.Information: "Information event (4)"}
	var out []string
	for i := range events {
		e := &events[i]
		kind := types[e.Level]
		switch e.Keywords {
		case event.AuditSuccess:
			kind = "Success Audit event (8)"
		case event.AuditFailure:
			kind = "Failure Audit event (16)"
		}
		line := fmt.Sprintf("%d %s %s 0x%08x %s %s %s [%s]", e.Record,
			e.Time.Time().Format("Jan 02, 2006 15:04:05"), e.Written.Time().Format("Jan 02, 2006 15:04:05"),
			e.Code(), kind, e.Provider, e.Computer, e.UserID)
		for k := range e.Data {
			line += " " + e.Data[k].Value.Text() + ";"
		}
		out = append(out, line)
	}
	return out
}

var exportField = regexp.MustCompile(`(?m)^(\w[\w .]*?)\s*: ?(.*)$`)

func parseExport(text string) []string {
	var out []string
	for _, block := range strings.Split(text, "Event number")[1:] {
		f := map[string]string{}
		var list string
		for _, m := range exportField.FindAllStringSubmatch("Event number"+block, -1) {
			if strings.HasPrefix(m[1], "String") {
				_, value, _ := strings.Cut(m[2], ": ")
				list += " " + value + ";"
			}
			f[m[1]] = m[2]
		}
		first := func(key string) string {
			word, _, _ := strings.Cut(f[key], " (")
			return strings.TrimSuffix(word, " UTC")
		}
		out = append(out, fmt.Sprintf("%s %s %s %s %s %s %s [%s]%s", f["Event number"], first("Creation time"),
			first("Written time"), first("Event identifier"), f["Event type"], f["Source name"], f["Computer name"],
			f["User security identifier"], list))
	}
	return out
}
