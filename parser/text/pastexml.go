package text

import (
	"html"
	"strings"
)

// xmlRow collects the XML block. It returns false for a row that is no part
// of it: pages drop the tags and leave bare values.
func (p *paste) xmlRow(r *row) bool {
	if len(p.xml) == 0 && !strings.Contains(r.text+r.raw, "Event") && !r.blank() {
		p.endText() // a label without its block
		return false
	}
	if p.size += len(r.raw); p.size > maxElement {
		p.close()
		return true
	}
	if r.raw != "" {
		p.xml = append(p.xml, r.raw)
	}
	if strings.Contains(r.raw, "</Event>") || strings.Contains(r.raw, "&lt;/Event&gt;") {
		p.close()
	}
	return true
}

// readXML reads the event that Vista and later append to a copy as XML. It is
// the record itself, so it is preferred to the text; if a page has destroyed
// it, the text serves.
func (d *draft) readXML(s string) {
	if strings.Contains(s, "&lt;Event") {
		s = html.UnescapeString(s)
	}
	from, to := strings.Index(s, "<Event"), strings.LastIndex(s, "</Event>")
	if from < 0 || to < from {
		return
	}
	e, repair, err := parseEvent([]byte(s[from : to+len("</Event>")]))
	if err != nil {
		d.repaired("the XML of the event is damaged; its text was read")
		return
	}
	d.ready = e
	if repair != "" {
		d.repaired(repair)
	}
}
