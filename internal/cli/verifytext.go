package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"culprit/internal/safetext"
	"culprit/parser"
)

func (n *verification) write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSON(w, n.list)
	}
	for i, v := range n.list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		v.write(w)
	}
	return nil
}

// toldFindings bounds the findings of one kind that are written as text.
const toldFindings = 3

func (v *verified) write(w io.Writer) {
	fmt.Fprintln(w, safetext.Line(v.Input))
	line := func(name, value string) { paragraph(w, fmt.Sprintf("  %-13s ", name), value) }
	if v.SHA256 == "" {
		line("state", "not readable")
		return
	}
	line("content", fmt.Sprintf("%s, %d bytes", v.Format, v.Bytes))
	line("sha256", v.SHA256)
	if len(v.Channels)+len(v.Hosts) > 0 {
		line("log", strings.Join(v.Channels, ", ")+" of "+firstOf(strings.Join(v.Hosts, ", "), "unknown host"))
	}
	if v.First != "" {
		line("time", v.First+" to "+v.Last)
	}
	line("records", v.says())
	if c := v.Chunks; c != nil {
		line("chunks", c.says())
	}
	seen := map[string]int{}
	for _, f := range v.Integrity {
		if seen[f.Code]++; seen[f.Code] <= toldFindings {
			line(f.Code, f.Says)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(seen)) {
		if more := seen[code] - toldFindings; more > 0 {
			line(code, fmt.Sprintf("%d more; -f json lists them", more))
		}
	}
	for _, d := range v.Damage {
		line("damage", fmt.Sprintf("at %#x: %s: %s", d.Offset, d.Structure, d.Cause))
	}
	if v.MoreDamage > 0 {
		line("damage", plural(v.MoreDamage, "more place", "more places"))
	}
	for _, s := range v.Assumptions {
		line("assumed", s)
	}
}

// says is the completeness of a log in one line: what became of every record
// that is physically there, then where they were found.
func (v *verified) says() string {
	sum := fmt.Sprintf("%d = %d decoded + %d damaged + %d recovered",
		v.Records+v.Duplicates, v.live, v.Partial, v.Decoded-v.live)
	if v.Duplicates > 0 {
		sum += " + " + plural(v.Duplicates, "copy", "copies") + " left out"
	}
	parts := []string{sum}
	found := "recovered beside damage"
	if v.Format == string(parser.Carved) {
		found = "carved"
	}
	for _, c := range []struct {
		n    int
		says string
	}{
		{v.Recovered, found}, {v.Slack, "left over in unused space"}, {v.Torn, "cut or overwritten"},
	} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.says))
		}
	}
	if v.Unreadable == 0 {
		parts = append(parts, "nothing unreadable")
	} else {
		parts = append(parts, fmt.Sprintf("%s unreadable, %d bytes lost", plural(v.Unreadable, "place", "places"), v.BytesLost))
	}
	return strings.Join(parts, "; ")
}

func (c *chunkCounts) says() string {
	parts := []string{strconv.Itoa(c.Chunks)}
	for _, part := range []struct {
		n    int
		says string
	}{
		{c.Empty, "empty slots"},
		{c.Unsigned, "slots without signature"},
		{c.Truncated, "truncated"},
		{c.BadHeader, "with a wrong header checksum"},
		{c.BadData, "with a wrong data checksum"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.says))
		}
	}
	if c.BadHeader+c.BadData == 0 {
		parts = append(parts, "checksums hold")
	}
	return strings.Join(parts, "; ")
}
