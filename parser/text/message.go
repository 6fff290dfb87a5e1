package text

import (
	"regexp"
	"strconv"
	"strings"

	"culprit/parser/event"
	"culprit/parser/wincode"
)

// fromMessage finds the insertion strings of an event in its description, so
// that rules see the same whether a log was read from its file or pasted.
// Strings that are not found are left out; numbers keep their places.
func fromMessage(e *event.Event, d *draft) {
	if e.Message == "" {
		return
	}
	message := foldSpace(e.Message)
	for _, s := range shapesOf(e.Provider) {
		if s.id != e.EventID {
			continue
		}
		if m := s.match(message); m != nil {
			e.Data = m.fields()
			if e.Provider == serviceControlManager {
				m.cutProse(e, d)
			}
			return
		}
	}
	if roles := scmRoles[e.EventID]; roles != "" && e.Provider == serviceControlManager {
		e.Data = byRole(message, e.EventID, roles)
	}
	if len(e.Data) == 0 {
		e.Data = facts(message)
	}
}

// scmRoles tells the insertion strings of the Service Control Manager's events,
// one letter each: a text that sentences put in quotation marks, a number, an
// error that ends the message. They serve languages without phrases of ours.
var scmRoles = map[uint16]string{
	7000: "te", 7001: "tte", 7002: "tt", 7003: "tt", 7009: "nt", 7011: "nt", 7022: "t", 7023: "te", 7024: "te",
	7034: "tn", 7035: "tt", 7036: "tt", 7038: "tte", 7040: "ttt",
}

var (
	quoted   = regexp.MustCompile(`[«"“„『「]\s?([^«»"“”„』」\n]+?)\s?[»"”“』」]`)
	anyDigit = regexp.MustCompile(`[0-9]+`)
)

// byRole fills the roles in the order in which their like stands in the
// message. Texts are taken only if all of them are found.
func byRole(message string, id uint16, roles string) []event.Field {
	texts := quoted.FindAllStringSubmatch(message, -1)
	if len(texts) < strings.Count(roles, "t") {
		texts = nil
	}
	numbers := anyDigit.FindAllString(quoted.ReplaceAllString(message, ""), 2)
	var list []event.Field
	for i, role := range roles {
		s := ""
		switch {
		case role == 't' && len(texts) > 0:
			s, texts = plainWord(id, texts[0][1]), texts[1:]
		case role == 'n' && len(numbers) > 0:
			s, numbers = numbers[0], numbers[1:]
		case role == 'e':
			s = errorString(message[strings.LastIndexByte(message, '\n')+1:])
			if !strings.HasPrefix(s, "%%") {
				s = ""
			}
		}
		if s != "" {
			list = append(list, event.Field{Name: event.Param(i + 1), Value: event.String(s)})
		}
	}
	return list
}

func shapesOf(provider string) []shape {
	folded := event.FoldProvider(provider)
	if folded == event.FoldProvider(serviceControlManager) {
		return scmShapes()
	}
	return otherShapes()[folded]
}

// foldSpace makes single spaces of runs of blanks, and keeps line ends.
func foldSpace(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// match is a phrase found in a message.
type match struct {
	*shape
	folded  string // the message, as foldSpace leaves it
	message string // the same with its line ends as the phrase wants them
	at      []int  // pairs of offsets, as regexp gives them
}

// match looks for the phrase. Its sentence may be broken over lines, but an
// error is what stands on the one line behind it.
func (s *shape) match(message string) *match {
	if s.error != 0 {
		if at := s.re.FindStringSubmatchIndex(message); at != nil {
			return &match{s, message, message, at}
		}
	}
	flat := strings.ReplaceAll(message, "\n", " ")
	if at := s.re.FindStringSubmatchIndex(flat); at != nil {
		return &match{s, message, flat, at}
	}
	return nil
}

// fields returns the insertion strings, in order.
func (m *match) fields() []event.Field {
	var strs [10]string
	for i, name := range m.re.SubexpNames() {
		if name == "" || m.at[2*i] < 0 {
			continue
		}
		value := strings.TrimSpace(m.message[m.at[2*i]:m.at[2*i+1]])
		switch n := name[len(name)-1] - '0'; name[0] {
		case 'e':
			strs[m.error] = errorString(value)
		case 'r':
			strs[n] = strings.TrimSpace(m.folded[m.at[2*i]:m.at[2*i+1]])
		case 'c':
			strs[n] = value
			if code, ok := codeNumber(strings.Trim(value, quoteMarks)); ok {
				strs[n] = code
			}
		default:
			strs[n] = m.plain(value)
		}
	}
	var list []event.Field
	for n, s := range strs {
		if s != "" {
			list = append(list, event.Field{Name: event.Param(n), Value: event.String(s)})
		}
	}
	return list
}

// plain trims a string, and puts states and the like into English.
func (m *match) plain(s string) string {
	s = strings.Trim(s, quoteMarks)
	if strings.Trim(s, "0123456789 .,") == "" { // a number, perhaps with the stop of its sentence
		s = strings.TrimRight(s, " .,")
	}
	return plainWord(m.id, s)
}

// plainWord returns the English word for a state, a control or a start type of
// a service, in an event that has one.
func plainWord(id uint16, s string) string {
	if id == 7035 || id == 7036 || id == 7040 {
		if word, ok := plainWords[fold(s)]; ok {
			return word
		}
	}
	return s
}

// cutProse drops the rows behind the one where the message ends: sentences of
// the Service Control Manager have nothing behind them but what a page says.
func (m *match) cutProse(e *event.Event, d *draft) {
	end := max(m.at[1]-1, 0)
	stop := strings.IndexByte(m.folded[end:], '\n')
	if stop < 0 {
		return
	}
	keep := strings.Count(m.folded[:end+stop], "\n") + 1
	rows := strings.SplitAfterN(e.Message, "\n", keep+1)
	e.Message = strings.TrimSpace(strings.Join(rows[:keep], ""))
	d.repaired("text behind the message left out")
}

// facts returns what a message of an unknown wording holds that is the same
// in every language: devices, drives, article numbers, codes. The fields have
// no names, for which insertion strings they were is not known.
func facts(message string) []event.Field {
	const enough = 16
	var list []event.Field
	for _, s := range factual.FindAllString(message, enough) {
		s = strings.TrimRight(strings.Trim(s, " \"'«»“”„(),;"), ".")
		if s == "" || len(s) > maxLabel*4 {
			continue
		}
		list = append(list, event.Field{Value: event.String(s)})
	}
	last := message[strings.LastIndexByte(message, '\n')+1:]
	if c, ok := wincode.FromText(last); ok && c.Kind != wincode.Jet {
		list = append(list, event.Field{Value: event.String("%%" + strconv.FormatUint(uint64(c.Number), 10))})
	}
	return list
}

var factual = regexp.MustCompile(`\\Device\\[^\s,;"]+|\b[A-Z]:(?:\\[^\s,;"]*)?|\bKB[0-9]{6,7}\b|%%[0-9]{1,10}|\b0x[0-9A-Fa-f]{5,16}\b|` +
	`\{[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\}|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b|-[0-9]{3,10}\b|["«“][^"»”\n]+["»”]`)
