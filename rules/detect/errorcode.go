package detect

import (
	"strings"

	"culprit/parser/event"
	"culprit/parser/wincode"
)

// ErrorCodes returns the values of the field ErrorCode: the codes with which
// the event says that something failed. Each is given as [wincode.Normalize]
// spells it, so that %%2, 0x80070002 and "The system cannot find the file
// specified" are all 2; a rule may spell it in any of these ways too.
//
// The first of these places that has a code is taken:
//
//  1. a parameter %%n, unless the event is an audit, whose parameters are no errors;
//  2. data whose name speaks of an error, status or result;
//  3. data that is a failing HRESULT or NTSTATUS in hex;
//  4. the last insertion string, of events of the Service Control Manager that end with one;
//  5. any insertion string, as text, unless the event is an audit;
//  6. the message, as text.
func (f *Fields) ErrorCodes() []string { return f.Values("ErrorCode") }

func errorCodes(f *Fields, dst []value) []value {
	e := f.Event
	for _, tier := range []func(*event.Event, *codes){
		parameters, namedCodes, hexCodes, lastString, textCodes, messageCode,
	} {
		c := codes{dst}
		if tier(e, &c); len(c.values) > len(dst) {
			return c.values
		}
	}
	return dst
}

// codes collects error codes.
type codes struct{ values []value }

// add adds a code, if it is one and tells of a failure.
func (c *codes) add(code wincode.Code, ok bool) {
	if ok && code.Failed() {
		c.values = add(c.values, code.Unwrap().String())
	}
}

func parameters(e *event.Event, c *codes) {
	if isAudit(e) {
		return
	}
	for i := range e.Data {
		if v := e.Data[i].Value.Text(); strings.HasPrefix(v, "%%") {
			c.add(wincode.Parse(v))
		}
	}
}

// isAudit reports whether parameters %%n are not those of the system: audits
// number their own words in the same way.
func isAudit(e *event.Event) bool {
	return e.Keywords&(event.AuditFailure|event.AuditSuccess) != 0 || strings.EqualFold(e.Channel, "Security")
}

func namedCodes(e *event.Event, c *codes) {
	for i := range e.Data {
		if speaksOfErrors(e.Data[i].Name) {
			c.add(wincode.Parse(e.Data[i].Value.Text()))
		}
	}
	if e.UserData != nil {
		leafCodes(e.UserData, c)
	}
}

func leafCodes(el *event.Element, c *codes) {
	if len(el.Children) == 0 && speaksOfErrors(el.Name) {
		c.add(wincode.Parse(el.Value.Text()))
	}
	for i := range el.Children {
		leafCodes(&el.Children[i], c)
	}
}

// errorNames are what the name of a field that holds a code contains.
var errorNames = []string{"error", "hresult", "status", "resultcode", "returncode", "failurecode", "exitcode"}

func speaksOfErrors(name string) bool {
	lower := strings.ToLower(name)
	for _, part := range errorNames {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return lower == "hr" || lower == "result"
}

// hexCodes looks for 32-bit codes with the highest bit set; smaller numbers in
// hex are as likely addresses, flags and process ids.
func hexCodes(e *event.Event, c *codes) {
	const failing = len("0x80000000")
	for i := range e.Data {
		v := strings.TrimSpace(e.Data[i].Value.Text())
		if _, ok := cutHex(v); !ok || len(v) != failing || v[2] < '8' {
			continue
		}
		c.add(wincode.Parse(v))
	}
}

// endWithCode are the events of the Service Control Manager whose last
// insertion string is an error.
var endWithCode = map[uint16]bool{
	7000: true, 7001: true, 7005: true, 7006: true, 7013: true, 7023: true, 7024: true, 7032: true, 7038: true,
}

func lastString(e *event.Event, c *codes) {
	n := len(e.Data)
	if n == 0 || !endWithCode[e.EventID] || event.FoldProvider(e.Provider) != "service control manager" {
		return
	}
	c.add(wincode.Parse(e.Data[n-1].Value.Text()))
}

func textCodes(e *event.Event, c *codes) {
	if isAudit(e) {
		return
	}
	for i := range e.Data {
		if k := e.Data[i].Value.Kind(); k == event.KindString {
			c.add(wincode.FromText(e.Data[i].Value.Text()))
		}
	}
}

func messageCode(e *event.Event, c *codes) { c.add(wincode.FromText(e.Message)) }
