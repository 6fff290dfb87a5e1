package text

import (
	"bytes"
	"culprit/parser/event"
	"os"
	"testing"
)

func TestX(t *testing.T) {
	b, _ := os.ReadFile("/work/shared/corpus/text/ipsec-block-mode-2003-ru.txt")
	l, err := Open(bytes.NewReader(b), int64(len(b)), &event.Source{Path: "page.txt"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for v, d := range l.Records() {
		if d != nil {
			t.Log(d)
			continue
		}
		e := v.Full
		t.Logf("%d %s ch=%s id=%d q=%x lvl=%s user=%s comp=%q t=%s bin=%x\n  msg=%q\n  data=%v\n  rep=%q", e.Line, e.Provider, e.Channel, e.EventID, e.Qualifiers, e.Level, e.UserID, e.Computer, e.Time, e.Binary, e.Message, e.Data, e.Repairs)
	}
	t.Log(l.Encoding(), l.Notes())
}
