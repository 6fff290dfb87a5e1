package samples

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"culprit/parser/event"
)

// language is how Event Viewer of one language writes an event to the
// clipboard.
type language struct {
	labels  [10]string // type, source, category, number, date, time, user, computer, description, data
	levels  map[event.Level]string
	none    string
	nobody  string
	date    string // layouts of package time
	time    string
	trailer string
	page    *charmap.Charmap // for the text beside a dump
	words   map[string]string
	text    func(k *kind) string
}

var english = language{
	labels: [10]string{
		"Event Type:\t", "Event Source:\t", "Event Category:\t", "Event ID:\t", "Date:\t\t", "Time:\t\t",
		"User:\t\t", "Computer:\t", "Description:", "Data:",
	},
	levels: map[event.Level]string{event.Error: "Error", event.Warning: "Warning", event.Information: "Information"},
	none:   "None", nobody: "N/A", date: "1/2/2006", time: "3:04:05 PM",
	trailer: "For more information, see Help and Support Center at http://go.microsoft.com/fwlink/events.asp.",
	page:    charmap.Windows1252,
	words: map[string]string{
		"%%2":    "The system cannot find the file specified.",
		"%%1311": "There are currently no logon servers available to service the logon request.",
	},
	text: func(k *kind) string { return k.en },
}

var russian = language{
	labels: [10]string{
		"Тип события:\t", "Источник события:\t", "Категория события:\t", "Код события:\t", "Дата:\t\t", "Время:\t\t",
		"Пользователь:\t\t", "Компьютер:\t", "Описание:", "Данные:",
	},
	levels: map[event.Level]string{event.Error: "Ошибка", event.Warning: "Предупреждение", event.Information: "Уведомление"},
	none:   "Отсутствует", nobody: "Н/Д", date: "02.01.2006", time: "15:04:05",
	trailer: "Дополнительные сведения можно найти в центре справки и поддержки, в \"http://go.microsoft.com/fwlink/events.asp\".",
	page:    charmap.Windows1251,
	words: map[string]string{
		"%%2":            "Не удается найти указанный файл.",
		"%%1311":         "Отсутствуют серверы, которые могли бы обработать запрос на вход в сеть.",
		"IPSEC Services": "Службы IPSEC", "start": "начать", "stopped": "Остановлена", "running": "Работает",
		"disabled": "Отключена", "auto start": "Автоматически",
	},
	text: func(k *kind) string { return k.ru },
}

// paste writes a timeline as somebody copies it out of Event Viewer of Windows
// Server 2003, one event after the other.
func (l *language) paste(t *testing.T, timeline string) []byte {
	t.Helper()
	events := server2003.events(t, timeline)
	var b strings.Builder
	i := 0
	for line := range strings.Lines(timeline) {
		if w := words(line); len(w) > 0 {
			_, w = when(t, events[i].Time.Time(), w)
			l.event(&b, &events[i], w[3:])
			i++
		}
	}
	return []byte(strings.ReplaceAll(b.String(), "\n", "\r\n"))
}

func (l *language) event(b *strings.Builder, e *event.Event, words []string) {
	k := server2003[fmt.Sprintf("%s %d", e.Provider, e.EventID)]
	user := l.nobody
	if e.UserID == system {
		user = `NT AUTHORITY\SYSTEM`
	}
	at := e.Time.Time()
	for i, value := range []string{
		l.levels[e.Level], e.Provider, l.none, fmt.Sprint(e.EventID),
		at.Format(l.date), at.Format(l.time), user, e.Computer, "",
	} {
		fmt.Fprintf(b, "%s%s\n", l.labels[i], value)
	}
	local := make([]string, len(words))
	for i, w := range words {
		local[i] = w
		if known, ok := l.words[w]; ok {
			local[i] = known
		}
	}
	fmt.Fprintf(b, "%s\n\n%s\n", replace(l.text(&k), local), l.trailer)
	if len(e.Binary) > 0 {
		fmt.Fprintf(b, "%s\n", l.labels[9])
		l.dump(b, e.Binary)
	}
	b.WriteString("\n")
}

// dump writes eight bytes a line, and beside them what they are as text.
func (l *language) dump(b *strings.Builder, data []byte) {
	for off := 0; off < len(data); off += 8 {
		part := data[off:min(off+8, len(data))]
		text := make([]rune, len(part))
		for i, c := range part {
			if text[i] = l.page.DecodeByte(c); c < 0x20 || c == 0x7f {
				text[i] = '.'
			}
		}
		fmt.Fprintf(b, "%04x: %-26s%-8s\n", off, fmt.Sprintf("% x", part), string(text))
	}
}
