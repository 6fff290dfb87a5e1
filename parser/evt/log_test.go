package evt_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/parser/evt"
	"culprit/parser/evt/evttest"
)

func Example() {
	events := []event.Event{{
		Header: event.Header{
			Time: event.FromUnix(1159182558, 0), Provider: "IPSec", Computer: "MAIL01",
			EventID: 4292, Qualifiers: 0xC000, Level: event.Error,
		},
	}}
	file, err := evttest.Write(events, evttest.Options{})
	if err != nil {
		panic(err)
	}
	log, err := evt.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: "SysEvent.Evt"})
	if err != nil {
		panic(err)
	}
	for v, d := range log.Records(evt.Options{}) {
		if d != nil {
			fmt.Println(d)
			continue
		}
		fmt.Printf("%s %s %s %s %d %#x %s\n", v.Time, v.Channel, v.Computer, v.Provider, v.EventID, v.Code(), v.Level)
	}
	// Output:
	// 2006-09-25T11:09:18.0000000Z System MAIL01 IPSec 4292 0xc00010c4 error
}

func openBytes(t testing.TB, file []byte) *evt.Log {
	t.Helper()
	log, err := evt.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: "log.evt"})
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// put returns a copy of a log with words overwritten.
func put(file []byte, off int, words ...uint32) []byte {
	out := bytes.Clone(file)
	for i, w := range words {
		binary.LittleEndian.PutUint32(out[off+4*i:], w)
	}
	return out
}

