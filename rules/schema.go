package rules

import _ "embed" // for the schema

//go:embed schema/rule-1.json
var schemaJSON []byte

// SchemaJSON returns the JSON Schema (draft 2020-12) of rule files, by which
// editors complete and check them while they are written. [Load] finds more.
func SchemaJSON() []byte { return append([]byte(nil), schemaJSON...) }
