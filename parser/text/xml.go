package text

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"culprit/parser/event"
)

// readXML yields the <Event> elements of a text, whatever stands around them:
// a file that Event Viewer saved, <Events>…</Events>, or wevtutil's elements
// in a row without a root. An element that is broken is damage; the next one
// is looked for behind it.
func readXML(in *input, yield sink) error {
	return readElements(in, "Event", yield, func(el *element) (*draft, error) {
		e, repair, err := parseEvent(el.text)
		d := &draft{ready: e}
		if repair != "" {
			d.repaired(repair)
		}
		return d, err
	})
}

// readElements yields what read makes of each element of a name.
func readElements(in *input, name string, yield sink, read func(*element) (*draft, error)) error {
	for {
		el, err := in.nextElement("<" + name)
		if errors.Is(err, errDoctype) {
			yield(nil, &event.Damage{Offset: in.off, Structure: "XML", Cause: err.Error()})
			return nil
		}
		if err != nil {
			return err
		}
		var d *draft
		if err = el.err; err == nil {
			d, err = read(el)
		}
		var damage *event.Damage
		if err != nil {
			d, damage = nil, &event.Damage{Offset: el.off, Structure: "<" + name + ">", Cause: err.Error(), Lost: in.off - el.off}
		} else {
			d.off, d.num = el.off, el.num
		}
		if !yield(d, damage) {
			return nil
		}
	}
}

// element is the text of one <Event> element.
type element struct {
	text []byte
	off  int64
	num  int
	err  error // why text is not whole
}

var errDoctype = errors.New("a document type declaration; events have none, and it could define entities")

// nextElement returns the next element with a start tag, <Event or <Obj.
// Everything before it is skipped; at the end the error is io.EOF.
func (in *input) nextElement(tag string) (*element, error) {
	for {
		if err := in.scanTo('<', nil); err != nil {
			return nil, err
		}
		head, err := in.br.Peek(len("<!DOCTYPE"))
		switch {
		case isTag(head, tag):
			return in.takeElement(tag)
		case strings.EqualFold(string(head), "<!DOCTYPE"):
			return nil, errDoctype
		case len(head) == 0:
			return nil, err
		}
		in.take(1)
	}
}

// isTag reports whether b begins with the tag, and not with a longer name.
func isTag(b []byte, tag string) bool {
	return len(b) > len(tag) && string(b[:len(tag)]) == tag && strings.IndexByte(" \t\r\n>/", b[len(tag)]) >= 0
}

// takeElement reads up to the end tag. An element that the text ends in, or
// that is too large, has an error, and so has an <Event> that another one
// begins in. Objects of PowerShell hold objects.
func (in *input) takeElement(tag string) (*element, error) {
	end := "</" + tag[1:] + ">"
	el := &element{off: in.off, num: in.line}
	for depth := 1; ; {
		el.keep(in.take(1)) // the < found last
		switch err := in.scanTo('<', el.keep); {
		case errors.Is(err, io.EOF):
			el.err = errors.New("the text ends inside the element")
			return el, nil
		case err != nil:
			return nil, err
		}
		head, _ := in.br.Peek(len(end)) // short only at the end
		switch {
		case string(head) == end:
			if depth--; depth == 0 {
				el.keep(in.take(len(end)))
				return el, nil
			}
		case isTag(head, tag) && tag == "<Event":
			el.err = errors.New("another <Event> begins before its end")
			return el, nil
		case isTag(head, tag):
			depth++
		}
	}
}

// node is an element of a parsed event.
type node struct {
	name  string
	attrs []xml.Attr
	text  string
	kids  []*node
	null  bool // in JSON
}

// maxNodes bounds the elements of one event; insertion strings are the most of
// them.
const maxNodes = 4096

// parseTree reads one element with all that is in it.
func parseTree(text []byte) (*node, error) {
	dec := xml.NewDecoder(bytes.NewReader(text))
	var stack []*node
	for count := 0; ; {
		tok, err := dec.Token()
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.Directive:
			return nil, errDoctype
		case xml.StartElement:
			if count++; count > maxNodes || len(stack) >= maxDepth {
				return nil, fmt.Errorf("more than %d elements, or nested deeper than %d", maxNodes, maxDepth)
			}
			n := &node{name: t.Name.Local, attrs: t.Attr}
			if len(stack) > 0 {
				parent := stack[len(stack)-1]
				parent.kids = append(parent.kids, n)
			}
			stack = append(stack, n)
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text += string(t)
			}
		case xml.EndElement:
			top := stack[len(stack)-1]
			if strings.Contains(top.text, "\n") && strings.TrimSpace(top.text) == "" {
				top.text = "" // the indentation of a pretty printer
			}
			if len(stack) == 1 {
				return stack[0], nil
			}
			stack = stack[:len(stack)-1]
		}
	}
}

// badChar matches what XML 1.0 does not allow and Windows writes all the same
// when a string of an event holds it.
var badChar = regexp.MustCompile("[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[dD][89a-fA-F]..|[fF]{3}[eEfF]));")

// parseEvent reads an <Event> element. Characters that XML does not allow do
// not make it unreadable: they are replaced, which repair then says.
func parseEvent(text []byte) (e *event.Event, repair string, err error) {
	root, err := parseTree(text)
	if err != nil && badChar.Match(text) {
		root, err = parseTree(badChar.ReplaceAll(text, []byte("\uFFFD")))
		repair = "characters that XML does not allow replaced"
	}
	if err != nil {
		return nil, "", err
	}
	e, err = root.event()
	return e, repair, err
}
