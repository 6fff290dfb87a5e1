package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"culprit/internal/safetext"
)

// SARIF writes doc as a SARIF 2.1.0 log, for GitHub code scanning and other
// viewers of findings. How a root cause is told in it:
//
//	problem            a rule; its help is the fix of the first cause found
//	incident           a result; level error for critical and high, warning for
//	                   medium, note below; rank is the probability of the cause
//	event              a location: the file, the byte offset of the record (the
//	                   line, in a text), host and channel as logical locations
//	evidence in order  the code flow of the result
//	hit of Sigma rules a result, whose rule is sigma/ID
//	input              an artifact with its SHA-256; an archive is its parent
//	damage, warnings   notifications of the invocation
//
// GitHub wants lines and columns even where there are none, and so a binary
// record is at line 1 beside its byte offset.
func SARIF(w io.Writer, doc *Document, opt Options) error {
	s := &sarifWriter{speech: newSpeech(doc, opt), doc: doc, rules: map[string]int{}, artifacts: map[string]sarifURI{}}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{s.run()},
	})
}

// aboutURI stands where SARIF wants the page of the tool. culprit works without
// a network and its documentation comes with it; the logs that it reads have a
// page.
const aboutURI = "https://learn.microsoft.com/windows/win32/wes/windows-event-log"

// Limits that GitHub sets to what it takes.
const (
	sarifResults   = 5000 // shown of a run
	sarifLocations = 100  // shown of a result
	sarifFlow      = 1000
	sarifText      = 1000 // columns of a description
)

type sarifWriter struct {
	speech
	doc       *Document
	rules     map[string]int      // index by problem
	artifacts map[string]sarifURI // by input id
}

func (s *sarifWriter) run() sarifRun {
	d := s.doc
	run := sarifRun{
		ColumnKind: "utf16CodeUnits",
		Language:   map[string]string{"en": "en-US", "ru": "ru-RU"}[s.lang],
		Automation: &sarifAutomation{ID: "culprit/"},
	}
	run.Tool.Driver = sarifDriver{
		Name: "culprit", Version: semanticVersion(d.Tool.Version), SemanticVersion: semanticVersion(d.Tool.Version),
		InformationURI: aboutURI, Rules: s.addRules(),
	}
	run.Artifacts = s.addArtifacts()
	for i := range d.Incidents[:min(len(d.Incidents), sarifResults)] {
		run.Results = append(run.Results, s.result(&d.Incidents[i]))
	}
	for i := range d.Sigma[:min(len(d.Sigma), sarifResults-len(run.Results))] {
		run.Results = append(run.Results, s.sigmaResult(&d.Sigma[i]))
	}
	if run.Results == nil {
		run.Results = []sarifResult{}
	}
	run.Invocations = []sarifInvocation{{
		CommandLine: safetext.Line(command(d.Run.Command)), Successful: !d.Run.Partial, Notifications: s.notifications(),
	}}
	run.RedactionTokens = redactionTokens(d)
	return run
}

// semanticVersion is what validators take for a version.
func semanticVersion(version string) string {
	if parts := strings.Split(version, "."); len(parts) == 3 && strings.Trim(strings.Join(parts, ""), "0123456789") == "" {
		return version
	}
	return "0.0.0-dev"
}

func (s *sarifWriter) addArtifacts() []sarifArtifact {
	var out []sarifArtifact
	parents := map[string]int{}
	for _, in := range s.doc.Inputs {
		var parent *int
		for n, c := range in.Container {
			whole := strings.Join(in.Container[:n+1], "\x00")
			i, known := parents[whole]
			if !known {
				i = len(out)
				parents[whole] = i
				out = append(out, sarifArtifact{Location: sarifURI{URI: uri(c)}, Parent: parent, Roles: []string{"analysisTarget"}})
			}
			parent = &i
		}
		a := sarifArtifact{Location: sarifURI{URI: uri(in.Path)}, Parent: parent, Length: in.Bytes, Roles: []string{"analysisTarget"}}
		if len(in.SHA256) == 64 {
			a.Hashes = map[string]string{"sha-256": safetext.Line(in.SHA256)}
		}
		index := len(out)
		s.artifacts[in.ID] = sarifURI{URI: a.Location.URI, Index: &index}
		out = append(out, a)
	}
	return out
}

