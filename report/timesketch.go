package report

import (
	"fmt"
	"io"
)

// timesketchEvent has the three fields that Timesketch asks for (message,
// datetime, timestamp_desc), its tags, and ours.
type timesketchEvent struct {
	Message       string   `json:"message"`
	Datetime      string   `json:"datetime"`
	TimestampDesc string   `json:"timestamp_desc"`
	Timestamp     int64    `json:"timestamp"` // microseconds since 1970
	Host          string   `json:"host"`
	Channel       string   `json:"channel"`
	Provider      string   `json:"provider"`
	EventID       int      `json:"event_id"`
	Level         string   `json:"level"`
	Record        string   `json:"record"`
	Offset        int64    `json:"offset"`
	File          string   `json:"file"`
	Problem       string   `json:"problem,omitempty"`
	Role          string   `json:"role,omitempty"`
	Reason        string   `json:"reason,omitempty"`
	Tag           []string `json:"tag,omitempty"`
}

// timesketchText is the longest text that Timesketch can search: beyond 32,766
// bytes a field loses its keyword.
const timesketchText = 32_766

// Timesketch writes the dated events that doc cites as JSON lines that
// Timesketch imports, and the changes.
func Timesketch(w io.Writer, doc *Document, _ Options) error {
	enc := newEncoder(w)
	citations, paths := doc.citations(), doc.paths()
	for _, id := range doc.EventIDs() {
		e := doc.Events[id]
		at, dated := parseTime(e.Time)
		if !dated {
			continue // Timesketch has no place for it
		}
		v := timesketchEvent{
			Message:  cut(fmt.Sprintf("[%s %d] %s", e.Provider, e.EventID, e.Says), timesketchText-len("…")),
			Datetime: at.UTC().Format("2006-01-02T15:04:05.000000+00:00"), Timestamp: at.UnixMicro(), TimestampDesc: "Event Logged",
			Host: e.Host, Channel: e.Channel, Provider: e.Provider, EventID: e.EventID, Level: e.Level,
			Record: fmt.Sprint(e.Record), Offset: e.Offset, File: paths[e.Input],
		}
		if c, cited := citations[id]; cited {
			v.Problem, v.Role, v.Reason = c.incident.Problem, c.role, c.says
			v.Tag = []string{"culprit:" + c.role, "culprit:" + c.incident.Problem}
		}
		enc.line(v)
	}
	return enc.close()
}
