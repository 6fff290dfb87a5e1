package evtx

import "culprit/parser/event"

// The templates of events, whoever wrote them, number the values of the system
// section alike. So even a record whose template is lost shows when it was
// written to which id, if the types of its values bear that out.
const (
	usualLevel      = 0
	usualEventID    = 3
	usualQualifiers = 4
	usualTime       = 6
	usualRecord     = 10
	usualSlots      = 17
)

// usualHeader fills in the header of a record without template and reports
// whether it could.
func (r *reader) usualHeader(h *event.Header, in *instance) bool {
	if in.n < usualSlots {
		return false
	}
	s := r.stack[in.base:]
	is := func(i int, typ byte, n uint16) bool { return s[i].typ == typ && s[i].n == n }
	if !is(usualLevel, typeUint8, 1) || !is(usualEventID, typeUint16, 2) || !is(usualTime, typeFileTime, 8) ||
		!is(usualRecord, typeUint64, 8) {
		return false
	}
	h.Level = event.Level(r.c[s[usualLevel].off])
	h.EventID = le.Uint16(r.c[s[usualEventID].off:])
	h.Time = event.FILETIME(le.Uint64(r.c[s[usualTime].off:]))
	h.Record = le.Uint64(r.c[s[usualRecord].off:])
	if is(usualQualifiers, typeUint16, 2) {
		h.Qualifiers, h.HasQualifiers = le.Uint16(r.c[s[usualQualifiers].off:]), true
	}
	return true
}
