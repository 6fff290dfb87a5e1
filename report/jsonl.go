package report

import (
	"bufio"
	"io"
	"reflect"
)

// JSONL writes doc as one object per line, each with a "type": report, input,
// coverage, incident, change, unexplained, check, warning, event. The keys are
// those of the JSON report; an event has its id.
func JSONL(w io.Writer, doc *Document, _ Options) error {
	e := newEncoder(w)
	e.typed("report", "", struct {
		Schema  string  `json:"schema"`
		Tool    Tool    `json:"tool"`
		Run     Run     `json:"run"`
		Summary Summary `json:"summary"`
	}{doc.Schema, doc.Tool, doc.Run, doc.Summary})
	for _, v := range doc.Inputs {
		e.typed("input", "", v)
	}
	for _, v := range doc.Coverage {
		e.typed("coverage", "", v)
	}
	for _, v := range doc.Incidents {
		e.typed("incident", "", v)
	}
	for _, v := range doc.Changes {
		e.typed("change", "", v)
	}
	for _, v := range doc.Unexplained {
		e.typed("unexplained", "", v)
	}
	for _, v := range doc.Sigma {
		e.typed("sigma", "", v)
	}
	for _, v := range doc.Checked {
		e.typed("check", "", v)
	}
	for _, v := range doc.Warnings {
		e.typed("warning", "", v)
	}
	e.events(doc)
	return e.close()
}

// evidenceJSONL writes only the events.
func evidenceJSONL(w io.Writer, doc *Document, _ Options) error {
	e := newEncoder(w)
	e.events(doc)
	return e.close()
}

func newEncoder(w io.Writer) *encoder {
	return &encoder{w: bufio.NewWriterSize(w, 1<<16), keys: map[reflect.Type][]key{}, compact: true}
}

func (e *encoder) events(doc *Document) {
	for _, id := range doc.EventIDs() {
		e.typed("event", id, doc.Events[id])
	}
}

// typed writes a line: the type, the id if there is one, and the keys of v.
func (e *encoder) typed(kind, id string, v any) {
	e.w.WriteString(`{"type": `)
	e.string(kind)
	if id != "" {
		e.w.WriteString(`, "id": `)
		e.string(id)
	}
	e.fields(reflect.ValueOf(v), ',', "")
	e.w.WriteString("}\n")
}

// line writes v, a struct, as a line.
func (e *encoder) line(v any) {
	e.value(reflect.ValueOf(v), "")
	e.w.WriteByte('\n')
}

func (e *encoder) close() error {
	if e.err != nil {
		return e.err
	}
	return e.w.Flush()
}
