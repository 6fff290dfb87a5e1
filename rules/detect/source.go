package detect

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"culprit/parser/event"
)

const (
	keywordField = ""     // the name of what keywords search
	dataFirst    = "\x00" // before a name: data may take over any header field
)

// keywords is the field in which keywords are searched.
var keywords = intern(keywordField)

// header holds the fields of the event header. A source appends nothing if the
// event does not say.
var header = map[string]source{
	"Channel":  text(func(e *event.Event) string { return e.Channel }),
	"Computer": computer,

	"Provider_Name":      provider,
	"Provider_Guid":      text(func(e *event.Event) string { return e.ProviderGUID }),
	"EventID":            number(func(e *event.Event) uint64 { return uint64(e.EventID) }),
	"Code":               code,
	"EventID_Qualifiers": qualifiers,
	"Level":              level,

	"Version":  number(func(e *event.Event) uint64 { return uint64(e.Version) }),
	"Task":     number(func(e *event.Event) uint64 { return uint64(e.Task) }),
	"Opcode":   number(func(e *event.Event) uint64 { return uint64(e.Opcode) }),
	"Keywords": keywordBits,

	"UserID":              text(func(e *event.Event) string { return e.UserID }),
	"Security_UserID":     text(func(e *event.Event) string { return e.UserID }),
	"Execution_ProcessID": known(func(e *event.Event) uint64 { return uint64(e.ProcessID) }),
	"Execution_ThreadID":  known(func(e *event.Event) uint64 { return uint64(e.ThreadID) }),

	"Correlation_ActivityID":        text(func(e *event.Event) string { return e.ActivityID }),
	"Correlation_RelatedActivityID": text(func(e *event.Event) string { return e.RelatedActivityID }),

	"EventRecordID":          known(func(e *event.Event) uint64 { return e.Record }),
	"TimeCreated_SystemTime": text(func(e *event.Event) string { return e.Time.String() }),
	"Message":                text(func(e *event.Event) string { return e.Message }),
}

// headerOnly are the fields that data cannot take over.
var headerOnly = map[string]bool{"Channel": true, "Computer": true, "Provider_Name": true, "EventID": true}

// sourceOf returns where the values of a field come from.
func sourceOf(name string) source {
	bare, inSigma := strings.CutPrefix(name, dataFirst)
	switch bare {
	case keywordField:
		return everything
	case "Data":
		return allData
	case "Hex":
		return hexData
	case "ErrorCode":
		return errorCodes
	}
	if head, ok := header[bare]; ok {
		if headerOnly[bare] && !inSigma {
			return head
		}
		return firstOf(named(bare), head)
	}
	if n, ok := place(bare, "param", ""); ok {
		return firstOf(named(bare), nth(n))
	}
	if n, ok := place(bare, "Data[", "]"); ok {
		return nth(n)
	}
	return named(bare)
}

// place returns n of a name such as param3 or Data[3].
func place(name, before, after string) (int, bool) {
	s, ok := strings.CutPrefix(name, before)
	if !ok {
		return 0, false
	}
	if s, ok = strings.CutSuffix(s, after); !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 16)
	return int(n), err == nil && n > 0
}

func firstOf(a, b source) source {
	return func(f *Fields, dst []value) []value {
		if got := a(f, dst); len(got) > len(dst) {
			return got
		}
		return b(f, dst)
	}
}

func add(dst []value, s string) []value { return append(dst, value{raw: s}) }

func text(get func(*event.Event) string) source {
	return func(f *Fields, dst []value) []value {
		if s := get(f.Event); s != "" {
			return add(dst, s)
		}
		return dst
	}
}

func number(get func(*event.Event) uint64) source {
	return func(f *Fields, dst []value) []value {
		return add(dst, strconv.FormatUint(get(f.Event), 10))
	}
}

// known is a number that is 0 if the event does not say.
func known(get func(*event.Event) uint64) source {
	return func(f *Fields, dst []value) []value {
		if n := get(f.Event); n != 0 {
			return add(dst, strconv.FormatUint(n, 10))
		}
		return dst
	}
}

func provider(f *Fields, dst []value) []value {
	if f.Event.Provider == "" {
		return dst
	}
	short := f.provider.of(f.Event.Provider, event.FoldProvider)
	return append(dst, value{raw: f.Event.Provider}, value{raw: short, lower: short, folded: true})
}

func computer(f *Fields, dst []value) []value {
	if f.Event.Computer == "" {
		return dst
	}
	short := f.computer.of(f.Event.Computer, event.FoldHost)
	return append(dst, value{raw: f.Event.Computer}, value{raw: short, lower: short, folded: true})
}

func code(f *Fields, dst []value) []value {
	if !f.Event.HasQualifiers {
		return dst
	}
	return add(dst, fmt.Sprintf("%#08x", f.Event.Code()))
}

