package evtx

import (
	"encoding/hex"
	"strings"

	"culprit/parser/event"
)

// decoder builds one event.
type decoder struct {
	*reader
	e      *event.Event
	params int   // insertion strings so far
	flaw   *flaw // the first
}

// event decodes a record in full. What could not be read is told by the flaw.
func (r *reader) event(rec record) (*event.Event, *flaw) {
	e := &event.Event{}
	d := decoder{reader: r, e: e}
	r.position(&e.Header, rec)
	if rec.origin == event.Torn {
		return e, nil
	}
	in, f := r.begin(rec)
	d.flaw = f
	if in.t.flaw != nil {
		if r.usualHeader(&e.Header, &in) {
			e.Repairs = append(e.Repairs, "the template is lost; system values are taken from their usual places")
		}
		d.raw(&in, 0)
		if in, ok := r.beginPlain(rec); ok {
			r.header(&e.Header, &in)
		}
		return e, d.flaw
	}
	d.borrowed(&in)
	r.header(&e.Header, &in)
	d.system(&in)
	d.root(&in)
	if r.steps <= 0 {
		d.note(&flaw{off: rec.off, structure: "event", cause: "expands to more than any real event"})
	}
	return e, d.flaw
}

func (d *decoder) note(f *flaw) {
	if d.flaw == nil {
		d.flaw = f
	}
}

// borrowed notes that an instance is read with the template of another chunk.
func (d *decoder) borrowed(in *instance) {
	if in.borrowed {
		d.e.Repairs = append(d.e.Repairs, repair(in.t))
	}
}

// raw keeps the values of an instance whose template is not to be had. Those
// that are binary XML may have one that is.
func (d *decoder) raw(in *instance, depth int) {
	for i := range in.n {
		switch s := d.stack[in.base+i]; {
		case !d.step():
			return
		case s.typ == typeBinXML:
			d.fragments(s, depth, func(sub *instance, depth int) { d.section(sub.t.root, sub, depth) })
		default:
			d.e.Data = append(d.e.Data, event.Field{Name: d.param(), Value: d.value(s)})
		}
	}
}

// system fills in what of the system section a header does not have.
func (d *decoder) system(in *instance) {
	s, e := in.t.sys, d.e
	if s == nil {
		return
	}
	e.ProviderGUID = strings.ToUpper(d.text(&s.at[sysGUID], in))
	e.Version = uint8(d.num(&s.at[sysVersion], in))
	e.Task = uint16(d.num(&s.at[sysTask], in))
	e.Opcode = uint8(d.num(&s.at[sysOpcode], in))
	e.Keywords = d.num(&s.at[sysKeywords], in)
	e.UserID = d.text(&s.at[sysUser], in)
	e.ProcessID = uint32(d.num(&s.at[sysProcess], in))
	e.ThreadID = uint32(d.num(&s.at[sysThread], in))
	e.ActivityID = strings.ToUpper(d.text(&s.at[sysActivity], in))
	e.RelatedActivityID = strings.ToUpper(d.text(&s.at[sysRelated], in))
	if s.rest != nil {
		d.other(s.rest, in)
	}
}

// root decodes the sections of the event behind the system section.
func (d *decoder) root(in *instance) {
	root := in.t.root
	if root.name != "Event" {
		d.section(root, in, 0)
		return
	}
	for i := range root.kids {
		switch p := &root.kids[i]; p.kind {
		case partElement:
			if p.node.name != "System" || in.t.sys == nil {
				d.section(p.node, in, 0)
			}
		case partSlot:
			d.nested(p.slot, in, 0, func(sub *instance, depth int) { d.section(sub.t.root, sub, depth) })
		default:
		}
	}
}

// nested visits the fragments in a slot that holds binary XML.
func (d *decoder) nested(number uint16, in *instance, depth int, visit func(sub *instance, depth int)) {
	if int(number) >= in.n {
		return
	}
	s := d.stack[in.base+int(number)]
	if s.n == 0 || s.typ == typeNull {
		return
	}
	if s.typ != typeBinXML {
		v := d.value(s)
		d.e.Data = append(d.e.Data, event.Field{Name: d.param(), Value: v})
		return
	}
	d.fragments(s, depth, visit)
}

