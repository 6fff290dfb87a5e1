package text

import (
	"regexp"
	"strings"
)

// describe adds a row to the description, or ends it where a page goes on
// with something else.
func (p *paste) describe(r *row, s string) {
	s = strings.TrimRight(s, " \t")
	if len(p.text) == 0 {
		s = strings.TrimLeft(s, " \t")
	}
	if strings.TrimSpace(s) == "" {
		p.blanks++
		return
	}
	s, ended := cutHeading(s)
	p.size += len(s)
	switch {
	case s == "": // nothing but a heading
		p.close()
		return
	case trailer.MatchString(s):
		s, ended = trailer.ReplaceAllString(s, ""), true
		if strings.TrimSpace(s) == "" {
			p.endText()
			return
		}
	case p.size > maxDescription:
		p.d.repaired("the description was cut at 64 KiB")
		p.close()
		return
	}
	for ; p.blanks > 0 && len(p.text) > 0; p.blanks-- {
		p.text = append(p.text, "")
	}
	p.blanks = 0
	p.text = append(p.text, s)
	p.note(r)
	if ended {
		p.endText()
	}
}

// endText ends the description; only a dump or XML may follow.
func (p *paste) endText() { p.phase, p.blanks = dumping, 0 }

// trailer is the reference to Microsoft's site that Event Viewer of XP and
// 2003 appends to every description; it is no part of the message.
var trailer = regexp.MustCompile(`(?i)(?:for more information, see help and support cent|` +
	`дополнительн\S+ (?:сведения|информаци)\S* .{0,60}(?:справки и поддержки|fwlink/events)|` +
	`weitere informationen .{0,60}hilfe- und supportcenter|` +
	`pour plus d'informations, consultez le centre d'aide|` +
	`(?:para obtener más información|vea el centro de ayuda y soporte).{0,80}fwlink/events|` +
	`\S+ .{0,80}https?://go\.microsoft\.com/fwlink/events\.asp).*$`)

// heading holds the headings under which articles go on behind an event.
var heading = wordTable(
	"CAUSE", "RESOLUTION", "SYMPTOMS", "WORKAROUND", "STATUS", "MORE INFORMATION", "REFERENCES", "APPLIES TO", "SOLUTION",
	"ПРИЧИНА", "РЕШЕНИЕ", "РАЗРЕШЕНИЕ", "СИМПТОМЫ", "ПРОБЛЕМА", "СТАТУС", "СОСТОЯНИЕ", "ССЫЛКИ", "ВРЕМЕННОЕ РЕШЕНИЕ",
	"ОБХОДНОЙ ПУТЬ", "ДОПОЛНИТЕЛЬНАЯ ИНФОРМАЦИЯ", "ДОПОЛНИТЕЛЬНЫЕ СВЕДЕНИЯ",
	"URSACHE", "LÖSUNG", "PROBLEMBESCHREIBUNG", "WEITERE INFORMATIONEN", "RÉSOLUTION", "SYMPTÔMES", "PLUS D'INFORMATIONS",
	"CAUSA", "RESOLUCIÓN", "SOLUCIÓN", "SÍNTOMAS", "MÁS INFORMACIÓN",
)

var gluedHeading = regexp.MustCompile(`[.!?"»)]\s*(\p{Lu}{4,}(?: \p{Lu}+){0,3})\s*$`)

// cutHeading cuts off a heading of an article that is a row of its own or is
// glued to the end of one, and reports whether there was one.
func cutHeading(s string) (rest string, cut bool) {
	if t := strings.TrimSpace(s); t == strings.ToUpper(t) && heading[fold(t)] {
		return "", true
	}
	if m := gluedHeading.FindStringSubmatchIndex(s); m != nil && heading[fold(s[m[2]:m[3]])] {
		return s[:m[2]], true
	}
	return s, false
}