func qualifiers(f *Fields, dst []value) []value {
	if !f.Event.HasQualifiers {
		return dst
	}
	return add(dst, strconv.Itoa(int(f.Event.Qualifiers)))
}

func level(f *Fields, dst []value) []value {
	return add(add(dst, strconv.Itoa(int(f.Event.Level))), f.Event.Level.String())
}

func keywordBits(f *Fields, dst []value) []value {
	k := f.Event.Keywords
	if k == 0 {
		return dst
	}
	dst = add(dst, "0x"+strconv.FormatUint(k, 16))
	if k&event.AuditFailure != 0 {
		dst = add(dst, "Audit Failure")
	}
	if k&event.AuditSuccess != 0 {
		dst = add(dst, "Audit Success")
	}
	return dst
}

// hexData gives binary data in the two views of Event Viewer, bytes and
// little-endian words, so that a rule can ask for a code as a person reads it.
func hexData(f *Fields, dst []value) []value {
	b := f.Event.Binary
	if len(b) == 0 {
		return dst
	}
	dst = add(dst, string(appendHex(nil, b)))
	words := make([]byte, 0, len(b)/4*9)
	for ; len(b) >= 4; b = b[4:] {
		words = appendHex(append(words, ' '), []byte{b[3], b[2], b[1], b[0]})
	}
	return add(dst, string(bytes.TrimPrefix(words, []byte(" "))))
}

func appendHex(dst, b []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, c := range b {
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}

// addValue appends a value of event data; of a list, also each of its items.
func addValue(dst []value, v *event.Value) []value {
	if v.IsNull() {
		return dst
	}
	dst = add(dst, v.Text())
	for i := range v.Items() {
		dst = add(dst, v.Items()[i].Text())
	}
	return dst
}

func allData(f *Fields, dst []value) []value {
	for i := range f.Event.Data {
		dst = addValue(dst, &f.Event.Data[i].Value)
	}
	return dst
}

func nth(n int) source {
	return func(f *Fields, dst []value) []value {
		if n > len(f.Event.Data) {
			return dst
		}
		return addValue(dst, &f.Event.Data[n-1].Value)
	}
}

// named finds data by name, or else leaves of UserData.
func named(name string) source {
	return func(f *Fields, dst []value) []value {
		before := len(dst)
		for i := range f.Event.Data {
			if sameName(f.Event.Data[i].Name, name) {
				dst = addValue(dst, &f.Event.Data[i].Value)
			}
		}
		if len(dst) == before && f.Event.UserData != nil {
			dst = leaves(f.Event.UserData, name, dst)
		}
		return dst
	}
}

// leaves appends the leaves and attributes of that name below el.
func leaves(el *event.Element, name string, dst []value) []value {
	for i := range el.Attrs {
		if a := &el.Attrs[i]; len(name) == len(el.Name)+1+len(a.Name) &&
			strings.HasPrefix(name, el.Name) && strings.HasSuffix(name, a.Name) && name[len(el.Name)] == '_' {
			dst = addValue(dst, &a.Value)
		}
	}
	if len(el.Children) == 0 && sameName(el.Name, name) {
		dst = addValue(dst, &el.Value)
	}
	for i := range el.Children {
		dst = leaves(&el.Children[i], name, dst)
	}
	return dst
}

// sameName compares the name of data with that of a field, which has no spaces.
func sameName(data, field string) bool {
	if len(data) == len(field) {
		return data == field
	}
	for i := range len(data) {
		switch {
		case data[i] == ' ':
		case field == "" || field[0] != data[i]:
			return false
		default:
			field = field[1:]
		}
	}
	return field == ""
}

// everything is what a keyword is searched in.
func everything(f *Fields, dst []value) []value {
	for _, name := range keywordSources {
		dst = header[name](f, dst)
	}
	dst = allData(f, dst)
	if f.Event.UserData != nil {
		dst = texts(f.Event.UserData, dst)
	}
	return hexData(f, dst)
}

// keywordSources are the header fields that keywords search, in fixed order.
var keywordSources = []string{
	"Message", "Provider_Name", "Channel", "Computer", "EventID", "Level", "Keywords", "Security_UserID",
	"Provider_Guid", "Version", "Task", "Opcode", "Execution_ProcessID", "Execution_ThreadID",
	"Correlation_ActivityID", "Correlation_RelatedActivityID", "EventRecordID", "TimeCreated_SystemTime",
}

func texts(el *event.Element, dst []value) []value {
	for i := range el.Attrs {
		dst = addValue(dst, &el.Attrs[i].Value)
	}
	if len(el.Children) == 0 {
		dst = addValue(dst, &el.Value)
	}
	for i := range el.Children {
		dst = texts(&el.Children[i], dst)
	}
	return dst
}