func (d *decoder) fragments(s slot, depth int, visit func(sub *instance, depth int)) {
	if depth >= maxNesting {
		d.note(&flaw{off: int(s.off), structure: "binary XML", cause: "values nest too deep"})
		return
	}
	for pos, end := int(s.off), int(s.off)+int(s.n); d.step(); {
		mark := len(d.stack)
		sub, next, f, ok := d.fragment(pos, end)
		if !ok {
			return
		}
		if f != nil {
			d.note(f)
		}
		if sub.t.flaw != nil {
			d.raw(&sub, depth+1)
		} else {
			d.borrowed(&sub)
			visit(&sub, depth+1)
		}
		d.stack = d.stack[:mark]
		pos = next
	}
}

func (d *decoder) param() string {
	d.params++
	return event.Param(d.params)
}

// field decodes one entry of the event data. An array makes an entry of each
// item, as it makes an element of each when Windows renders it.
func (d *decoder) field(f *field, in *instance, depth int) {
	switch {
	case !d.step():
	case f.binary:
		d.binary(f.value, in)
	case f.value.kind == contentTree:
		d.flatten(f.value.parts, in, depth)
	case f.value.kind == contentSlot:
		d.slotField(f, in, depth)
	default:
		d.add(f, in, d.content(&f.value, in))
	}
}

func (d *decoder) slotField(f *field, in *instance, depth int) {
	s := d.slotOf(&f.value, in)
	switch {
	case s.typ == typeNull && f.value.opt:
	case s.typ == typeBinXML && s.n > 0:
		d.fragments(s, depth, d.entries)
	case s.typ == typeBinXML: // an entry with nothing in it
		d.add(f, in, event.Value{})
	case s.typ&typeArray != 0:
		v := d.value(s)
		if v.Kind() != event.KindList {
			d.add(f, in, v)
			return
		}
		for _, item := range v.Items() {
			d.add(f, in, item)
		}
	default:
		d.add(f, in, d.value(s))
	}
}

func (d *decoder) add(f *field, in *instance, v event.Value) {
	var name string
	if f.named {
		name = d.text(&f.name, in)
	} else {
		name = d.param()
	}
	d.e.Data = append(d.e.Data, event.Field{Name: name, Value: v})
}

// flatten makes an entry of each leaf of structured event data.
func (d *decoder) flatten(parts []part, in *instance, depth int) {
	for i := range parts {
		switch p := &parts[i]; p.kind {
		case partElement:
			d.leaves(d.elements(nil, p.node, in, depth))
		case partSlot:
			d.nested(p.slot, in, depth, d.entries)
		default:
		}
	}
}

// entries decodes event data that stands in a value.
func (d *decoder) entries(sub *instance, depth int) {
	if name := sub.t.root.name; name == "Data" || name == "Binary" {
		f := planField(sub.t.root)
		d.field(&f, sub, depth)
		return
	}
	d.leaves(d.elements(nil, sub.t.root, sub, depth))
}

func (d *decoder) leaves(els []event.Element) {
	for i := range els {
		if len(els[i].Children) > 0 {
			d.leaves(els[i].Children)
			continue
		}
		name := els[i].Name
		for _, a := range els[i].Attrs {
			if a.Name == "Name" {
				name = a.Value.Text()
			}
		}
		d.e.Data = append(d.e.Data, event.Field{Name: name, Value: els[i].Value})
	}
}

// binary keeps the raw data of an event, which in records without a template
// stands in hex.
func (d *decoder) binary(c content, in *instance) { d.binaryValue(d.content(&c, in)) }

func (d *decoder) binaryValue(v event.Value) {
	b, isRaw := v.Bytes(), v.Kind() == event.KindBinary
	if v.Kind() == event.KindString {
		raw, err := hex.DecodeString(v.Text())
		b, isRaw = raw, err == nil
	}
	switch {
	case v.IsNull() || isRaw && len(b) == 0:
	case isRaw && d.e.Binary == nil:
		d.e.Binary = b
	case isRaw:
		d.e.Data = append(d.e.Data, event.Field{Name: "Binary", Value: event.Binary(b)})
	case v.Kind() == event.KindList:
		for _, item := range v.Items() {
			d.binaryValue(item)
		}
	default: // of a type that Windows does not give it
		d.e.Data = append(d.e.Data, event.Field{Name: "Binary", Value: v})
	}
}

// content returns a content that holds no elements as a value.
func (d *decoder) content(c *content, in *instance) event.Value {
	switch c.kind {
	case contentText:
		return event.String(c.text)
	case contentSlot:
		return d.value(d.slotOf(c, in))
	case contentMixed:
		return event.String(d.mixed(c.parts, in))
	default:
		return event.Value{}
	}
}
