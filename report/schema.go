package report

import _ "embed" // for the schema

//go:embed schema/report-1.json
var schemaJSON []byte

// SchemaJSON returns the JSON Schema (draft 2020-12) of what JSON writes.
func SchemaJSON() []byte { return append([]byte(nil), schemaJSON...) }
