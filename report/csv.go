package report

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"culprit/internal/safetext"
)

// csvHeader names the columns. kind says what a row is: incident, symptom,
// evidence, against, behind, consequence, change, unexplained or damage.
var csvHeader = []string{
	"kind", "incident", "problem", "severity", "cause", "verdict", "probability", "host", "time", "channel",
	"provider", "event_id", "level", "count", "file", "record", "offset", "says",
}

// CSV writes doc for a spreadsheet (RFC 4180, UTF-8): a row per incident
// followed by its events, then the changes, the unexplained groups and the
// damage. No cell is a formula.
func CSV(w io.Writer, doc *Document, opt Options) error {
	c := csvWriter{w: bufio.NewWriter(w), speech: newSpeech(doc, opt), paths: doc.paths()}
	c.row(csvHeader)
	for i := range doc.Incidents {
		c.incident(doc, i)
	}
	for _, ch := range doc.Changes {
		c.row([]string{"change", "", ch.Kind, "", "", "", "", ch.Host, ch.Time, "", "", "", "", "", "", "", "", ch.Says})
	}
	for _, u := range doc.Unexplained {
		e := doc.Events[u.Sample]
		c.row([]string{
			"unexplained", "", "", "", "", "", "", u.Host, u.Last, u.Channel, u.Provider, strconv.Itoa(u.EventID),
			u.Level, strconv.Itoa(u.Count), c.paths[e.Input], "", "", e.Says,
		})
	}
	for _, in := range doc.Inputs {
		for _, d := range in.Damage {
			c.row([]string{"damage", "", "", "", "", "", "", "", "", "", "", "", "", "", c.paths[in.ID], "", strconv.FormatInt(d.Offset, 10), d.Structure + ": " + d.Cause})
		}
	}
	return c.w.Flush()
}

type csvWriter struct {
	speech
	w     *bufio.Writer
	paths map[string]string
}

func (c *csvWriter) incident(doc *Document, i int) {
	inc := &doc.Incidents[i]
	number := strconv.Itoa(i + 1)
	cause, verdict, probability := c.say("cause.unknown"), "", strconv.FormatFloat(inc.Unknown, 'f', -1, 64)
	if lead := inc.Lead(); lead != nil {
		cause, verdict, probability = lead.Title, lead.Verdict, strconv.FormatFloat(lead.Probability, 'f', -1, 64)
	}
	c.row([]string{
		"incident", number, inc.Problem, inc.Severity, cause, verdict, probability, inc.Host, inc.Start, "", "", "", "",
		strconv.Itoa(inc.Count), "", "", "", inc.Title,
	})
	for _, u := range doc.cited(inc) {
		c.event(doc.Events[u.id], number, inc, roleNames[u.role], u.says, 1)
	}
	for _, x := range inc.Explains {
		for _, id := range x.Events[:min(1, len(x.Events))] {
			c.event(doc.Events[id], number, inc, "consequence", x.Says, x.Count)
		}
	}
}

func (c *csvWriter) event(e Event, number string, inc *Incident, kind, says string, count int) {
	if says == "" {
		says = e.Says
	}
	c.row([]string{
		kind, number, inc.Problem, inc.Severity, "", "", "", e.Host, e.Time, e.Channel, e.Provider, strconv.Itoa(e.EventID),
		e.Level, strconv.Itoa(count), c.paths[e.Input], strconv.FormatUint(e.Record, 10), strconv.FormatInt(e.Offset, 10), says,
	})
}

// row quotes every cell: a spreadsheet that splits at semicolons would else
// find a new cell, and a formula, in the middle of one.
func (c *csvWriter) row(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			c.w.WriteByte(',')
		}
		c.w.WriteString(`"` + strings.ReplaceAll(safetext.CSV(cell), `"`, `""`) + `"`)
	}
	c.w.WriteString("\r\n")
}