// TestDamage breaks one structure of a log at a time. What an independent
// program broke likewise is in TestSynthetic.
func TestDamage(t *testing.T) {
	file := write(t, story(5), evttest.Options{})
	all := spans(t, file)
	third, end := int(all[2].first), len(file)-40
	for _, test := range []struct {
		name string
		file []byte
		want []string
	}{
		{"sound", file, []string{"1", "2", "3", "4", "5"}},
		{"no room for a record", file[:48], []string{"! end-of-file record at 0x30, lost 0"}},
		{"length beyond the file", put(file, third, 0xfffffff0), []string{
			"1", "2", fmt.Sprintf("! record at %#x, lost %d", third, all[3].first-all[2].first), "4 recovered", "5",
		}},
		{"length 0", put(file, third, 0), []string{
			"1", "2", fmt.Sprintf("! record at %#x, lost %d", third, all[3].first-all[2].first), "4 recovered", "5",
		}},
		{"copy of the length", put(file, int(all[2].last)-3, 0), []string{
			"1", "2", "3 torn", fmt.Sprintf("! record at %#x, lost 0", third), "4", "5",
		}},
		{"a number that jumps", put(file, third+8, 77), []string{
			"1", "2", fmt.Sprintf("! record number at %#x, lost 0", third), "77", "4", "5",
		}},
		{"too many records promised", put(file, end+28, 9), []string{
			"! header at 0x0, lost 0", "1", "2", "3", "4", "5", fmt.Sprintf("! end-of-file record at %#x, lost 0", end),
		}},
		{"header that is wrong about the end", put(file, 0x14, 0x60), []string{
			"! header at 0x0, lost 0", "1", "2", "3", "4", "5",
		}},
		{"end that is wrong about the beginning", put(file, end+20, uint32(third)), []string{
			fmt.Sprintf("! end-of-file record at %#x, lost 0", end), "1", "2", "3", "4", "5",
		}},
		{"no header", put(file, 0, make([]uint32, 12)...), []string{"! header at 0x0, lost 48", "1", "2", "3", "4", "5"}},
		{"records and nothing else", file[48:end], []string{
			"! header at 0x0, lost 0", "1 recovered", "2 recovered", "3 recovered", "4 recovered", "5 recovered",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, outline(openBytes(t, test.file), evt.Options{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestFields breaks offsets within a record: the rest of it is still read.
func TestFields(t *testing.T) {
	events := story(4)[3:]
	events[0].UserID = "S-1-5-18"
	file := write(t, events, evttest.Options{})
	for _, test := range []struct {
		name string
		file []byte
		want string // the damage, without file and offset
		sid  string
		data int
		hex  string
	}{
		{"sound", file, "", "S-1-5-18", 3, "030303"},
		{"SID outside", put(file, 0x30+0x2c, 0xffff), "user SID: 0xc bytes at 0xffff do not fit into a record of 0xbc", "", 3, "030303"},
		{"SID too short", put(file, 0x30+0x28, 4), "user SID: 01 01 00 00 is not a SID", "", 3, "030303"},
		{"data outside", put(file, 0x30+0x30, 0xfffffff0), "data: 0xfffffff0 bytes at 0xb6 do not fit into a record of 0xbc", "S-1-5-18", 3, ""},
		{"strings outside", put(file, 0x30+0x24, 0xfffffff0), "string: string 1 of 3 does not end within the record", "S-1-5-18", 0, "030303"},
		{"more strings than there are", put(file, 0x30+0x18, 0x00ff0001), "string: string 5 of 255 does not end within the record", "S-1-5-18", 4, "030303"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for v, d := range openBytes(t, test.file).Records(evt.Options{}) {
				if d != nil {
					t.Fatal(d)
				}
				e, d := v.Event()
				got := ""
				if d != nil {
					got = d.Structure + ": " + d.Cause
				}
				if got != test.want {
					t.Errorf("damage %q, want %q", got, test.want)
				}
				if hex := fmt.Sprintf("%x", e.Binary); e.UserID != test.sid || len(e.Data) != test.data || hex != test.hex {
					t.Errorf("SID %q, %d strings, data %s", e.UserID, len(e.Data), hex)
				}
			}
		})
	}
}

func TestOpenErrors(t *testing.T) {
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"empty": {nil, "log.evt: at 0x0: header: the file is empty"},
		"JPEG":  {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), "log.evt: at 0x0: header: neither a header nor any record of an event log"},
	} {
		_, err := evt.Open(bytes.NewReader(test.file), int64(len(test.file)), &event.Source{Path: "log.evt"})
		var d *event.Damage
		if !errors.As(err, &d) || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
	_, err := evt.Open(bytes.NewReader(nil), 1<<50, &event.Source{Path: "log.evt"})
	if err == nil || !strings.Contains(err.Error(), "more than any log holds") {
		t.Error(err)
	}
}

func TestIs(t *testing.T) {
	file := write(t, story(2), evttest.Options{})
	for name, test := range map[string]struct {
		prefix []byte
		want   bool
	}{
		"log":             {file, true},
		"its header":      {file[:48], true},
		"shifted":         {slices.Concat([]byte("X"), file), true},
		"no header":       {file[48:], true},
		"half a header":   {file[:20], false},
		"only signatures": {bytes.Repeat([]byte("LfLe"), 100), false},
		"empty":           {nil, false},
		"text":            {[]byte("a note about LfLe, the signature"), false},
	} {
		if got := evt.Is(test.prefix); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestFacts(t *testing.T) {
	file := write(t, story(24), evttest.Options{Size: 2612})
	f := openBytes(t, file).Facts()
	want := evt.Header{StartOffset: 1200, EndOffset: 1000, CurrentRecordNumber: 25, OldestRecordNumber: 9, MaxSize: 2612, Flags: evt.Wrapped}
	if *f.Header != want || f.End.Records() != 16 || f.End.Offset != 1000 || f.Slack != 160 || f.Channel != "System" {
		t.Errorf("header %+v, end %+v, %+v", *f.Header, *f.End, f)
	}
}

// TestSlack leaves records in the space behind the end, one of them a copy of
// a record in use.
func TestSlack(t *testing.T) {
	used := write(t, story(3), evttest.Options{Size: 4096})
	older := write(t, story(9)[4:], evttest.Options{First: 101})
	twin := spans(t, used)[1]
	file := bytes.Clone(used)
	n := copy(file[1024:], older[48:len(older)-40])
	copy(file[1024+n:], used[twin.first:twin.last+1])
	if got := outline(openBytes(t, file), evt.Options{}); !slices.Equal(got, []string{"1", "2", "3"}) {
		t.Errorf("without slack: %q", got)
	}
	got := outline(openBytes(t, file), evt.Options{Slack: true})
	if diff := cmp.Diff([]string{"1", "2", "3", "101 slack", "102 slack", "103 slack", "104 slack", "105 slack"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestWant decodes ahead what is wanted, and nothing else.
func TestWant(t *testing.T) {
	log := openBytes(t, write(t, story(10), evttest.Options{}))
	want := func(channel, provider string, id uint16) bool {
		return channel == "System" && provider == "Service Control Manager" && id%2 == 0
	}
	for v, d := range log.Records(evt.Options{Want: want}) {
		if d != nil {
			t.Fatal(d)
		}
		if (v.Full != nil) != (v.EventID%2 == 0) {
			t.Errorf("event %d: decoded %t", v.EventID, v.Full != nil)
		}
		ahead, _ := v.Event()
		asked, d := log.Decode(v)
		if d != nil || !cmp.Equal(ahead, asked, cmp.AllowUnexported(event.Value{})) {
			t.Errorf("event %d: %v %v %v", v.EventID, ahead, asked, d)
		}
	}
}

func TestStop(t *testing.T) {
	log := openBytes(t, put(write(t, story(10), evttest.Options{}), 0x14, 0))
	for stop := range 11 {
		n := 0
		for _, d := range log.Records(evt.Options{Slack: true}) {
			if d != nil {
				t.Log(d)
			}
			if n++; n > stop {
				break
			}
		}
		if n != stop+1 {
			t.Errorf("stopped after %d, got %d", stop+1, n)
		}
	}
}

// badSectors is a file whose bytes in [from, to) cannot be read.
type badSectors struct {
	*bytes.Reader
	from, to int64
}

func (r badSectors) ReadAt(b []byte, off int64) (int, error) {
	if off < r.to && off+int64(len(b)) > r.from {
		n, _ := r.Reader.ReadAt(b[:max(0, r.from-off)], off)
		return n, io.ErrUnexpectedEOF
	}
	return r.Reader.ReadAt(b, off)
}

// TestUnreadable reads what lies around bad sectors of a disk.
func TestUnreadable(t *testing.T) {
	file := write(t, story(2000), evttest.Options{})
	from := int64(len(file) / 2)
	log, err := evt.Open(badSectors{bytes.NewReader(file), from, from + 512}, int64(len(file)), &event.Source{Path: "log.evt"})
	if err != nil {
		t.Fatal(err)
	}
	records, causes := 0, 0
	for v, d := range log.Records(evt.Options{}) {
		if v != nil {
			records++
		} else if strings.Contains(d.Cause, "unreadable from") {
			causes++
		}
	}
	if records < 1000 || records == 2000 || causes == 0 {
		t.Errorf("%d records, %d read errors told", records, causes)
	}
}

func TestChannel(t *testing.T) {
	log := func(sources ...string) []byte {
		events := story(len(sources))
		for i, s := range sources {
			events[i].Provider = s
		}
		return write(t, events, evttest.Options{})
	}
	for _, test := range []struct {
		path    string
		sources []string
		want    string
	}{
		{"C:\\case\\SysEvent.Evt", nil, "System"},
		{"case/APPEVENT.EVT", nil, "Application"},
		{"SecEvent.Evt", nil, "Security"},
		{"DnsEvent.Evt", nil, "DNS Server"},
		{"mail01-sysevent.evt", nil, "System"},
		{"mail01_System_2006.evt", nil, "System"},
		{"Directory Service.evt", nil, "Directory Service"},
		{"system/log.evt", nil, ""},
		{"security-system.evt", []string{"Security"}, "Security"},
		{"x.evt", []string{"MsiInstaller", "Unknown"}, "Application"},
		{"x.evt", []string{"Unknown", "ESENT", "IPSec", "Tcpip"}, "System"},
		{"x.evt", []string{"SECURITY"}, "Security"},
		{"x.evt", []string{"NTDS General"}, "Directory Service"},
		{"x.evt", []string{"Unknown"}, ""},
	} {
		file := log(test.sources...)
		l, err := evt.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: test.path})
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Facts().Channel; got != test.want {
			t.Errorf("%s %q: %q, want %q", test.path, test.sources, got, test.want)
		}
	}
}

// FuzzOpen asks that any bytes at all are read to the end, twice the same way.
func FuzzOpen(f *testing.F) {
	for _, file := range logs(f) {
		f.Add(file, false)
		f.Add(file[7:], true)
	}
	names, _ := filepath.Glob("../../testdata/damaged/*.evt")
	for _, name := range names {
		file, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file, true)
	}
	f.Fuzz(func(t *testing.T, file []byte, slack bool) {
		log, err := evt.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: "log.evt"})
		if err != nil {
			return
		}
		records := int64(0)
		for v, d := range log.Records(evt.Options{Slack: slack}) {
			if d != nil {
				if d.Offset < 0 || d.Offset > int64(len(file)) || d.Lost < 0 || d.Lost > int64(len(file)) {
					t.Fatalf("impossible damage: %+v", d)
				}
				continue
			}
			if records++; records > int64(len(file))/60 {
				t.Fatalf("%d records in %d bytes", records, len(file))
			}
			e, bad := v.Event()
			if e == nil && bad == nil || v.Offset < 0 || v.Offset >= int64(len(file)) {
				t.Fatalf("impossible record: %+v", v.Header)
			}
		}
		first, _ := contents(t, file, evt.Options{Slack: slack})
		second, _ := contents(t, file, evt.Options{Slack: slack, Want: func(string, string, uint16) bool { return true }})
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("-when asked +ahead:\n%s", diff)
		}
	})
}
