package report

import (
	"fmt"
	"io"
	"strconv"
)

// ecsVersion is that of the Elastic Common Schema that the field names are of.
const ecsVersion = "8.17.0"

// The fields of an event in the Elastic Common Schema; winlog.* are those of
// Winlogbeat, which is what dashboards for Windows events ask for.
type (
	ecsEvent struct {
		Timestamp string     `json:"@timestamp,omitempty"`
		Message   string     `json:"message"`
		ECS       ecsSchema  `json:"ecs"`
		Event     ecsMeta    `json:"event"`
		Host      *ecsName   `json:"host,omitempty"`
		Log       ecsLog     `json:"log"`
		Rule      *ecsRule   `json:"rule,omitempty"`
		Winlog    ecsWinlog  `json:"winlog"`
		User      *ecsID     `json:"user,omitempty"`
		Labels    *ecsLabels `json:"labels,omitempty"`
	}
	ecsSchema struct {
		Version string `json:"version"`
	}
	ecsName struct {
		Name string `json:"name"`
	}
	ecsID struct {
		ID string `json:"id"`
	}
	ecsMeta struct {
		Kind     string `json:"kind"` // alert for what proves an incident, else event
		Code     string `json:"code"`
		Provider string `json:"provider"`
		Dataset  string `json:"dataset"`
		Module   string `json:"module"`
		ID       string `json:"id"`
		Reason   string `json:"reason,omitempty"`
		Severity int    `json:"severity,omitempty"` // 1 low to 4 critical, of the incident
	}
	ecsLog struct {
		Level  string  `json:"level"`
		Offset int64   `json:"offset"`
		File   ecsFile `json:"file"`
	}
	ecsFile struct {
		Path string `json:"path"`
	}
	ecsRule struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		Reference string `json:"reference,omitempty"`
		Ruleset   string `json:"ruleset"`
	}
	ecsLabels struct {
		Incident string `json:"incident"`
		Role     string `json:"role"`
	}
	ecsWinlog struct {
		Channel      string            `json:"channel"`
		ComputerName string            `json:"computer_name,omitempty"`
		EventID      string            `json:"event_id"`
		ProviderName string            `json:"provider_name"`
		RecordID     string            `json:"record_id"`
		EventData    map[string]string `json:"event_data,omitempty"`
		User         *ecsIdentifier    `json:"user,omitempty"`
	}
	ecsIdentifier struct {
		Identifier string `json:"identifier"`
	}
)

// ECS writes the events that doc cites as JSON lines in the Elastic Common
// Schema. What proves an incident is an alert of its rule.
func ECS(w io.Writer, doc *Document, _ Options) error {
	enc := newEncoder(w)
	citations := doc.citations()
	paths := doc.paths()
	for _, id := range doc.EventIDs() {
		v := ecsOf(id, doc.Events[id], paths)
		if c, cited := citations[id]; cited {
			v.cite(c)
		}
		enc.line(*v)
	}
	return enc.close()
}

// paths maps the ids of the inputs to their paths.
func (d *Document) paths() map[string]string {
	out := make(map[string]string, len(d.Inputs))
	for i := range d.Inputs {
		out[d.Inputs[i].ID] = inputPath(&d.Inputs[i])
	}
	return out
}

func ecsOf(id string, e Event, paths map[string]string) *ecsEvent {
	v := &ecsEvent{
		Timestamp: e.Time, Message: e.Says, ECS: ecsSchema{ecsVersion},
		Event: ecsMeta{
			Kind: "event", Code: strconv.Itoa(e.EventID), Provider: e.Provider, Dataset: "culprit.evidence", Module: "culprit", ID: id,
		},
		Log: ecsLog{Level: e.Level, Offset: e.Offset, File: ecsFile{paths[e.Input]}},
		Winlog: ecsWinlog{
			Channel: e.Channel, ComputerName: e.Host, EventID: strconv.Itoa(e.EventID), ProviderName: e.Provider,
			RecordID: strconv.FormatUint(e.Record, 10), EventData: fieldMap(e.Fields),
		},
	}
	if e.Host != "" {
		v.Host = &ecsName{e.Host}
	}
	if e.UserSID != "" {
		v.User, v.Winlog.User = &ecsID{e.UserSID}, &ecsIdentifier{e.UserSID}
	}
	return v
}

// cite adds what the event proves.
func (v *ecsEvent) cite(c citation) {
	v.Event.Reason = c.says
	v.Labels = &ecsLabels{fmt.Sprint(c.number), c.role}
	if c.role == "consequence" {
		return
	}
	v.Event.Kind, v.Event.Severity = "alert", rankOf(c.incident.Severity)
	v.Rule = &ecsRule{ID: c.incident.Problem, Name: c.incident.Title, Ruleset: "culprit"}
	if lead := c.incident.Lead(); lead != nil && len(lead.References) > 0 {
		v.Rule.Reference = lead.References[0].URL
	}
}

// fieldMap makes an object of pairs; a name that comes again gets a number.
func fieldMap(fields [][]string) map[string]string {
	out := make(map[string]string, len(fields))
	for _, f := range fields {
		if len(f) != 2 {
			continue
		}
		name := f[0]
		for n := 2; ; n++ {
			if _, taken := out[name]; !taken {
				break
			}
			name = fmt.Sprintf("%s_%d", f[0], n)
		}
		out[name] = f[1]
	}
	return out
}
