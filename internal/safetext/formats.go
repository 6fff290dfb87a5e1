package safetext

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// CSV returns s as the text of a cell that no spreadsheet takes for a
// formula: what begins like one, after blanks and quotes, gets a leading
// apostrophe. Plain numbers are left alone. Quoting is the writer's task.
func CSV(s string) string {
	s = Line(s)
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	first := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '\'' })
	for _, mark := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%"} {
		if strings.HasPrefix(first, mark) {
			return "'" + s
		}
	}
	return s
}

// Workflow returns s as the message of a GitHub workflow command.
func Workflow(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(Line(s))
}

// WorkflowProperty returns s as a property of a GitHub workflow command.
func WorkflowProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(Workflow(s))
}

var workflowCommand = regexp.MustCompile(`^\s*::[A-Za-z]|##\[`)

// NoCommand breaks what a GitHub runner would take for a workflow command in
// a line of a program's output: "::name" at its start, and "##[name]".
func NoCommand(line string) string {
	if !strings.Contains(line, "::") && !strings.Contains(line, "##[") {
		return line
	}
	return workflowCommand.ReplaceAllStringFunc(line, func(m string) string {
		if m == "##[" {
			return "## ["
		}
		return strings.Replace(m, "::", ": :", 1)
	})
}

// HTTPS reports whether u is an https address of printable ASCII with a host
// and without credentials: the only addresses a report links to.
func HTTPS(u string) bool {
	rest, ok := strings.CutPrefix(u, "https://")
	if !ok || !plain(u) || strings.Contains(u, " ") {
		return false
	}
	host, _, _ := strings.Cut(rest, "/")
	return hostName.MatchString(host)
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$`)
