package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"culprit/internal/safetext"
)

// sarifID names a Sigma rule apart from the problems.
func (h *SigmaHit) sarifID() string { return "sigma/" + cmp.Or(h.ID, h.Rule) }

// severity is the level of a Sigma rule in the words of problems.
func (h *SigmaHit) severity() string {
	if h.Level == "informational" {
		return "info"
	}
	return h.Level
}

func (s *sarifWriter) sigmaResult(h *SigmaHit) sarifResult {
	id := h.sarifID()
	sum := sha256.Sum256([]byte(strings.Join([]string{id, h.Host, h.First}, "|")))
	mark := hex.EncodeToString(sum[:16])
	r := sarifResult{
		RuleID: safetext.Line(id), RuleIndex: s.rules[id], Level: sarifLevel(h.severity()), Kind: "fail",
		Message:      sarifMessage(safetext.Short(sentence(h.Title+" ("+s.count("times", h.Count)+")"), sarifText)),
		Fingerprints: map[string]string{"primaryLocationLineHash": mark, "culpritFinding/v1": mark},
		Properties:   map[string]any{"host": safetext.Line(h.Host), "start": h.First, "end": h.Last, "severity": severityClass(h.severity())},
	}
	for _, e := range h.Events {
		r.Locations = append(r.Locations, s.location(use{id: e, says: h.Title}))
	}
	return r
}
