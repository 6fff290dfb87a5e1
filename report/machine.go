package report

import (
	"cmp"
	"strings"
)

// What the formats for other programs share: which event proves which
// incident, and how a path becomes an address.

// citation says where a document cites an event.
type citation struct {
	incident *Incident
	number   int // of the incident, from 1
	role     string
	says     string
}

// citations maps each event to the first incident that cites it.
func (d *Document) citations() map[string]citation {
	out := map[string]citation{}
	for i := range d.Incidents {
		inc := &d.Incidents[i]
		for _, u := range d.cited(inc) {
			if _, taken := out[u.id]; !taken {
				out[u.id] = citation{inc, i + 1, roleNames[u.role], u.says}
			}
		}
		for _, e := range inc.Explains {
			for _, id := range e.Events {
				if _, taken := out[id]; !taken {
					out[id] = citation{inc, i + 1, "consequence", e.Says}
				}
			}
		}
	}
	return out
}

// roleNames are what the machine formats call the roles.
var roleNames = [...]string{roleSymptom: "symptom", roleEvidence: "evidence", roleAgainst: "against", roleBehind: "behind"}

// fullCode is the 32-bit event identifier: severity, facility and number.
func (e Event) fullCode() uint32 { return uint32(e.Qualifiers)<<16 | uint32(e.EventID)&0xffff }

// uri makes a URI reference of a path, relative if the path is.
func uri(path string) string {
	path = strings.ReplaceAll(path, `\`, "/")
	prefix := ""
	switch {
	case path == "-" || path == "":
		path = "stdin"
	case len(path) > 2 && path[1] == ':' && path[2] == '/':
		return "file:///" + path[:2] + percentEncode(path[2:])
	case strings.HasPrefix(path, "//"):
		prefix = "file:"
	case path[0] == '/':
		prefix = "file://"
	}
	return prefix + percentEncode(path)
}

// percentEncode leaves what RFC 3986 calls unreserved, and slashes.
func percentEncode(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}

// rankOf orders severities: 0 for info up to 4 for critical.
func rankOf(severity string) int {
	for i, s := range severities {
		if s == severity {
			return len(severities) - 1 - i
		}
	}
	return 0
}

// finding says an incident in one paragraph: what broke, why, what to do.
func (s speech) finding(inc *Incident) string {
	parts := []string{inc.Title + "."}
	if lead := inc.Lead(); lead != nil {
		parts = append(parts, s.say("card.cause")+": "+lead.Title+" ("+s.percent(lead.Probability)+").")
		if len(lead.Fix) > 0 {
			parts = append(parts, s.say("card.first")+": "+strings.Join(nonEmpty(lead.Fix[0].Says, lead.Fix[0].Run), ": ")+".")
		}
	} else {
		parts = append(parts, s.say("card.cause")+": "+s.say("cause.unknown")+".")
		if ask := firstAsk(inc); ask != nil {
			parts = append(parts, s.say("card.first")+": "+ask.Run+".")
		}
	}
	return strings.Join(parts, " ")
}

func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// hostName names a host, or says that it is unknown.
func (s speech) hostName(name string) string { return cmp.Or(name, s.say("host.unknown")) }
