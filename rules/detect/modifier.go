package detect

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// modifiers is what stands behind the name of a field: Field|contains|all.
type modifiers struct {
	before, after bool // * before the value, after it
	all           bool
	cased         bool
	neq           bool
	windash       bool
	expand        bool
	encodings     []string // wide and its kin, base64, base64offset, in order
	comparator    string   // re, cidr, fieldref, exists, lt, lte, gt, gte or none
	flags         string   // of re
	part          string   // of a date
}

// The modifiers by what they do.
var (
	shapes      = []string{"contains", "startswith", "endswith"}
	encoders    = []string{"wide", "utf16le", "utf16be", "utf16", "base64", "base64offset"}
	comparators = []string{"re", "cidr", "fieldref", "exists", "lt", "lte", "gt", "gte"}
	regexFlags  = []string{"i", "m", "s"}
	dateParts   = []string{"minute", "hour", "day", "week", "month", "year"}
	switches    = []string{"all", "cased", "neq", "windash", "expand"}
)

// parseModifiers reads the key of an item.
func (c *compiler) parseModifiers(key *yaml.Node) (field string, m modifiers) {
	parts := strings.Split(key.Value, "|")
	for i, name := range parts[1:] {
		if slices.Contains(parts[1:i+1], name) {
			c.Addf(key, "the modifier %q is given twice", name)
			continue
		}
		c.modifier(key, &m, name)
	}
	c.checkModifiers(key, &m)
	return parts[0], m
}

func (c *compiler) modifier(key *yaml.Node, m *modifiers, name string) {
	switch {
	case slices.Contains(shapes, name):
		m.before = m.before || name != "startswith"
		m.after = m.after || name != "endswith"
	case slices.Contains(encoders, name):
		if m.before || m.after {
			c.Addf(key, "%q must come before contains, startswith and endswith: it takes the value without wildcards", name)
		}
		m.encodings = append(m.encodings, name)
	case slices.Contains(comparators, name):
		if m.comparator != "" {
			c.Addf(key, "%q and %q cannot both say how to compare", m.comparator, name)
		}
		m.comparator = name
	case slices.Contains(dateParts, name):
		if m.part != "" {
			c.Addf(key, "%q and %q cannot both say which part of a date to take", m.part, name)
		}
		m.part = name
	case slices.Contains(regexFlags, name):
		if m.comparator != "re" {
			c.Addf(key, "the modifier %q must come after re", name)
		}
		m.flags += name
	case slices.Contains(switches, name):
		m.setSwitch(name)
	default:
		c.Addf(key, "unknown modifier %q%s", name, Suggest(name, knownModifiers))
	}
}

var knownModifiers = slices.Concat(shapes, encoders, comparators, regexFlags, dateParts, switches)

func (m *modifiers) setSwitch(name string) {
	switch name {
	case "all":
		m.all = true
	case "cased":
		m.cased = true
	case "neq":
		m.neq = true
	case "windash":
		m.windash = true
	case "expand":
		m.expand = true
	}
}

// checkModifiers finds those that make no sense together.
func (c *compiler) checkModifiers(key *yaml.Node, m *modifiers) {
	shaped := m.before || m.after
	coded := len(m.encodings) > 0
	numeric := slices.Contains([]string{"lt", "lte", "gt", "gte"}, m.comparator)
	switch {
	case m.comparator == "exists" && strings.Count(key.Value, "|") > 1:
		c.Addf(key, "exists takes no other modifier")
	case (m.comparator == "cidr" || numeric || m.part != "") && (shaped || coded || m.cased || m.windash || m.expand):
		c.Addf(key, "%s compares the value as a whole; other modifiers of the value make no sense", cmp.Or(m.comparator, m.part))
	case m.part != "" && m.comparator != "" && !numeric:
		c.Addf(key, "%s is a number and cannot be compared by %s", m.part, m.comparator)
	case (m.comparator == "re" || m.comparator == "fieldref") && (coded || m.windash || m.expand):
		c.Addf(key, "%s takes the value as it is; no other modifier can change it", m.comparator)
	case m.comparator == "re" && m.cased:
		c.Addf(key, "a regular expression is case-sensitive unless re|i")
	}
	c.checkEncodings(key, m)
}

func (c *compiler) checkEncodings(key *yaml.Node, m *modifiers) {
	n := len(m.encodings)
	if n == 0 {
		return
	}
	if last := m.encodings[n-1]; last != "base64" && last != "base64offset" {
		c.Addf(key, "%q must be followed by base64 or base64offset", last)
	}
	for _, e := range m.encodings[:n-1] {
		if strings.HasPrefix(e, "base64") {
			c.Addf(key, "%q must be the last encoding", e)
		}
	}
	if n > 2 {
		c.Addf(key, "a value can be encoded to UTF-16 only once")
	}
	if m.windash || m.expand {
		c.Addf(key, "windash and expand cannot be combined with an encoding")
	}
}
