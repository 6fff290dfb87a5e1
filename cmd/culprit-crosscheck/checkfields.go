package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// theirs compares the event of golang-evtx with what the bytes and its known
// faults make of the record. A field agrees if it is as the bytes have it in
// both readers.
func (c *checker) theirs(what finding, model *model, want table, m *message, wrong int) {
	c.res.Records++
	c.res.Fields += len(model.cells)
	got, err := decodeEvent(m.Event)
	switch {
	case model.stop == attributeEmpty: // what it takes for the value, nobody needs to know
		c.res.add(attributeEmpty, what.with("record", "whole", "an event", string(m.Event)))
		return
	case err == nil && model.stop != "" && isPart(got, model.whole):
		c.res.add(halfTemplate, what.with("record", "whole", "an event", string(m.Event)))
		return
	case err != nil || model.stop != "":
		c.res.add(peerUnlike, what.with("record", "should fail: "+string(model.stop), "", string(m.Event)))
		return
	}
	unlike := diff(nil, "", want, got)
	for _, u := range unlike {
		c.res.add(peerUnlike, what.with(u.field, "should be "+u.bytes, "", u.ours))
	}
	faults := 0
	for _, cell := range model.cells {
		if cell.fault != "" {
			c.res.add(cell.fault, what.with(cell.field, cell.shown(), cell.bytes.Text(), cell.theirs()))
			faults++
		}
	}
	c.res.Agreed += max(0, len(model.cells)-faults-wrong-len(unlike))
	if faults+wrong+len(unlike) == 0 {
		c.res.Whole++
	}
}

func decodeEvent(b []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // 64 bits do not fit into a float64
	err = d.Decode(&v)
	return v, err
}

// theirs shows what golang-evtx has for a cell.
func (c *cell) theirs() string {
	if c.key != "" {
		return fmt.Sprintf("%q: \"\"", c.key)
	}
	return peerShown(c.json)
}

// shown tells what the bytes of a cell are.
func (c *cell) shown() string {
	const most = 24
	if c.origin == nil || c.origin.value == nil {
		return "text " + c.bytes.Text()
	}
	v, more := c.origin.value, ""
	if len(v.raw) > most {
		more = " …"
	}
	return fmt.Sprintf("type %#02x, %d bytes: % x%s", v.typ, len(v.raw), v.raw[:min(len(v.raw), most)], more)
}

// isPart reports whether an event of golang-evtx is one that the model gives
// without some of its entries.
func isPart(got any, want table) bool {
	for _, d := range diff(nil, "", want, got) {
		if d.ours != notThere {
			return false
		}
	}
	return want != nil
}

const notThere = "not there"

// diff lists where golang-evtx gives other than the model; of a mismatch, ours
// is what it gives.
func diff(dst []mismatch, path string, want, got any) []mismatch {
	if c, ok := want.(*cell); ok {
		want = c.json
	}
	t, isTable := want.(table)
	g, isMap := got.(map[string]any)
	if isTable != isMap || !isTable && !equal(want, got) {
		return append(dst, mismatch{field: path, bytes: fmt.Sprint(want), ours: fmt.Sprint(got)})
	}
	for _, k := range slices.Sorted(maps.Keys(t)) {
		if v, ok := g[k]; ok {
			dst = diff(dst, path+"/"+k, t[k], v)
		} else {
			dst = append(dst, mismatch{field: path + "/" + k, bytes: "there", ours: notThere})
		}
	}
	for _, k := range slices.Sorted(maps.Keys(g)) {
		if _, ok := t[k]; !ok {
			dst = append(dst, mismatch{field: path + "/" + k, bytes: notThere, ours: fmt.Sprint(g[k])})
		}
	}
	return dst
}

func equal(a, b any) bool {
	x, isList := a.([]any)
	y, isList2 := b.([]any)
	if isList && isList2 {
		return slices.EqualFunc(x, y, equal)
	}
	_, isMap := b.(map[string]any)
	return !isList && !isList2 && !isMap && a == b
}
