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
	case trailerAt(s) >= 0:
		s, ended = cutTrailer(s), true
		if s == "" {
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

// Event Viewer of XP and 2003 appends a reference to Microsoft's site to every
// description, in the language of the system; it is no part of the message.
const (
	trailerLink = "go.microsoft.com/fwlink/events.asp"
	trailerText = "For more information, see Help and Support Cent"
)

// trailerAt returns where the reference stands in s, -1 if it does not.
func trailerAt(s string) int {
	if i := strings.Index(s, trailerText); i >= 0 {
		return i
	}
	return strings.Index(s, trailerLink)
}

// cutTrailer cuts off the sentence with the reference and what is behind it.
func cutTrailer(s string) string {
	i := trailerAt(s)
	if i < 0 {
		return s
	}
	start := max(strings.LastIndex(s[:i], ". ")+1, strings.LastIndexByte(s[:i], '\n')+1)
	return strings.TrimSpace(s[:start])
}

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
	tail := max(0, len(s)-maxLabel*2) // a cut letter there does not matter
	if m := gluedHeading.FindStringSubmatchIndex(s[tail:]); m != nil && heading[fold(s[tail+m[2]:tail+m[3]])] {
		return s[:tail+m[2]], true
	}
	return s, false
}
