package report_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"culprit/internal/golden"
	"culprit/parser/event"
	"culprit/report"
	"culprit/rules"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// buildCases are diagnosed with the rules of testdata/rules; the whole document
// of each is a golden file.
var buildCases = []struct{ name, lang, events string }{
	{"built", "en", `
2006-09-20 08:00:00 CALLPILOT System EventLog 6005
+1h  CALLPILOT System Srv 2013 \Device\LanmanServer C: Level=warning Code=0x800007DD
+3d  CALLPILOT System NtServicePack 4377 "Windows Server 2003" KB931836
2006-09-25 11:08:30 CALLPILOT System EventLog 6008 Level=error
+30s CALLPILOT System EventLog 6005
+10s CALLPILOT System IPSec 4294
+8s  CALLPILOT System "Service Control Manager" 7023 "IPSEC Services" %%2 Level=error Code=0xC0001B6F
+0s  CALLPILOT System IPSec 4292 Level=error Code=0xC00010C4
+90s CALLPILOT System NETLOGON 5719 DOM %%1311 Level=error
+10s CALLPILOT System Print 20 "LaserJet" Level=warning
+1h  CALLPILOT System EventLog 6013 3600 Record=20
`},
	{"built-ru", "ru", `
- - System "Service Control Manager" 7040 "Службы IPSEC" Отключена Авто
- - System IPSec 4294
- - System IPSec 4292 Level=error Hex=000000000100540000000000c41000c001000000000000000000000000000000000000000000000000
- - System "Service Control Manager" 7023 "Службы IPSEC" %%2 Level=error
`},
	{"built-harmless", "en", `
2006-09-20 08:00:00 A System EventLog 6005
+10s A System IPSec 4292 Level=error Code=0xC00010C4
+30s A System IPSec 4294
+1h  A System EventLog 6013 3600
`},
	{"built-unknown", "ru", `
2006-09-20 08:00:00 A System IPSec 4292 Level=error Code=0xC00010C4
`},
	{"built-nothing", "en", `
2006-09-20 08:00:00 A System EventLog 6005
+1h A System EventLog 6013 3600
`},
}

func build(t testing.TB, lang, events string) *report.Document {
	t.Helper()
	set, err := rules.Load(os.DirFS("testdata/rules"))
	if err != nil {
		t.Fatal(err)
	}
	src := &event.Source{Path: "logs/System.evt", Format: "evt"}
	list, err := ruletest.ParseTimeline(src, events)
	if err != nil {
		t.Fatal(err)
	}
	c := diagnosis.New(set, diagnosis.Options{})
	tally := c.Begin(src)
	for _, e := range list {
		tally.Add(event.ViewOf(e))
	}
	tally.End(diagnosis.Facts{Bytes: 4096, SHA256: "00"})
	doc := report.New(c.Result(), report.RunInfo{Version: "test", Command: []string{"culprit", "analyze", "logs"}, Lang: lang})
	return doc
}

func TestBuild(t *testing.T) {
	schema := compileSchema(t)
	for _, tt := range buildCases {
		t.Run(tt.name, func(t *testing.T) {
			got := toJSON(t, build(t, tt.lang, tt.events))
			golden.Check(t, filepath.Join("testdata", tt.name+".json"), got)
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(got))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Error(err)
			}
		})
	}
}
