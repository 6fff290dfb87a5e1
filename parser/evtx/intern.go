package evtx

import (
	"bytes"

	"culprit/parser/event"
)

const (
	internSlots = 512
	internMax   = 256 // bytes of a value that is kept
)

// interner gives the text of values that repeat from record to record without
// making it anew: computers, channels, users. It remembers one value for each
// place of a small table, so its size is bounded.
type interner struct {
	table [internSlots]interned
}

type interned struct {
	typ  byte
	raw  []byte
	text string
	json []byte // the text as a JSON string
}

var nothing interned

// get returns the text of a value.
func (t *interner) get(r *reader, s slot) string {
	if s.n > internMax {
		v := r.value(s)
		return v.Text()
	}
	return t.entry(r, s).text
}

// entry returns the text of a value of at most internMax bytes in all its
// forms.
func (t *interner) entry(r *reader, s slot) *interned {
	if s.n == 0 || s.typ == typeNull {
		return &nothing
	}
	return t.of(r, s.typ, r.bytes(s))
}

func (t *interner) of(r *reader, typ byte, b []byte) *interned {
	e := &t.table[internHash(b)]
	if e.typ != typ || !bytes.Equal(e.raw, b) {
		v := r.decode(typ, b)
		e.typ, e.raw, e.text = typ, append(e.raw[:0], b...), v.Text()
		e.json = event.AppendJSONString(e.json[:0], e.text)
	}
	return e
}

// internHash mixes the ends of the value and its length.
func internHash(b []byte) uint32 {
	h := uint64(len(b))
	if len(b) >= 8 {
		h ^= le.Uint64(b)*0x9e3779b97f4a7c15 ^ le.Uint64(b[len(b)-8:])*0xc2b2ae3d27d4eb4f
	} else {
		for _, x := range b {
			h = h*31 + uint64(x)
		}
	}
	h *= 0x9e3779b97f4a7c15
	return uint32(h>>32) % internSlots
}
