package evtxtest

import "culprit/parser/event"

// payload is the document within an event: its EventData or UserData.
type payload struct {
	document
	root node // empty EventData if the event has no data
	raw  map[string]Raw
	err  error // the first value that cannot be written
}

func newPayload(e *event.Event, opt *Options) (payload, error) {
	p := payload{document: document{plain: opt.Plain}, raw: opt.Raw}
	switch {
	case e.UserData != nil:
		p.root = node{name: "UserData", children: []node{p.tree(e.UserData)}}
	case !opt.Plain && isStrings(e):
		p.root = p.strings(e)
	default:
		p.root = p.fields(e)
	}
	return p, p.err
}

// isStrings reports whether the data are the insertion strings of a classic
// event, which have no names in the log.
func isStrings(e *event.Event) bool {
	for i := range e.Data {
		if e.Data[i].Name != event.Param(i+1) || e.Data[i].Value.Kind() != event.KindString {
			return false
		}
	}
	return isClassic(e)
}

// strings writes all insertion strings as one array, which readers spread
// over as many elements, and the binary data.
func (p *payload) strings(e *event.Event) node {
	var list value
	if len(e.Data) > 0 {
		items := make([]event.Value, len(e.Data))
		for i := range e.Data {
			items[i] = e.Data[i].Value
		}
		list, p.err = encodeList(items)
	}
	s, _ := p.at(0, list, typArray|typString, true, "")
	return node{name: "EventData", children: []node{
		{name: "Data", value: s, depends: true},
		p.binary(e.Binary, 1),
	}}
}

// binary leaves its element out where there are no bytes.
func (p *payload) binary(b []byte, id int) node {
	v := value{}
	if len(b) > 0 {
		v = value{typ: typBinary, bytes: b}
	}
	hex := event.Binary(b)
	s, text := p.at(id, v, typBinary, true, hex.Text())
	return node{name: "Binary", value: s, text: text, depends: s != nil}
}

// fields writes the data one element each, by name if they have one.
func (p *payload) fields(e *event.Event) node {
	n := node{name: "EventData"}
	if e.DataName != "" {
		n.attrs = []attribute{{name: "Name", text: e.DataName}}
	}
	classic := isStrings(e)
	for i := range e.Data {
		f := &e.Data[i]
		data := p.leaf("Data", f.Name, &f.Value)
		if f.Name != "" && !classic {
			data.attrs = []attribute{{name: "Name", text: f.Name}}
		}
		n.children = append(n.children, data)
	}
	if len(e.Binary) > 0 {
		n.children = append(n.children, p.binary(e.Binary, len(p.values)))
	}
	return n
}

// tree writes an element of UserData.
func (p *payload) tree(el *event.Element) node {
	n := node{name: el.Name}
	if len(el.Children) == 0 && !el.Value.IsNull() {
		n = p.leaf(el.Name, el.Name, &el.Value)
	}
	for i := range el.Attrs {
		a := &el.Attrs[i]
		s, text := p.place(a.Name, &a.Value)
		n.attrs = append(n.attrs, attribute{name: a.Name, value: s, text: text})
	}
	for i := range el.Children {
		n.children = append(n.children, p.tree(&el.Children[i]))
	}
	return n
}

func (p *payload) leaf(element, name string, v *event.Value) node {
	s, text := p.place(name, v)
	return node{name: element, value: s, text: text}
}

// place takes the next slot for a value.
func (p *payload) place(name string, v *event.Value) (*slot, string) {
	val, err := encode(v)
	if err != nil && p.err == nil {
		p.err = err
	}
	if raw, ok := p.raw[name]; ok {
		val = value{typ: raw.Type, bytes: raw.Bytes}
	}
	typ := val.typ
	if typ == typNull {
		typ = typString // what the template asks for
	}
	return p.at(len(p.values), val, typ, false, v.Text())
}
