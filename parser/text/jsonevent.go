package text

import (
	"encoding/xml"
	"strconv"
	"strings"

	"culprit/parser/event"
)

// draft reads an object as an event, in one of three shapes: the properties of
// a .NET object; the XML of an event in JSON, {"Event": {"System": …}}, as
// evtx_dump and others write it; a document of Winlogbeat, {"winlog": …}.
func (n *node) draft() (*draft, error) {
	d := &draft{langs: langEN}
	if root := n.kid("Event"); root != nil && root.kid("System") != nil {
		root.likeXML()
		e, err := root.event()
		d.ready = e
		return d, err
	}
	for _, k := range n.kids {
		if k.name == "winlog" {
			d.winlog(k)
		} else {
			d.property(n, k)
		}
	}
	return d, nil
}

// property sets what one key of an object tells.
func (d *draft) property(n, k *node) {
	f := columns[fold(k.name)]
	switch {
	case k.name == "fields": // these three as culprit events writes them
		d.pairs(k)
	case k.name == "user_data":
		el := k.ownElement()
		d.userData = &el
	case k.name == "repairs":
		d.repaired(k.text)
	case k.name == "@timestamp" || k.name == "time":
		d.put(date, k.text)
	case f == noField || lossy(k.value()):
	case f == insertions:
		d.strings = append(d.strings, k.value())
	case f == data && len(n.all(k.name)) > 1:
		if b, err := strconv.ParseUint(k.text, 10, 8); err == nil {
			d.binary = append(d.binary, byte(b))
		}
	case f == keywordNames:
		d.set(f, d.values[f]+","+k.text)
	default:
		d.put(f, k.value())
	}
}

// pairs takes fields in the order logged: names and values in turn.
func (d *draft) pairs(k *node) {
	if len(k.kids) > 0 {
		return
	}
	if last := len(d.named) - 1; d.half {
		d.named[last].Value = event.String(k.text)
	} else {
		d.named = append(d.named, event.Field{Name: k.text})
	}
	d.half = !d.half
}

// ownElement reads an element of user data as [event.AppendJSON] writes it.
func (n *node) ownElement() event.Element {
	el := event.Element{}
	for _, k := range n.kids {
		switch k.name {
		case "name":
			el.Name = k.text
		case "value":
			el.Value = event.String(k.text)
		case "attributes": // names and values in turn
			if last := len(el.Attrs) - 1; last >= 0 && el.Attrs[last].Value.IsNull() {
				el.Attrs[last].Value = event.String(k.text)
			} else {
				el.Attrs = append(el.Attrs, event.Field{Name: k.text})
			}
		case "children":
			el.Children = append(el.Children, k.ownElement())
		}
	}
	return el
}

// winlog reads what Winlogbeat makes of an event.
func (d *draft) winlog(n *node) {
	for _, k := range n.kids {
		switch k.name {
		case "event_data":
			for _, f := range k.kids {
				d.named = append(d.named, event.Field{Name: f.name, Value: event.String(f.text)})
			}
		case "user":
			if id := k.kid("identifier"); id != nil {
				d.put(userSID, id.text)
			}
		case "keywords":
			d.set(keywordNames, d.values[keywordNames]+","+k.text)
		default:
			d.put(columns[strings.ReplaceAll(k.name, "_", "")], k.value())
		}
	}
}

// value returns a scalar, or what an object has in place of one: PowerShell
// wraps times and SIDs.
func (n *node) value() string {
	for _, k := range n.kids {
		if strings.EqualFold(k.name, "value") {
			return k.text
		}
	}
	return n.text
}

func (n *node) all(name string) []*node {
	var list []*node
	for _, k := range n.kids {
		if k.name == name {
			list = append(list, k)
		}
	}
	return list
}

// likeXML gives an event in JSON the tree that its XML would have: attributes,
// which stand under #attributes, NAME_attributes or beside the text, and
// <Data> elements, whose names are keys.
func (n *node) likeXML() {
	n.attributes()
	for _, k := range n.kids {
		switch k.name {
		case "System":
			k.attributes()
			for _, sys := range k.kids {
				sys.attributes()
				for _, v := range sys.kids {
					sys.attr1(v)
				}
			}
		case "EventData":
			k.attributes()
			k.kids = dataNodes(k.kids)
		default:
			k.allAttributes()
		}
	}
}

// attr1 takes a child as an attribute, or as the text that an element with
// attributes has.
func (n *node) attr1(k *node) {
	if k.name == "#text" || k.name == "Value" {
		n.text = k.text
		return
	}
	n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: k.name}, Value: k.text})
}

// attributes moves the children that stand for attributes to where they
// belong.
func (n *node) attributes() {
	var rest []*node
	for _, k := range n.kids {
		owner := n
		if name, ok := strings.CutSuffix(k.name, "_attributes"); ok && n.kid(name) != nil {
			owner = n.kid(name)
		} else if k.name != "#attributes" {
			rest = append(rest, k)
			continue
		}
		for _, a := range k.kids {
			owner.attr1(a)
		}
	}
	n.kids = rest
}

// allAttributes does so all the way down.
func (n *node) allAttributes() {
	n.attributes()
	var rest []*node
	for _, k := range n.kids {
		if k.name == "#text" {
			n.text = k.text
			continue
		}
		k.allAttributes()
		rest = append(rest, k)
	}
	n.kids = rest
}

// dataNodes makes <Data> elements of the keys of EventData.
func dataNodes(kids []*node) []*node {
	var list []*node
	for _, k := range kids {
		texts := k.all("#text")
		switch {
		case k.name == "Binary":
			list = append(list, k)
		case k.name == "Data" && len(texts) > 0:
			for _, t := range texts {
				list = append(list, &node{name: "Data", text: t.text})
			}
		case k.name == "Data" && k.null: // an empty <EventData>
		case k.name == "Data":
			list = append(list, &node{name: "Data", text: k.value()})
		default:
			name := xml.Attr{Name: xml.Name{Local: "Name"}, Value: k.name}
			list = append(list, &node{name: "Data", text: k.value(), attrs: []xml.Attr{name}})
		}
	}
	return list
}