func (s *sarifWriter) result(inc *Incident) sarifResult {
	r := sarifResult{
		RuleID: safetext.Line(inc.Problem), RuleIndex: s.rules[inc.Problem], Level: sarifLevel(inc.Severity), Kind: "fail",
		Message:      sarifMessage(safetext.Short(s.finding(inc), sarifText)),
		Fingerprints: map[string]string{"primaryLocationLineHash": safetext.Line(inc.Fingerprint), "culpritFinding/v1": safetext.Line(inc.Fingerprint)},
		Properties:   map[string]any{"host": safetext.Line(inc.Host), "start": inc.Start, "end": inc.End, "severity": severityClass(inc.Severity)},
	}
	lead := inc.Lead()
	if lead != nil {
		r.Rank = min(100, max(0, lead.Probability*100))
		r.Properties["cause"] = safetext.Line(lead.ID)
		if lead.Verdict == Benign {
			r.Kind, r.Level = "informational", "none"
		}
	}
	uses := s.doc.cited(inc)
	for _, u := range uses {
		switch {
		case u.role == roleSymptom && len(r.Locations) < sarifLocations:
			r.Locations = append(r.Locations, s.location(u))
		case u.role != roleSymptom && len(r.Related) < sarifLocations:
			location := s.location(u)
			location.ID = len(r.Related) + 1
			r.Related = append(r.Related, location)
		}
	}
	if len(uses) > 1 {
		r.CodeFlows = []sarifCodeFlow{{ThreadFlows: []sarifThreadFlow{{Locations: s.flow(uses)}}}}
	}
	return r
}

func (s *sarifWriter) flow(uses []use) []sarifFlowLocation {
	var out []sarifFlowLocation
	for _, u := range uses[:min(len(uses), sarifFlow)] {
		step := sarifFlowLocation{Location: s.location(u), Importance: "important"}
		if u.role == roleSymptom {
			step.Importance = "essential"
		}
		if t, ok := parseTime(s.doc.Events[u.id].Time); ok {
			step.Time = t.UTC().Format("2006-01-02T15:04:05.000Z")
		}
		out = append(out, step)
	}
	return out
}

func (s *sarifWriter) location(u use) sarifLocation {
	e := s.doc.Events[u.id]
	says := strings.Join(nonEmpty(u.says, fmt.Sprintf("%s %d: %s", e.Provider, e.EventID, e.Says)), " - ")
	message := sarifMessage(safetext.Short(says, sarifText))
	l := sarifLocation{Message: &message}
	if artifact, known := s.artifacts[e.Input]; known {
		l.Physical = &sarifPhysical{Artifact: artifact, Region: region(max(e.Line, 1))}
		if e.Line == 0 {
			l.Physical.Region.ByteOffset, l.Physical.Region.ByteLength = &e.Offset, 1
		}
	}
	for _, part := range [][2]string{{"host", e.Host}, {"channel", e.Channel}, {"record", fmt.Sprint(e.Record)}} {
		if part[1] != "" {
			l.Logical = append(l.Logical, sarifLogical{Name: safetext.Short(part[1], 200), Kind: part[0]})
		}
	}
	return l
}

// region is the first column of a line.
func region(line int) sarifRegion {
	return sarifRegion{StartLine: line, StartColumn: 1, EndLine: line, EndColumn: 2}
}

// notifications tell the damage and the warnings of the run.
func (s *sarifWriter) notifications() []sarifNotification {
	out := []sarifNotification{}
	add := func(code, text, input string) {
		n := sarifNotification{Level: "warning", Message: sarifMessage(safetext.Short(sentence(text), sarifText)), Descriptor: sarifDescriptor{ID: safetext.Line(code)}}
		if artifact, known := s.artifacts[input]; known {
			n.Locations = []sarifLocation{{Physical: &sarifPhysical{Artifact: artifact, Region: region(1)}}}
		}
		if len(out) < sarifResults {
			out = append(out, n)
		}
	}
	for _, in := range s.doc.Inputs {
		for _, d := range in.Damage {
			add("damage", fmt.Sprintf("%#x %s: %s", d.Offset, d.Structure, d.Cause), in.ID)
		}
	}
	for _, w := range s.doc.Warnings {
		add(w.Code, w.Text, w.Input)
	}
	for _, l := range s.doc.Run.LimitsHit {
		add("limit", s.say("limit", "what", l), "")
	}
	return out
}

// redactionTokens are what stands in the place of names.
func redactionTokens(d *Document) []string {
	var out []string
	for _, kind := range redactionKinds {
		if d.Run.Redacted[kind] > 0 {
			out = append(out, kind)
		}
	}
	return out
}
