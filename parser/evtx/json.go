package evtx

import (
	"strings"

	"culprit/parser/event"
)

// The fast lane writes an event as JSON straight from the bytes of its chunk,
// in the words of [event.AppendJSON]. What it does not know it leaves to the
// slow lane, which decodes the event first; both give the same bytes.

// member is one of the members that come from the system section.
type member struct {
	key   string // ,"name":
	kind  memberKind
	field sysField
	bits  uint // a number is cut to them
}

type memberKind uint8

const (
	memberText       memberKind = iota
	memberIdentifier            // text in upper case
	memberNumber                // left out if 0
	memberLevel                 // a number that is always there
	memberHex                   // left out if 0
	memberProvider              // with the manifest name
	memberEventID               // with the qualifiers
)

var members = []member{
	{`,"host":`, memberText, sysComputer, 0},
	{`,"channel":`, memberText, sysChannel, 0},
	{`,"provider":`, memberProvider, sysProvider, 0},
	{`,"provider_guid":`, memberIdentifier, sysGUID, 0},
	{`,"event_id":`, memberEventID, sysEventID, 16},
	{`,"version":`, memberNumber, sysVersion, 8},
	{`,"level":`, memberLevel, sysLevel, 8},
	{`,"task":`, memberNumber, sysTask, 16},
	{`,"opcode":`, memberNumber, sysOpcode, 8},
	{`,"keywords":`, memberHex, sysKeywords, 64},
	{`,"user_sid":`, memberText, sysUser, 0},
	{`,"process_id":`, memberNumber, sysProcess, 32},
	{`,"thread_id":`, memberNumber, sysThread, 32},
	{`,"activity_id":`, memberIdentifier, sysActivity, 0},
	{`,"related_activity_id":`, memberIdentifier, sysRelated, 0},
}

// jsonHead is how a template writes these members: those that have a slot, each
// behind the constant ones that precede it.
type jsonHead struct {
	ops  []jsonOp
	tail []byte
}

type jsonOp struct {
	constant []byte
	member   *member
}

func (s *system) constant(fields ...sysField) bool {
	for _, f := range fields {
		if s.at[f].kind > contentText {
			return false
		}
	}
	return true
}

// planJSON prepares the members. The constant ones are written once and for
// all, by the code that writes the others for each record.
func (r *reader) planJSON(s *system) *jsonHead {
	h := &jsonHead{}
	for i := range members {
		m := &members[i]
		constant := s.constant(m.field)
		switch m.kind {
		case memberProvider:
			constant = s.constant(sysProvider, sysSource)
		case memberEventID:
			constant = s.constant(sysEventID, sysQualifiers)
		default:
		}
		if constant {
			h.tail = r.member(h.tail, m, s, &instance{})
			continue
		}
		h.ops = append(h.ops, jsonOp{constant: h.tail, member: m})
		h.tail = nil
	}
	return h
}

// member writes one member of the head.
func (r *reader) member(dst []byte, m *member, s *system, in *instance) []byte {
	c := &s.at[m.field]
	switch m.kind {
	case memberText:
		return r.memberText(dst, m.key, c, in)
	case memberIdentifier:
		return r.memberIdentifier(dst, m.key, c, in, m.field == sysGUID)
	case memberProvider:
		return r.memberProvider(dst, m.key, s, in)
	case memberEventID:
		return r.memberEventID(dst, m.key, s, in)
	default:
		return r.memberNumber(dst, m, c, in)
	}
}

func (r *reader) memberNumber(dst []byte, m *member, c *content, in *instance) []byte {
	n := r.num(c, in) << (64 - m.bits) >> (64 - m.bits)
	switch {
	case n == 0 && m.kind != memberLevel:
		return dst
	case m.kind == memberHex:
		return append(appendHex(append(append(dst, m.key...), '"'), n), '"')
	}
	return appendUint(append(dst, m.key...), n)
}

func (r *reader) memberText(dst []byte, key string, c *content, in *instance) []byte {
	if c.kind == contentSlot {
		if s := r.slotOf(c, in); s.n <= internMax {
			if e := r.strings.entry(r, s); e.text != "" {
				dst = append(append(dst, key...), e.json...)
			}
			return dst
		}
	}
	return appendMember(dst, key, r.text(c, in))
}

func appendMember(dst []byte, key, text string) []byte {
	if text == "" {
		return dst
	}
	return event.AppendJSONString(append(dst, key...), text)
}

// memberIdentifier writes a GUID: that of a provider repeats from record to
// record, that of an activity does not.
func (r *reader) memberIdentifier(dst []byte, key string, c *content, in *instance, repeats bool) []byte {
	if c.kind == contentSlot {
		if s := r.slotOf(c, in); s.typ == typeGUID && s.n == 16 {
			dst = append(dst, key...)
			if repeats {
				return append(dst, r.strings.of(r, typeGUID, r.bytes(s)).json...)
			}
			return append(appendGUID(append(dst, '"'), r.bytes(s)), '"')
		}
	}
	return appendMember(dst, key, strings.ToUpper(r.text(c, in)))
}

func (r *reader) memberProvider(dst []byte, key string, s *system, in *instance) []byte {
	if s.at[sysSource].kind == contentNone {
		return r.memberText(dst, key, &s.at[sysProvider], in)
	}
	name, manifest := r.provider(s, in)
	return appendMember(appendMember(dst, key, name), `,"manifest":`, manifest)
}

