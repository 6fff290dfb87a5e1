package text

import (
	"regexp"
	"strings"

	"culprit/parser/event"
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
	e.Data = facts(message)
}

func shapesOf(provider string) []shape {
	folded := event.FoldProvider(provider)
	if folded == event.FoldProvider(serviceControlManager) {
		return scmShapes
	}
	return otherShapes[folded]
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
		if name == "e" {
			strs[m.error] = errorString(value)
		} else {
			strs[name[1]-'0'] = m.plain(value)
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

// plain trims a string and puts states and the like into English.
func (m *match) plain(s string) string {
	s = strings.Trim(s, " \"'«»“”„")
	if m.id == 7035 || m.id == 7036 || m.id == 7040 {
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

// errorString writes an error that a message tells in words as Windows stores
// it, %% and the number. One that is not known stays as it stands.
func errorString(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	first = strings.TrimSpace(first)
	if n := numberFirst.FindStringSubmatch(first); n != nil {
		return "%%" + n[1]
	}
	if code, ok := codeOfText(first); ok {
		return "%%" + code
	}
	return first
}

var numberFirst = regexp.MustCompile(`^(?:%%)?([0-9]{1,10})(?:$|[^0-9])`)

// facts returns what a message of an unknown wording holds that is the same
// in every language: devices, drives, article numbers, codes. The fields have
// no names, for which insertion strings they were is not known.
func facts(message string) []event.Field {
	const enough = 16
	var list []event.Field
	for _, s := range factual.FindAllString(message, enough) {
		s = strings.TrimRight(strings.Trim(s, " \"'«»“”„(),;"), ".")
		list = append(list, event.Field{Value: event.String(s)})
	}
	last := message[strings.LastIndexByte(message, '\n')+1:]
	if code, ok := codeOfText(last); ok {
		list = append(list, event.Field{Value: event.String("%%" + code)})
	}
	return list
}

var factual = regexp.MustCompile(`\\Device\\[^\s,;"]+|\b[A-Z]:(?:\\[^\s,;"]*)?|\bKB[0-9]{6,7}\b|%%[0-9]{1,10}|\b0x[0-9A-Fa-f]{1,16}\b|` +
	`\{[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\}|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b|-[0-9]{3,10}\b|["«“][^"»”\n]{1,120}["»”]`)
