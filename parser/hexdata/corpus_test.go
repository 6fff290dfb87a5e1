package hexdata

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// shared returns a path in the folder of third-party logs and texts, or skips
// the test. They are not part of the repository: CULPRIT_SHARED names the
// folder, by default shared beside the root of the module.
func shared(t *testing.T, name ...string) string {
	t.Helper()
	root := os.Getenv("CULPRIT_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(append([]string{root}, name...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no corpus of real logs: %v", err)
	}
	return path
}

// TestRealData decodes the data of every record of real logs. All driver
// events carry a packet, and nothing else is taken for one, whether the event
// is known or not.
func TestRealData(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "corpus", "evt", "reference"), "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatal("no reference files", err)
	}
	packets, layouts := 0, map[Layout]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(text) {
			var r struct {
				EventID32 uint32 `json:"event_id32"`
				Source    string
				Data      string
			}
			if err := json.Unmarshal(line, &r); err != nil {
				t.Fatal(err)
			}
			data, err := hex.DecodeString(r.Data)
			if err != nil {
				t.Fatal(err)
			}
			if len(data) == 0 {
				continue
			}
			e := Decode(data, Hint{Provider: r.Source, Code: r.EventID32})
			checkCover(t, data, e)
			layouts[e.Layout]++
			if e.Layout == LayoutPacket {
				packets++
				if e.Event.full != r.EventID32 || e.Truncated {
					t.Errorf("%s %#x: packet of %#x", r.Source, r.EventID32, e.Event.full)
				}
			}
			if blind := Decode(data, Hint{}); (blind.Layout == LayoutPacket) != (e.Layout == LayoutPacket) {
				t.Errorf("%s %#x: %s, without a hint %s", r.Source, r.EventID32, e.Layout, blind.Layout)
			}
		}
	}
	t.Log(layouts)
	if packets == 0 {
		t.Error("no packets")
	}
}

// TestRealPage finds the two dumps in a machine-translated page and nothing
// else.
func TestRealPage(t *testing.T) {
	text, err := os.ReadFile(shared(t, "corpus", "text", "ipsec-block-mode-2003-ru.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, d := range Parse(string(text)) {
		if e := DecodeDump(d, Hint{}); e.Event != nil {
			codes = append(codes, e.Event.Provider+" "+e.Event.Code)
		} else {
			codes = append(codes, string(e.Layout))
		}
	}
	if len(codes) != 2 || codes[0] != "IPSec 0x400010C6" || codes[1] != "IPSec 0xC00010C4" {
		t.Errorf("%q", codes)
	}
}
