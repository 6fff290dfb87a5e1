package report

import (
	"encoding/hex"
	"fmt"
	"html/template"
	"strings"

	"culprit/internal/safetext"
)

// eventView is one cited event with all that is known of it.
type eventView struct {
	ID, Says, More, Binary string

	Head  []spanView
	Pairs []pairView
}

// Bounds of what is shown of the events; the JSON report has the rest.
const (
	eventBytes  = 2 << 20 // of all events
	eventFields = 64
	fieldText   = 1000 // columns
	binaryShown = 512  // bytes
)

// citedEvents is the appendix that every reference leads to. It must be made
// first: what is not shown there is not linked.
func (p *pager) citedEvents() sectionView {
	s := sectionView{ID: "events", Title: p.say("html.events"), Level: 1, Nav: true}
	ids, used := p.doc.EventIDs(), 0
	for i, id := range ids {
		v := p.event(id, p.doc.Events[id])
		if used += v.size(); used > eventBytes && i > 0 {
			left := p.say("shown", "n", p.number(int64(i)), "m", p.number(int64(len(ids))))
			s.Blocks = []blockView{{Para: []spanView{{Text: left}}, Class: "muted"}}
			break
		}
		if anchor(id) {
			p.anchors[id] = true
			s.Events = append(s.Events, v)
		}
	}
	return s
}

// anchor reports whether id has the form of an event's id, and so may stand
// in an attribute.
func anchor(id string) bool {
	return len(id) > 1 && len(id) < 20 && id[0] == 'e' && strings.Trim(id[1:], "0123456789") == ""
}

func (p *pager) event(id string, e Event) eventView {
	v := eventView{
		ID: id, More: p.say("html.raw"),
		Says: safetext.Short(e.Says, p.detail.text),
		Head: p.line(text(p.time(e.Time)+" ").add(strong, fmt.Sprintf("%s %d", e.Provider, e.EventID)).
			add(muted, fmt.Sprintf(" %s, %s, %s", p.level(e.Level), e.Channel, e.Host))),
	}
	add := func(label string, l line) {
		v.Pairs = append(v.Pairs, pairView{safetext.Short(label, 80), [][]spanView{p.line(l)}})
	}
	if in := p.inputs[e.Input]; in != nil {
		add(p.say("col.file"), styled(code, inputPath(in)).add(muted, " "+in.ID))
	}
	add(p.say("html.record"), text(fmt.Sprint(e.Record)))
	if e.Line > 0 {
		add(p.say("html.line"), text(fmt.Sprint(e.Line)))
	} else {
		add(p.say("html.offset"), text(fmt.Sprintf("%#x (%d)", e.Offset, e.Offset)))
	}
	add(p.say("html.time"), text(e.Time))
	add(p.say("html.code"), styled(code, fmt.Sprintf("0x%08X", e.fullCode())))
	if e.UserSID != "" {
		add(p.say("html.user"), styled(code, e.UserSID))
	}
	for _, f := range e.Fields[:min(len(e.Fields), eventFields)] {
		if len(f) == 2 {
			add(f[0], styled(code, safetext.Short(f[1], fieldText)))
		}
	}
	v.Binary = hexDump(e.Binary)
	return v
}

// size is about what the event takes in the page.
func (v eventView) size() int {
	n := 600 + len(v.Binary) + len(template.HTMLEscapeString(v.Says))
	for _, p := range v.Pairs {
		n += 60 + len(template.HTMLEscapeString(p.Label))
		for _, s := range p.Value[0] {
			n += len(template.HTMLEscapeString(s.Text))
		}
	}
	return n
}

// hexDump shows binary data as hexdump -C does.
func hexDump(digits string) string {
	data, err := hex.DecodeString(digits)
	if err != nil {
		return safetext.Short(digits, 2*binaryShown)
	}
	return strings.TrimRight(hex.Dump(data[:min(len(data), binaryShown)]), "\n")
}
