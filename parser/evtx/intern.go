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

// entry returns the text of a value of at most internMax bytes in all its
// forms.
func (t *interner) entry(r *reader, s slot) *interned {
	if s.n == 0 || s.typ == typeNull {
		return &nothing
	}
	return t.of(r, s.typ, r.bytes(s))
}

func (t *interner) of(r *reader, typ byte, b []byte) *interned {
	e := &t.table[internHash(b)%internSlots]
	if e.typ != typ || string(e.raw) != string(b) {
		v := r.decode(typ, b)
		e.typ, e.raw, e.text = typ, append(e.raw[:0], b...), v.Text()
		e.json = event.AppendJSONString(e.json[:0], e.text)
	}
	return e
}

// nameCache keeps names as they are written, one for each place of a small
// table.
type nameCache struct {
	table [2 * internSlots]cachedName
}

type cachedName struct {
	raw  []byte // UTF-16; nil if the place is empty
	json []byte // as a JSON string
	xml  []byte // as a name of XML
}

func (t *nameCache) of(raw []byte) *cachedName {
	e := &t.table[internHash(raw)%uint32(len(t.table))]
	if e.raw == nil || !bytes.Equal(e.raw, raw) {
		e.raw = append(append(e.raw[:0], raw...), 0)[:len(raw)] // not nil, even if empty
		e.json = append(appendUnitsJSON(append(e.json[:0], '"'), raw), '"')
		e.xml = append(e.xml[:0], event.XMLName(decodeUTF16(raw))...)
	}
	return e
}

// internHash mixes the length of the value, its ends and its middle.
func internHash(b []byte) uint32 {
	h := uint64(len(b))
	if len(b) >= 8 {
		mid := (len(b) - 8) / 2
		h ^= le.Uint64(b)*0x9e3779b97f4a7c15 ^ le.Uint64(b[len(b)-8:])*0xc2b2ae3d27d4eb4f ^
			le.Uint64(b[mid:])*0x165667b19e3779f9
	} else {
		for _, x := range b {
			h = h*31 + uint64(x)
		}
	}
	h *= 0x9e3779b97f4a7c15
	return uint32(h >> 32)
}
