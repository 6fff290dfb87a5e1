package evtx

// jsonFields writes the event data.
type jsonFields struct {
	r      *reader
	dst    []byte
	set    bool // a set of event data was written
	open   bool // an entry was written
	params int  // insertion strings so far
	binary slot // of the element Binary

	// Of an event without template, see jsonPlain.
	hex     []byte // what the element Binary holds
	message []byte // text of the message
	other   []byte // the rendering info, but for the message
	key     []byte // scratch
}

// event writes the sections behind the system section.
func (w *jsonFields) event(in *instance) bool {
	root := in.t.root
	for i := range root.kids {
		switch p := &root.kids[i]; p.kind {
		case partElement:
			if p.node.name != "System" && !w.section(p.node, in) {
				return false
			}
		case partSlot:
			if int(p.slot) < in.n && !w.nested(w.r.stack[in.base+int(p.slot)]) {
				return false
			}
		default:
		}
	}
	return true
}

// nested writes the event data of an instance in a slot.
func (w *jsonFields) nested(s slot) bool {
	if s.n == 0 || s.typ == typeNull {
		return true
	}
	if s.typ != typeBinXML {
		return false
	}
	r := w.r
	for pos, end := int(s.off), int(s.off)+int(s.n); r.step(); {
		sub, next, f, ok := r.fragment(pos, end)
		if !ok {
			return true
		}
		if f != nil || sub.borrowed || !w.section(sub.t.root, &sub) {
			return false
		}
		pos = next
	}
	return false
}

// section writes the event data or user data; whatever else an event has, and
// both at once, is left to the slow lane.
func (w *jsonFields) section(n *node, in *instance) bool {
	if w.set {
		return false
	}
	w.set = true
	ok := false
	switch n.name {
	case "EventData":
		w.dst, ok = w.eventData(w.dst, n, in)
	case "UserData":
		ok = w.userData(n, in)
	}
	return ok
}

// eventData and what it calls pass the output along rather than keep it in w:
// it is appended to some twenty times a record.
func (w *jsonFields) eventData(dst []byte, n *node, in *instance) (out []byte, ok bool) {
	if n.label.kind > contentText {
		return dst, false
	}
	dst = appendMember(dst, `,"data_name":`, n.label.text)
	for i := range n.fields {
		if dst, ok = w.field(dst, &n.fields[i], in); !ok {
			return dst, false
		}
	}
	if w.open {
		dst = append(dst, ']')
	}
	if w.binary.n > 0 {
		dst = append(dst, `,"binary":"`...)
		dst = append(appendHexBytes(dst, w.r.bytes(w.binary)), '"')
	}
	return dst, true
}

func (w *jsonFields) field(dst []byte, f *field, in *instance) (out []byte, ok bool) {
	if !w.r.step() || f.name.kind > contentText {
		return dst, false
	}
	switch f.value.kind {
	case contentNone, contentText:
		if f.binary {
			return dst, f.value.kind == contentNone
		}
		return append(append(w.entry(dst, f), f.json...), ']'), true
	case contentSlot:
		return w.slot(dst, f, w.r.slotOf(&f.value, in))
	default:
		return dst, false
	}
}

func (w *jsonFields) slot(dst []byte, f *field, s slot) (out []byte, ok bool) {
	switch {
	case s.typ == typeNull && f.value.opt:
		return dst, true
	case f.binary:
		ok = w.binary.n == 0 && (s.typ == typeBinary || s.typ == typeNull)
		if s.typ == typeBinary {
			w.binary = s
		}
		return dst, ok
	case s.typ == typeBinXML:
		return dst, false
	case s.typ == typeArray|typeString:
		return w.strings(dst, f, w.r.bytes(s))
	case s.typ&typeArray != 0:
		return dst, false
	}
	return append(w.r.appendJSON(w.entry(dst, f), s.typ, w.r.bytes(s)), ']'), true
}

// strings writes an entry for each item.
func (w *jsonFields) strings(dst []byte, f *field, b []byte) (out []byte, ok bool) {
	for len(b) > 0 {
		if !w.r.step() {
			return dst, false
		}
		n := itemSize(typeString, b)
		dst = append(w.entry(dst, f), '"')
		dst = append(appendUTF16JSON(dst, b[:n]), '"', ']')
		b = b[n:]
	}
	return dst, true
}

// entry begins an entry: ,["name",
func (w *jsonFields) entry(dst []byte, f *field) []byte {
	key := f.key
	if !w.open {
		w.open = true
		dst = append(dst, `,"fields":[`...)
		key = key[1:]
	}
	dst = append(dst, key...)
	if !f.named {
		w.params++
		dst = append(appendUint(dst, uint64(w.params)), '"', ',')
	}
	return dst
}
