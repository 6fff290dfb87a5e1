package evtx

import "culprit/parser/event"

// field is where a template has one entry of the event data.
type field struct {
	name   content // of the entry
	named  bool    // else it is an insertion string
	binary bool    // the element Binary, which holds the raw data
	value  content
	key    []byte // ,["name", or ,["param
	json   []byte // a constant value
}

// planFields plans the event data in n, if it is that.
func planFields(n *node) {
	if n.name != "EventData" {
		return
	}
	n.label, _ = n.attr("Name")
	for i := range n.kids {
		switch p := &n.kids[i]; p.kind {
		case partElement:
			n.fields = append(n.fields, planField(p.node))
		case partSlot:
			n.fields = append(n.fields, field{value: content{kind: contentTree, parts: n.kids[i : i+1]}})
		default: // white space between elements
		}
	}
}

func planField(n *node) field {
	f := field{value: n.content}
	f.name, f.named = n.attr("Name")
	switch {
	case f.named || n.name == "Data":
	case n.name == "Binary":
		f.binary = true
	default:
		f.name, f.named = content{kind: contentText, text: n.name}, true
	}
	f.planJSON()
	return f
}

// planJSON writes what of the entry is constant.
func (f *field) planJSON() {
	f.key = []byte(`,["param`)
	if f.named {
		f.key = append(event.AppendJSONString([]byte(",["), f.name.text), ',')
	}
	v := event.Value{}
	if f.value.kind == contentText {
		v = event.String(f.value.text)
	}
	f.json = v.AppendJSON(nil)
}

// slotOf returns the value that fills the content; null if it is missing, as
// is normal for the qualifiers of some templates.
func (r *reader) slotOf(c *content, in *instance) slot {
	if int(c.slot) >= in.n {
		return slot{}
	}
	return r.stack[in.base+int(c.slot)]
}

// text returns a content as text.
func (r *reader) text(c *content, in *instance) string {
	switch c.kind {
	case contentText:
		return c.text
	case contentSlot:
		s := r.slotOf(c, in)
		if s.n > internMax {
			v := r.value(s)
			return v.Text()
		}
		return r.strings.entry(r, s).text
	case contentMixed:
		return r.mixed(c.parts, in)
	default:
		return ""
	}
}

// mixed joins characters and values.
func (r *reader) mixed(parts []part, in *instance) string {
	var dst []byte
	for i := range parts {
		switch p := &parts[i]; p.kind {
		case partSlot:
			if int(p.slot) < in.n && r.step() {
				v := r.value(r.stack[in.base+int(p.slot)])
				dst = v.AppendText(dst)
			}
		case partText, partCDATA:
			dst = append(dst, p.text...)
		default:
		}
	}
	return string(dst)
}

// num returns a content as a number.
func (r *reader) num(c *content, in *instance) uint64 {
	switch c.kind {
	case contentText:
		return c.num
	case contentSlot:
		return r.slotNum(r.slotOf(c, in))
	default:
		return 0
	}
}

func (r *reader) slotNum(s slot) uint64 {
	if unsigned[s.typ] {
		n, _ := integer(r.c[s.off:][:s.n])
		return n
	}
	switch s.typ {
	case typeNull, typeBinary, typeReal32, typeReal64, typeGUID, typeSID:
		return 0
	case typeInt8, typeInt16, typeInt32, typeInt64:
		i, _ := signed(r.bytes(s))
		return uint64(i)
	case typeString, typeANSI:
		if n, ok := textNumber(r.c[s.off:][:s.n]); ok && s.typ == typeString {
			return n
		}
		v := r.value(s)
		return parseNumber(v.Text())
	}
	u, _ := integer(r.bytes(s))
	return u
}

// time returns a content as a time.
func (r *reader) time(c *content, in *instance) event.FILETIME {
	switch c.kind {
	case contentText:
		return parseTime(c.text)
	case contentSlot:
		s := r.slotOf(c, in)
		if s.typ == typeFileTime && s.n == 8 {
			return event.FILETIME(le.Uint64(r.c[s.off:]))
		}
		if f, ok := textTime(r.c[s.off:][:s.n]); ok && s.typ == typeString {
			return f
		}
		v := r.value(s)
		if v.Kind() == event.KindTime {
			return event.FILETIME(v.Uint64())
		}
		return parseTime(v.Text())
	default:
		return 0
	}
}

// has reports whether a content has a value.
func (r *reader) has(c *content, in *instance) bool {
	if c.kind == contentSlot {
		s := r.slotOf(c, in)
		return s.typ != typeNull && s.n > 0
	}
	return c.kind != contentNone
}
