package text_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"culprit/parser/event"
	"culprit/parser/text"
)

const oneClip = "Event Type:\tError\nEvent Source:\tSrv\nEvent ID:\t2013\nComputer:\tA\nDescription:\nThe C: disk is at or near capacity.\n"

// TestFarEvent finds an event behind the part of a text that Detect sees.
func TestFarEvent(t *testing.T) {
	prose := strings.Repeat("Nothing here speaks of events.\n", 4000)
	b := []byte(prose + oneClip)
	if format, seen := text.Detect(b); format != "text" || seen {
		t.Errorf("Detect = %q, %v", format, seen)
	}
	got := collect(open(t, "far.txt", b, text.Options{}))
	if len(got) != 1 || got[0].Line != 4001 || got[0].Offset != int64(len(prose)) {
		t.Errorf("got %+v", got)
	}
}

func TestDetect(t *testing.T) {
	tests := []struct {
		in, format string
		seen       bool
	}{
		{"", "", false},
		{"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", "", false},
		{"ElfFile\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00", "", false},
		{"0\x00\x00\x00LfLe\x01\x00\x00\x00\x01\x00\x00\x00", "", false},
		{"Dear all,\nsee you tomorrow.\n", "text", false},
		{oneClip, "text", true},
		{"<html><body>" + oneClip, "text", true},
		{`<Events><Event><System><EventID>1</EventID></System></Event></Events>`, "xml", true},
		{`<note>no events</note>`, "text", false},
		{`[{"Id":1,"ProviderName":"x"}]`, "json", true},
		{`{"Id":1}`, "text", false},
		{"Level,Date and Time,Source,Event ID,Task Category\n", "table", true},
		{"name,age,city,zip,country\n", "text", false},
	}
	for _, tt := range tests {
		if format, seen := text.Detect([]byte(tt.in)); format != tt.format || seen != tt.seen {
			t.Errorf("Detect(%.40q) = %q, %v; want %q, %v", tt.in, format, seen, tt.format, tt.seen)
		}
	}
}

func TestOpenBinary(t *testing.T) {
	b := bytes.Repeat([]byte{0, 1, 2, 3, 0xFF}, 100)
	_, err := text.Open(bytes.NewReader(b), int64(len(b)), &event.Source{Path: "a.jpg"}, text.Options{})
	if err == nil || !strings.HasPrefix(err.Error(), "a.jpg: at 0x0: not a text") {
		t.Errorf("err = %v", err)
	}
}

// failing fails to read from an offset on, as a disk with a bad block does.
type failing struct {
	io.ReaderAt
	from int64
}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off >= f.from {
		return 0, errors.New("bad block")
	}
	return f.ReaderAt.ReadAt(p[:min(int64(len(p)), f.from-off)], off)
}

