package text

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// PowerShell's Export-Clixml writes an object as <Obj>, its properties under
// <Props>: scalars named for their type, <S N="Message">, and objects and lists
// (<LST>) within. ref: [MS-PSRP] 2.2.5

func seesCLI(start string) bool {
	return firstByte(start) == '<' && strings.Contains(start, "<Objs") && strings.Contains(start, "<Obj ")
}

func readCLI(in *input, yield sink) error {
	return readElements(in, "Obj", yield, func(el *element) (*draft, error) {
		root, err := parseTree(el.text)
		if err != nil {
			return nil, err
		}
		d, err := root.properties("").draft()
		if err == nil && !d.complete() {
			err = errors.New("an object that is no event")
		}
		return d, err
	})
}

// properties turns an <Obj> into the tree that the object has in JSON.
func (n *node) properties(name string) *node {
	object := &node{name: name}
	for _, k := range n.kids {
		switch k.name {
		case "Props", "MS":
			for _, p := range k.kids {
				object.addProperty(p.attr("N"), p)
			}
		case "ToString":
			object.text = unescapeCLI(k.text)
		}
	}
	return object
}

// addProperty adds a property; the items of a list become children of the
// same name.
func (n *node) addProperty(name string, p *node) {
	list := p.kid("LST")
	if list == nil {
		list = p.kid("IE")
	}
	switch {
	case p.name == "Nil":
	case list != nil:
		for _, item := range list.kids {
			n.addProperty(name, item)
		}
	case p.name == "Obj":
		n.kids = append(n.kids, p.properties(name))
	default:
		n.kids = append(n.kids, &node{name: name, text: unescapeCLI(p.text)})
	}
}

var escapedCLI = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescapeCLI replaces _x000D_ and the like, UTF-16 code units.
func unescapeCLI(s string) string {
	return escapedCLI.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 16)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}
