package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// format is a way to write a document.
type format struct {
	name      string
	extension string
	write     func(io.Writer, *Document, Options) error
}

var formats = []format{
	{"table", "table", Table},
	{"text", "txt", Text},
	{"markdown", "md", Markdown},
	{"html", "html", HTML},
	{"jsonl", "jsonl", JSONL},
	{"csv", "csv", CSV},
	{"sarif", "sarif", SARIF},
	{"junit", "junit.xml", JUnit},
	{"ecs", "ecs.jsonl", ECS},
	{"timesketch", "timesketch.jsonl", Timesketch},
	{"json", "json", func(w io.Writer, doc *Document, _ Options) error { return JSON(w, doc) }},
}

// Formats lists the formats that Write knows.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// Extension returns the extension of a file in that format, without the dot,
// or "" for an unknown one.
func Extension(name string) string {
	if i := formatIndex(name); i >= 0 {
		return formats[i].extension
	}
	return ""
}

// FormatOf returns the format that a file of that name is to have, or "" if
// its extension says nothing.
func FormatOf(file string) string {
	best := format{}
	for _, f := range formats {
		if strings.HasSuffix(strings.ToLower(file), "."+f.extension) && len(f.extension) > len(best.extension) {
			best = f
		}
	}
	return best.name
}

// Write writes doc in the named format.
func Write(w io.Writer, name string, doc *Document, opt Options) error {
	i := formatIndex(name)
	if i < 0 {
		return fmt.Errorf("unknown format %q: want one of %s", name, strings.Join(Formats(), ", "))
	}
	return formats[i].write(w, doc, opt)
}

func formatIndex(name string) int {
	return slices.IndexFunc(formats, func(f format) bool { return f.name == name })
}