// TestReadError yields what was read before the error, then the damage.
func TestReadError(t *testing.T) {
	b := []byte(strings.Repeat(oneClip, 2000))
	r := failing{bytes.NewReader(b), 128 << 10}
	l, err := text.Open(r, int64(len(b)), &event.Source{Path: "a.txt"}, text.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := collect(l)
	last := got[len(got)-1]
	if len(got) < 1000 || last.Damage != "text: bad block" || last.Offset < 100<<10 || last.Offset > 128<<10 {
		t.Errorf("%d records, the last %+v", len(got), last)
	}
}

// TestStop ends the reading when the consumer does.
func TestStop(t *testing.T) {
	for _, b := range []string{strings.Repeat(oneClip, 3), `{"Id":1,"ProviderName":"x"}{"Id":1,"ProviderName":"x"}`} {
		n := 0
		for _, damage := range open(t, "a.txt", []byte(b), text.Options{}).Records() {
			if n++; damage != nil {
				t.Error(damage)
			}
			break
		}
		if n != 1 {
			t.Errorf("%d records after the first", n)
		}
	}
}

// TestLimits reads inputs made to be too large in one way each.
func TestLimits(t *testing.T) {
	event := func(message string) string {
		return "<Event><System><EventID>1</EventID></System><EventData>" + message + "</EventData></Event>"
	}
	big := strings.Repeat("x", 5<<20)
	tests := []struct {
		name, in string
		events   int
		says     string // in a repair or a damage
	}{
		{"line", oneClip + big + "\n" + oneClip, 2, "cut"},
		{"description", oneClip + strings.Repeat("x\n", 100<<10) + oneClip, 2, "the description was cut"},
		{"breaks", "Event Type: Error" + strings.Repeat("<br>", 100<<10) + "\n" + oneClip, 1, ""},
		{"colons", oneClip + strings.Repeat("ID:", 300<<10) + "\n" + oneClip, 2, ""},
		{"labels", strings.Repeat("x. Event Type: a Event Source: b ", 30<<10) + "\n" + oneClip, 1, ""},
		{"element", event(big) + event(""), 1, "an event larger than 4 MiB"},
		{"depth", event(strings.Repeat("<a>", 1000)+strings.Repeat("</a>", 1000)) + event(""), 1, "nested deeper"},
		{"elements", event(strings.Repeat("<Data/>", 1<<20/7)) + event(""), 1, "more than 4096 elements"},
		{"object", `{"Id":1,"ProviderName":"x"}{"a":"` + big + `"}{"Id":1,"ProviderName":"x"}`, 2, "an event larger than 4 MiB"},
		{"lists", `{"Id":1,"ProviderName":"x"}{"a":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}", 1, "nested deeper"},
		{"quote", "Level,Date and Time,Source,Event ID\nError,1.2.2005 1:00:00,\"Srv,2013\n" + strings.Repeat("Error,1.2.2005 1:00:00,Srv,2013\n", 30<<10), 30<<10 + 1, ""},
		{"quotes", "Level,Date and Time,Source,Event ID\n" + strings.Repeat("Error,1.2.2005 1:00:00,\"Srv,2013\n", 30<<10), 30 << 10, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			events := 0
			var said strings.Builder
			for _, d := range collect(open(t, "a.txt", []byte(tt.in), text.Options{})) {
				if d.Damage == "" {
					events++
				}
				said.WriteString(d.Damage + strings.Join(d.Repairs, "\n"))
				if len(d.Message) > 64<<10 {
					t.Errorf("a message of %d bytes", len(d.Message))
				}
			}
			if events != tt.events || !strings.Contains(said.String(), tt.says) {
				t.Errorf("%d events, want %d; says %.200q", events, tt.events, said.String())
			}
			t.Log(time.Since(start))
		})
	}
}

// TestZone reads local times in the zone of the options.
func TestZone(t *testing.T) {
	b := []byte(strings.Replace(oneClip, "Computer", "Date: 25.09.2006\nTime: 11:10:22\nComputer", 1))
	l := open(t, "a.txt", b, text.Options{Zone: time.FixedZone("MSD", 4*3600)})
	got := collect(l)
	if len(got) != 1 || got[0].Time != "2006-09-25T07:10:22.0000000Z" {
		t.Errorf("got %+v", got)
	}
	if notes := fmt.Sprint(l.Notes()); notes != "[times have no zone; they were read as MSD]" {
		t.Errorf("notes %s", notes)
	}
}

// TestDateOrder decides the order of day and month once per text.
func TestDateOrder(t *testing.T) {
	clip := func(date string) string {
		return strings.Replace(oneClip, "Computer", "Date: "+date+"\nTime: 11:10:22\nComputer", 1)
	}
	tests := []struct {
		name, in, first string
		repair          bool
	}{
		{"a later date decides", clip("3/4/2006") + clip("13/4/2006"), "2006-04-03", false},
		{"a later date decides for the month", clip("3/4/2006") + clip("4/13/2006"), "2006-03-04", false},
		{"nothing decides", clip("3/4/2006") + clip("5/5/2006"), "2006-03-04", true},
		{"French", strings.NewReplacer("Event Type", "Type de l'événement", "Event Source", "Source de l'événement",
			"Event ID", "ID de l'événement", "Computer", "Ordinateur", "Time", "Heure").Replace(clip("3/4/2006")), "2006-04-03", true},
	}
	for _, tt := range tests {
		got := collect(open(t, "a.txt", []byte(tt.in), text.Options{}))
		if len(got) == 0 || got[0].Time != tt.first+"T11:10:22.0000000Z" || (len(got[0].Repairs) > 0) != tt.repair {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

// TestTwiceEncoded undoes UTF-8 that was taken for a code page.
func TestTwiceEncoded(t *testing.T) {
	in := "Тип события: Ошибка\nИсточник события: Srv\nКод события: 2013\nКомпьютер: A\n" + oneClip
	l := open(t, "a.txt", utf8As1251([]byte(in)), text.Options{})
	got := collect(l)
	if len(got) != 2 || got[0].Level != "error" || l.Encoding() != "utf-8 in windows-1251" {
		t.Fatalf("as %s: %+v", l.Encoding(), got)
	}
	// Offsets are those in the input as it stands.
	if want := int64(len(utf8As1251([]byte(in[:strings.Index(in, "Event")])))); got[1].Offset != want {
		t.Errorf("offset %d, want %d", got[1].Offset, want)
	}
}
