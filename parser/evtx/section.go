package evtx

import "culprit/parser/event"

// section decodes one of the sections of an event.
//
// ref: [MS-EVEN6] 2.2.13, EventType of the event schema.
func (d *decoder) section(n *node, in *instance, depth int) {
	switch n.name {
	case "EventData":
		d.e.DataName = d.text(&n.label, in)
		for i := range n.fields {
			d.field(&n.fields[i], in, depth)
		}
	case "UserData":
		d.userData(n, in, depth)
	case "BinaryEventData":
		d.binary(n.content, in)
	case "ProcessingErrorData", "DebugData":
		if els := d.elements(nil, n, in, depth); len(els) > 0 && d.e.UserData == nil {
			d.e.UserData = &els[0]
		} else {
			d.e.Other = append(d.e.Other, els...)
		}
	case "RenderingInfo":
		d.rendering(n, in, depth)
	default:
		d.other(n, in)
	}
}

func (d *decoder) other(n *node, in *instance) {
	for _, el := range d.elements(nil, n, in, 0) {
		if len(el.Attrs)+len(el.Children) > 0 || !el.Value.IsNull() {
			d.e.Other = append(d.e.Other, el)
		}
	}
}

// userData keeps the element of the provider, or the section if it holds
// several.
func (d *decoder) userData(n *node, in *instance, depth int) {
	els := d.elements(nil, n, in, depth)
	for i := range els {
		el := &els[i]
		if len(el.Children) == 1 && onlyNamespace(el.Attrs) && el.Value.IsNull() {
			el = &el.Children[0]
		}
		switch {
		case len(el.Children)+len(el.Attrs) == 0 && el.Value.IsNull():
		case d.e.UserData == nil:
			d.e.UserData = el
		default:
			d.e.Other = append(d.e.Other, *el)
		}
	}
}

// onlyNamespace reports whether attributes say nothing but a namespace.
func onlyNamespace(attrs []event.Field) bool {
	return len(attrs) == 0 || len(attrs) == 1 && attrs[0].Name == "xmlns"
}

// rendering takes the message of a forwarded event and keeps the rest, which
// names level, task, opcode and keywords in the language of the source.
func (d *decoder) rendering(n *node, in *instance, depth int) {
	for _, el := range d.elements(nil, n, in, depth) {
		kids := el.Children[:0]
		for _, c := range el.Children {
			if c.Name == "Message" && d.e.Message == "" {
				d.e.Message = c.Value.Text()
				continue
			}
			kids = append(kids, c)
		}
		el.Children = kids
		d.e.Other = append(d.e.Other, el)
	}
}
