package text_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"culprit/internal/golden"
	"culprit/parser/event"
	"culprit/parser/text"
)

// dump is what a golden file shows of an event.
type dump struct {
	Line       int      `json:"line,omitempty"`
	Offset     int64    `json:"offset"`
	Damage     string   `json:"damage,omitempty"`
	Record     uint64   `json:"record,omitempty"`
	Time       string   `json:"time,omitempty"`
	Written    string   `json:"written,omitempty"`
	Computer   string   `json:"computer,omitempty"`
	Channel    string   `json:"channel,omitempty"`
	Provider   string   `json:"provider,omitempty"`
	GUID       string   `json:"provider_guid,omitempty"`
	EventID    uint16   `json:"event_id"`
	Qualifiers string   `json:"qualifiers,omitempty"`
	Level      string   `json:"level"`
	Task       uint16   `json:"task,omitempty"`
	Opcode     uint8    `json:"opcode,omitempty"`
	Keywords   string   `json:"keywords,omitempty"`
	User       string   `json:"user,omitempty"`
	Process    string   `json:"process_thread,omitempty"`
	Data       []string `json:"data,omitempty"` // NAME=VALUE
	UserData   string   `json:"user_data,omitempty"`
	Binary     string   `json:"binary,omitempty"`
	Message    string   `json:"message,omitempty"`
	Repairs    []string `json:"repairs,omitempty"`
}

func dumpEvent(e *event.Event) dump {
	d := dump{
		Line: e.Line, Offset: e.Offset, Record: e.Record, Time: e.Time.String(), Written: e.Written.String(),
		Computer: e.Computer, Channel: e.Channel, Provider: e.Provider, GUID: e.ProviderGUID, EventID: e.EventID,
		Level: e.Level.String(), Task: e.Task, Opcode: e.Opcode, User: e.UserID,
		Binary: hex.EncodeToString(e.Binary), Message: e.Message, Repairs: e.Repairs,
	}
	if e.HasQualifiers {
		v := event.Hex32(uint32(e.Qualifiers))
		d.Qualifiers = v.Text()
	}
	if e.Keywords != 0 {
		v := event.Hex64(e.Keywords)
		d.Keywords = v.Text()
	}
	for i := range e.Data {
		d.Data = append(d.Data, e.Data[i].Name+"="+e.Data[i].Value.Text())
	}
	if e.ProcessID != 0 {
		d.Process = fmt.Sprintf("%d %d", e.ProcessID, e.ThreadID)
	}
	if e.UserData != nil {
		d.UserData = outline(e.UserData)
	}
	return d
}

func outline(el *event.Element) string {
	var parts []string
	for i := range el.Attrs {
		parts = append(parts, "@"+el.Attrs[i].Name+"="+el.Attrs[i].Value.Text())
	}
	for i := range el.Children {
		parts = append(parts, outline(&el.Children[i]))
	}
	if !el.Value.IsNull() {
		parts = append(parts, el.Value.Text())
	}
	return el.Name + "(" + strings.Join(parts, " ") + ")"
}

// open opens a text that lies in memory.
func open(t testing.TB, name string, b []byte, opt text.Options) *text.Log {
	t.Helper()
	l, err := text.Open(bytes.NewReader(b), int64(len(b)), &event.Source{Path: name}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// collect reads a log to its end.
func collect(l *text.Log) []dump {
	var list []dump
	for v, damage := range l.Records() {
		if damage != nil {
			list = append(list, dump{Offset: damage.Offset, Damage: damage.Structure + ": " + damage.Cause})
			continue
		}
		list = append(list, dumpEvent(v.Full))
	}
	return list
}

// TestSamples reads every sample and compares with the golden file beside it.
func TestSamples(t *testing.T) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".golden") || strings.HasSuffix(name, ".md") {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, name+".golden", describe(t, filepath.Base(name), b))
		})
	}
}

func describe(t *testing.T, name string, b []byte) []byte {
	t.Helper()
	l := open(t, name, b, text.Options{})
	format, seen := text.Detect(b[:min(len(b), text.PrefixSize)])
	events := collect(l)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	head := map[string]any{"format": format, "seen": seen, "encoding": l.Encoding(), "notes": l.Notes()}
	for _, v := range []any{head, events} {
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}
