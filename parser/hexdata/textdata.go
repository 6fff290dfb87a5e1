package hexdata

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"culprit/parser/event"
	"culprit/parser/internal/cursor"
)

// serviceStates are the states of a service, from 1 (winsvc.h, SERVICE_*).
var serviceStates = []phrase{
	{"stopped", "остановлена"},
	{"start pending", "запускается"},
	{"stop pending", "останавливается"},
	{"running", "работает"},
	{"continue pending", "возобновляется"},
	{"pause pending", "приостанавливается"},
	{"paused", "приостановлена"},
}

// serviceData splits the key of a service and, in event 7036, its state behind
// it. A key is of up to 256 ASCII characters without slashes.
func serviceData(s string) (key string, state int, ok bool) {
	const maxKey = 256
	key, digit, found := strings.Cut(s, "/")
	if found {
		if len(digit) != 1 || digit[0] < '1' || digit[0] > '7' {
			return "", 0, false
		}
		state = int(digit[0] - '0')
	}
	for _, r := range key {
		if r < ' ' || r >= 0x7F || r == '\\' {
			return "", 0, false
		}
	}
	return key, state, key != "" && len(key) <= maxKey
}

// readService reads what the Service Control Manager of Vista and later
// attaches to its events: the key of the service, PolicyAgent/1. Unlike the
// name in the text it is the same in all languages.
func readService(data []byte, hint Hint) *Explanation {
	scm := event.FoldProvider(hint.Provider) == "service control manager"
	texts := wideStrings(data)
	if len(texts) != 1 || len(data) < 4 {
		return nil
	}
	key, state, ok := serviceData(texts[0])
	if !ok || !scm && state == 0 {
		return nil
	}
	b := newBuilder(LayoutService, data, hint)
	b.field("Service", 2*len(key)) // it is ASCII
	b.value(key)
	if state == 0 {
		b.raw("Terminator", b.cur.Len())
		b.conclude(says.serviceKey, key)
		return &b.Explanation
	}
	b.raw("Separator", 2)
	b.field("State", 2)
	b.value(strconv.Itoa(state))
	b.mean(serviceStates[state-1].in(hint.Lang))
	b.raw("Terminator", b.cur.Len())
	b.conclude(says.serviceState, key, serviceStates[state-1].in(hint.Lang))
	return &b.Explanation
}

// readText reads NUL-terminated strings, of single bytes or UTF-16.
func readText(data []byte, hint Hint) *Explanation {
	texts, width := byteStrings(data), 1
	if texts == nil {
		texts, width = wideStrings(data), 2
	}
	if texts == nil {
		return nil
	}
	b := newBuilder(LayoutText, data, hint)
	for i, s := range texts {
		b.field(fmt.Sprintf("String%d", i+1), min(b.cur.Len(), width*(units(s, width)+1)))
		b.value(s)
	}
	b.raw("Padding", b.cur.Len())
	return &b.Explanation
}

// units returns the length of s without its terminator, in characters of the
// given width.
func units(s string, width int) int {
	if width == 1 {
		return len(s)
	}
	return len(utf16.Encode([]rune(s)))
}

// byteStrings splits data at NUL bytes if all of the rest is ASCII text.
func byteStrings(data []byte) []string {
	for _, c := range data {
		if c >= 0x7F || c < ' ' && !strings.ContainsRune("\x00\t\r\n", rune(c)) {
			return nil
		}
	}
	return split(string(data))
}

// wideStrings splits UTF-16 data at NULs if it is text: no part of a pair
// alone, nine tenths printable, and no script wildly different from Latin
// unless there is enough of it.
func wideStrings(data []byte) []string {
	if len(data)%2 != 0 || len(data) < 4 || data[0]|data[1] == 0 {
		return nil
	}
	wide := make([]uint16, len(data)/2)
	for i := range wide {
		wide[i] = binary.LittleEndian.Uint16(data[2*i:])
	}
	text := utf16.Decode(wide)
	printable, common, all := 0, 0, 0
	for _, r := range text {
		if r == 0 {
			continue
		}
		all++
		if unicode.IsPrint(r) || unicode.IsSpace(r) {
			printable++
		}
		if r < 0x0500 {
			common++
		}
		if r == unicode.ReplacementChar {
			return nil
		}
	}
	if all < 2 || printable*10 < all*9 || common*2 <= all && all < 8 {
		return nil
	}
	return split(string(text))
}

// split cuts a list of NUL-terminated strings; nil if all are empty.
func split(s string) []string {
	s = strings.TrimRight(s, "\x00")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\x00")
}

// readSID reads a security identifier: revision 1, count, a 48-bit authority
// with its highest byte first, sub-authorities.
// ref: [MS-DTYP] 2.4.2.2.
func readSID(data []byte, hint Hint) *Explanation {
	const head, most = 8, 15
	if len(data) < head+4 || data[0] != 1 || data[1] > most || len(data) != head+4*int(data[1]) {
		return nil
	}
	c := cursor.New(data)
	c.Skip(2)
	authority := uint64(0)
	for _, x := range c.Bytes(6) {
		authority = authority<<8 | uint64(x)
	}
	if authority > 0xFF { // all that Windows defines are small
		return nil
	}
	sid := strconv.AppendUint([]byte("S-1-"), authority, 10)
	for range data[1] {
		sid = strconv.AppendUint(append(sid, '-'), uint64(c.U32()), 10)
	}
	b := newBuilder(LayoutSID, data, hint)
	b.field("Sid", len(data))
	b.value(string(sid))
	return &b.Explanation
}
