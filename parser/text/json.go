package text

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"

	"culprit/parser/event"
)

// readJSON yields the objects of a text: ConvertTo-Json of PowerShell 5 and 7
// (one object, or a list of them), one object a line, or either in a list
// under one key. Broken ones are damage; the next is looked for behind them.
func readJSON(in *input, yield sink) error {
	for {
		el, err := in.nextObject()
		if err != nil {
			return err
		}
		d, err := el.object()
		if err != nil {
			if !yield(nil, &event.Damage{Offset: el.off, Structure: "JSON object", Cause: err.Error(), Lost: in.off - el.off}) {
				return nil
			}
			continue
		}
		d.off, d.num = el.off, el.num
		if !yield(d, nil) {
			return nil
		}
	}
}

// listHead is the start of an object that only holds the list of events.
var listHead = regexp.MustCompile(`^\{\s*"[^"\\]{0,64}"\s*:\s*\[\s*\{`)

// nextObject returns the next object that is not inside another one.
func (in *input) nextObject() (*element, error) {
	for {
		if err := in.scanTo('{', nil); err != nil {
			return nil, err
		}
		head, _ := in.br.Peek(128) // short at the end
		if !listHead.Match(head) {
			return in.takeObject()
		}
		in.take(1)
	}
}

// takeObject reads an object to its closing brace, or to where it is broken: a
// line cannot end inside a string.
func (in *input) takeObject() (*element, error) {
	el := &element{off: in.off, num: in.line}
	part := make([]byte, 0, 4096)
	depth, quoted, escaped := 0, false, false
	for {
		c, err := in.br.ReadByte()
		if err != nil || len(part) == cap(part) {
			in.advance(part)
			el.keep(part)
			part = part[:0]
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				return nil, err
			}
			el.err = errors.New("the text ends inside the object")
			return el, nil
		}
		part = append(part, c)
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted && c == '\n':
			el.err = errors.New("a line ends inside a string")
		case !quoted && c == '{':
			depth++
		case !quoted && c == '}':
			depth--
		}
		if depth == 0 || quoted && c == '\n' {
			in.advance(part)
			el.keep(part)
			return el, nil
		}
	}
}

// keep adds to the text of an element, up to the limit.
func (el *element) keep(part []byte) {
	if len(el.text)+len(part) > maxElement {
		el.err = fmt.Errorf("an event larger than %d MiB", maxElement>>20)
		return
	}
	el.text = append(el.text, part...)
}

// object reads the text of an object as an event.
func (el *element) object() (*draft, error) {
	if el.err != nil {
		return nil, el.err
	}
	dec := json.NewDecoder(bytes.NewReader(el.text))
	dec.UseNumber()
	top := &node{}
	count := 0
	if err := top.addJSON(dec, "", &count, 0); err != nil {
		return nil, err
	}
	d, err := top.kids[0].draft()
	if err == nil && !d.complete() {
		err = errors.New("neither an event identifier nor a source in it")
	}
	return d, err
}

// addJSON reads one value and adds it as a child; the values of a list become
// children of the same name.
func (n *node) addJSON(dec *json.Decoder, name string, count *int, depth int) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	if *count++; *count > maxNodes || depth > maxDepth {
		return fmt.Errorf("more than %d values, or nested deeper than %d", maxNodes, maxDepth)
	}
	delim, ok := tok.(json.Delim)
	if !ok {
		n.kids = append(n.kids, &node{name: name, text: scalar(tok), null: tok == nil})
		return nil
	}
	into := n
	if delim == '{' {
		into = &node{name: name}
		n.kids = append(n.kids, into)
	}
	for dec.More() {
		if delim == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			name, _ = key.(string) // keys are strings
		}
		if err := into.addJSON(dec, name, count, depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// scalar writes a JSON value that is no list and no object.
func scalar(tok json.Token) string {
	if tok == nil {
		return ""
	}
	return fmt.Sprint(tok)
}

// seesJSON reads the first object of the start as an event.
func seesJSON(start string) bool {
	if first := firstByte(start); first != '{' && first != '[' {
		return false
	}
	seen := false
	_ = readJSON(newBytesInput([]byte(start), utf8Text), func(d *draft, _ *event.Damage) bool {
		seen = d != nil
		return false
	})
	return seen
}