func (r *reader) memberEventID(dst []byte, key string, s *system, in *instance) []byte {
	id, qualifiers, has := r.eventID(s, in)
	dst = appendUint(append(dst, key...), uint64(id))
	if has {
		dst = appendUint(append(dst, `,"qualifiers":`...), uint64(qualifiers))
	}
	return dst
}

// json appends the event of a record as a line of JSON, or returns false if
// that takes the slow lane.
func (r *reader) json(dst []byte, rec record) ([]byte, bool) {
	if rec.origin == event.Torn {
		return dst, false
	}
	start := len(dst)
	if in, ok := r.beginPlain(rec); ok {
		return r.jsonPlain(dst, rec, &in)
	}
	in, f := r.begin(rec)
	s := in.t.sys
	if f != nil || s == nil || s.rest != nil || in.borrowed {
		return dst, false
	}
	dst = r.jsonHead(dst, rec, &in)
	w := &r.fields
	*w = jsonFields{r: r, dst: dst, hex: w.hex, message: w.message, other: w.other, key: w.key}
	// The slow lane counts steps at other places; what comes near the limit is
	// left to it, so that both lanes agree on what goes beyond.
	if !w.event(&in) || r.steps < maxSteps/2 {
		return dst[:start], false
	}
	return append(w.dst, '}', '\n'), true
}

// jsonHead writes what comes before the event data.
func (r *reader) jsonHead(dst []byte, rec record, in *instance) []byte {
	s := in.t.sys
	h := in.t.json.Load()
	if h == nil {
		h = r.planJSON(s)
		in.t.json.Store(h)
	}
	dst = r.jsonPosition(dst, rec, s, in)
	for i := range h.ops {
		dst = append(dst, h.ops[i].constant...)
		dst = r.member(dst, h.ops[i].member, s, in)
	}
	return append(dst, h.tail...)
}

// jsonPosition writes what is known without the system section, and the times.
func (r *reader) jsonPosition(dst []byte, rec record, s *system, in *instance) []byte {
	dst = append(dst, r.prefix...) // {"input":"…"
	dst = jsonIDs(dst, r.num(&s.at[sysRecord], in), le.Uint64(r.c[rec.off+8:]))
	dst = appendUint(append(dst, `,"offset":`...), uint64(r.base)+uint64(rec.off))
	dst = append(dst, `,"origin":"`...)
	dst = append(append(dst, rec.origin.String()...), '"')
	return r.jsonTimes(dst, r.time(&s.at[sysTime], in), event.FILETIME(le.Uint64(r.c[rec.off+16:])))
}

// jsonIDs writes the two ids of a record, which are mostly one.
func jsonIDs(dst []byte, record, header uint64) []byte {
	at := len(dst)
	if record != 0 {
		dst = append(dst, `,"record":`...)
		at = len(dst)
		dst = appendExact(dst, record)
	}
	if header == 0 {
		return dst
	}
	digits := dst[at:]
	dst = append(dst, `,"header_record":`...)
	if header == record {
		return append(dst, digits...)
	}
	return appendExact(dst, header)
}

// jsonTimes writes the two times of a record, which are often one.
func (r *reader) jsonTimes(dst []byte, created, written event.FILETIME) []byte {
	at := len(dst)
	if created != 0 {
		dst = append(dst, `,"time":"`...)
		at = len(dst)
		dst = append(r.clock.append(dst, created), '"')
	}
	if written == 0 {
		return dst
	}
	text := dst[at:]
	dst = append(dst, `,"written":"`...)
	if written == created {
		return append(dst, text...)
	}
	return append(r.clock.append(dst, written), '"')
}

// appendJSON appends a value that is neither binary XML nor an array, as
// [event.Value.AppendJSON] would.
func (r *reader) appendJSON(dst []byte, typ byte, b []byte) []byte {
	switch typ {
	case typeString:
		return append(appendUTF16JSON(append(dst, '"'), b), '"')
	case typeNull:
		return append(dst, "null"...)
	case typeANSI:
		if r.cp1252 {
			return append(appendANSIJSON(append(dst, '"'), trimZero(b)), '"')
		}
	case typeUint8, typeUint16, typeUint32, typeUint64:
		if u, ok := integer(b); ok {
			return appendExact(dst, u)
		}
	case typeHex32, typeHex64, typeSizeT:
		if u, ok := integer(b); ok {
			return append(appendHex(append(dst, '"'), u), '"')
		}
	case typeGUID:
		if len(b) == 16 {
			return append(appendGUID(append(dst, '"'), b), '"')
		}
	case typeFileTime:
		if len(b) == 8 && le.Uint64(b) != 0 {
			f := event.FILETIME(le.Uint64(b))
			return append(r.clock.append(append(dst, '"'), f), '"')
		}
	case typeSID:
		if isSID(b) && len(b) <= internMax {
			return append(dst, r.strings.of(r, typ, b).json...)
		}
	case typeBinary:
		return append(appendHexBytes(append(dst, '"'), b), '"')
	}
	v := r.scalar(typ, b)
	return v.AppendJSON(dst)
}
