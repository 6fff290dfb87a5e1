package evtx

import "bytes"

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
}

func (t *interner) get(r *reader, s slot) string {
	if s.n == 0 || s.typ == typeNull {
		return ""
	}
	b := r.bytes(s)
	if len(b) > internMax {
		v := r.value(s)
		return v.Text()
	}
	e := &t.table[internHash(b)]
	if e.typ != s.typ || !bytes.Equal(e.raw, b) {
		v := r.value(s)
		e.typ, e.raw, e.text = s.typ, append(e.raw[:0], b...), v.Text()
	}
	return e.text
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
