package report

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"culprit/parser/event"
	"culprit/parser/wincode"
)

// cite takes the events into the document and returns their ids.
func (b *builder) cite(events ...*event.Event) []string {
	var ids []string
	for _, e := range events {
		if e == nil {
			continue
		}
		id := b.ids[e]
		if id == "" {
			id = fmt.Sprintf("e%d", len(b.ids)+1)
			b.ids[e] = id
			b.doc.Events[id] = b.event(e)
		}
		ids = append(ids, id)
	}
	return ids
}

// event turns an event into what the document keeps of it.
func (b *builder) event(e *event.Event) Event {
	out := Event{
		Input: b.inputs[e.Source], Record: e.Record, Offset: e.Offset, Line: e.Line, Origin: e.Origin.String(),
		Time: stamp(e.Time), Host: e.Computer, Channel: e.Channel, Provider: e.Provider,
		EventID: int(e.EventID), Qualifiers: int(e.Qualifiers), Level: levelName(e),
		Says: b.eventText(e), UserSID: e.UserID, Binary: cut(hex.EncodeToString(e.Binary), maxFieldText),
	}
	for i := range e.Data {
		f := &e.Data[i]
		out.Fields = append(out.Fields, []string{f.Name, cut(f.Value.Text(), maxFieldText)})
	}
	out.Fields = append(out.Fields, leaves(e.UserData)...)
	return out
}

// levelName names the level of an event; audits are told by their keyword.
func levelName(e *event.Event) string {
	switch {
	case e.Level == event.LogAlways && e.Keywords&event.AuditFailure != 0:
		return "audit_failure"
	case e.Level == event.LogAlways && e.Keywords&event.AuditSuccess != 0:
		return "audit_success"
	}
	return e.Level.String()
}

// leaves lists the values of UserData.
func leaves(el *event.Element) [][]string {
	if el == nil {
		return nil
	}
	if len(el.Children) == 0 {
		return [][]string{{el.Name, cut(el.Value.Text(), maxFieldText)}}
	}
	var all [][]string
	for i := range el.Children {
		all = append(all, leaves(&el.Children[i])...)
	}
	return all
}

// eventText says what an event means: what is known of its kind, in the
// language of the report; or the text that the input carried; or its values. An
// error or warning also bears its full code, by which articles name it.
func (b *builder) eventText(e *event.Event) string {
	text, whole := b.knownText(e)
	if !whole && e.Message != "" {
		text = firstParagraph(e.Message)
	}
	if text == "" {
		text = b.values(e)
	}
	if c, ok := fullCode(e); ok && e.Level != event.LogAlways && e.Level <= event.Warning {
		text = strings.TrimSpace(text + " (" + hexCode(c) + ")")
	}
	return cut(text, maxFieldText)
}

// knownText says what is known of the kind of event, and whether the event had
// all the values for that.
func (b *builder) knownText(e *event.Event) (text string, whole bool) {
	c, ok := fullCode(e)
	if !ok {
		c = uint32(e.EventID)
	}
	known, ok := wincode.KnownEvent(e.Provider, c)
	if !ok {
		return "", false
	}
	params := make([]string, len(e.Data))
	whole = true
	for i := range e.Data {
		params[i] = cut(e.Data[i].Value.Text(), maxFieldText)
	}
	for i := range known.Params {
		whole = whole && i < len(params) && params[i] != ""
	}
	return known.Says(b.lang, params), whole
}

// firstParagraph is the part of a message before its advice.
func firstParagraph(message string) string {
	message = strings.TrimSpace(strings.ReplaceAll(message, "\r\n", "\n"))
	if first, _, ok := strings.Cut(message, "\n\n"); ok {
		message = first
	}
	return message
}

// values joins the values of an event.
func (b *builder) values(e *event.Event) string {
	var parts []string
	for i := range e.Data {
		f := &e.Data[i]
		value := cut(f.Value.Text(), maxFieldText)
		switch {
		case value == "":
		case f.Name == "" || f.Name == event.Param(i+1):
			parts = append(parts, value)
		default:
			parts = append(parts, f.Name+"="+value)
		}
	}
	return cut(strings.Join(parts, "; "), maxFieldText)
}

// fullCode returns the 32-bit identifier of a classic event. Drivers repeat it
// in the packet of binary data, at offset 0x0C (IO_ERROR_LOG_PACKET), where it
// is found even in a text that does not give it otherwise.
func fullCode(e *event.Event) (uint32, bool) {
	if e.HasQualifiers && e.Qualifiers != 0 {
		return e.Code(), true
	}
	const errorCode, size = 0x0C, 0x28
	if len(e.Binary) >= size {
		c := binary.LittleEndian.Uint32(e.Binary[errorCode:])
		return c, uint16(c) == e.EventID && c>>16 != 0
	}
	return 0, false
}
