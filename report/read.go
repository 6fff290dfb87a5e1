package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxRead bounds a saved report. One with 100,000 cited events takes 60 MB.
const maxRead = 1 << 30

// ErrNotAReport is the cause where what was read is JSON, but no report.
var ErrNotAReport = errors.New("not a report of culprit")

// Read reads a report that JSON wrote. Keys that it does not know are
// skipped, so that a report of a later version 1.x can be read. Errors name
// the byte offset.
func Read(r io.Reader) (*Document, error) {
	limited := &io.LimitedReader{R: r, N: maxRead}
	dec := json.NewDecoder(limited)
	doc := new(Document)
	if err := dec.Decode(doc); err != nil {
		if limited.N <= 0 {
			return nil, fmt.Errorf("report is larger than %d bytes", maxRead)
		}
		return nil, readError(err, maxRead-limited.N)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("offset %#x: more text after the report", dec.InputOffset())
	}
	if !strings.HasPrefix(doc.Schema, schemaName) {
		return nil, fmt.Errorf("%w: schema is %q, want %q", ErrNotAReport, doc.Schema, Schema)
	}
	if doc.Schema != Schema {
		return nil, fmt.Errorf("report has schema %q, which a newer culprit wrote; this one reads %q", doc.Schema, Schema)
	}
	return doc, nil
}

const schemaName = "culprit.report/"

// readError adds the offset: that of the mistake, or how far was read.
func readError(err error, offset int64) error {
	var syntax *json.SyntaxError
	var typing *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("offset %#x: %w", syntax.Offset, err)
	case errors.As(err, &typing):
		return fmt.Errorf("offset %#x: %s is a %s: %w", typing.Offset, typing.Field, typing.Value, ErrNotAReport)
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%w: empty", ErrNotAReport)
	}
	return fmt.Errorf("offset %#x: %w", offset, err)
}

// UnmarshalJSON reads an event whose record number may be a string, as JSON
// writes it beyond 2^53.
func (e *Event) UnmarshalJSON(data []byte) error {
	type plain Event // without this method
	aux := struct {
		*plain
		Record json.RawMessage `json:"record"`
	}{plain: (*plain)(e)}
	if err := json.Unmarshal(data, &aux); err != nil {
		return err
	}
	digits := bytes.Trim(aux.Record, `"`)
	if len(digits) == 0 {
		return nil
	}
	return json.Unmarshal(digits, &e.Record)
}
