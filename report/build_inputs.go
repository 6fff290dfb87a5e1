package report

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"time"

	"culprit/parser/event"
	"culprit/rules/diagnosis"
)

// addInputs lists the inputs, so that events can point to them. What was found
// about their logs cites events and is added after the incidents.
func (b *builder) addInputs() {
	for i, s := range b.res.Sources {
		id := fmt.Sprintf("f%d", i+1)
		b.inputs[s.Source] = id
		in := Input{
			ID: id, Path: s.Path, Container: s.Container, Format: s.Format, Bytes: s.Bytes, SHA256: s.SHA256,
			Hosts: s.Hosts, Channels: s.Channels, Events: s.Events, Recovered: s.Recovered, Undated: s.Undated,
			First: stamp(s.First), Last: stamp(s.Last),
		}
		for _, d := range s.Damage {
			in.Damage = append(in.Damage, Damage{Offset: d.Offset, Structure: d.Structure, Cause: d.Cause, BytesLost: d.Lost})
		}
		for _, r := range s.Repairs {
			in.Repairs = append(in.Repairs, Repair{Line: r.Line, Says: r.Text})
		}
		b.doc.Inputs = append(b.doc.Inputs, in)
	}
}

func (b *builder) addFindings() {
	for i, s := range b.res.Sources {
		for _, f := range s.Findings {
			found := Integrity{Code: string(f.Code), Says: b.finding(s, f), Events: b.cite(f.Events...)}
			b.doc.Inputs[i].Integrity = append(b.doc.Inputs[i].Integrity, found)
		}
	}
}

// finding says what is unusual about a log, and what harmless reason it may have.
func (b *builder) finding(s *diagnosis.Source, f diagnosis.Finding) string {
	from, to := decimal(f.From), decimal(f.To)
	start, end := stamp(f.Start), stamp(f.End)
	f.Channel = cmp.Or(f.Channel, path.Base(s.Path))
	switch f.Code {
	case diagnosis.LogCleared:
		return b.count("finding.cleared", f.Count, "channel", f.Channel, "at", start)
	case diagnosis.LogStopped:
		return b.count("finding.stopped", f.Count, "at", end)
	case diagnosis.RecordGap:
		says := b.count("finding.record_gap", f.Count, "channel", f.Channel, "from", from, "to", to, "start", start, "end", end)
		return says + known(f, b.say("finding.record_gap_known"))
	case diagnosis.TimeGap:
		return b.say("finding.time_gap", "channel", f.Channel, "for", b.span(f.Start, f.End), "start", start, "end", end)
	case diagnosis.TimeBack:
		says := b.count("finding.time_back", f.Count, "channel", f.Channel, "from", from, "to", to, "for", b.span(f.End, f.Start), "start", start, "end", end)
		return says + known(f, b.say("finding.time_back_known"))
	case diagnosis.MixedHosts:
		return b.count("finding.mixed_hosts", f.Count, "hosts", f.Text)
	case diagnosis.OddTime:
		return b.count("finding.odd_time", f.Count, "at", start, "from", from)
	case diagnosis.OddName:
		return b.say("finding.odd_name", "name", path.Base(s.Path), "channel", f.Channel)
	case diagnosis.Checksum, diagnosis.NotClosed, diagnosis.SlackRecords:
	}
	return f.Text
}

// known adds what explains a finding.
func known(f diagnosis.Finding, says string) string {
	if f.Known {
		return "; " + says
	}
	return ""
}

func (b *builder) span(from, to event.FILETIME) string {
	return speech{b.words, time.UTC}.duration(to.Sub(from))
}

func (b *builder) addCoverage() {
	for _, c := range b.res.Coverage {
		out := Coverage{Host: c.Host, Channel: c.Channel, First: stamp(c.First), Last: stamp(c.Last), Events: c.Events}
		for _, g := range c.Gaps[:min(len(c.Gaps), maxGaps)] {
			out.Gaps = append(out.Gaps, Gap{From: stamp(g.From), To: stamp(g.To), Says: b.gap(g)})
		}
		b.doc.Coverage = append(b.doc.Coverage, out)
	}
}

func (b *builder) gap(g diagnosis.Gap) string {
	if g.Records > 0 {
		return b.count("build.gap_records", int(min(g.Records, 1<<31-1)))
	}
	return b.say("build.gap_apart")
}

// addWarnings adds what a reader must know about the run.
func (b *builder) addWarnings(info RunInfo) {
	b.doc.Warnings = append(b.doc.Warnings, info.Warnings...)
	warn := func(code, input, text string) {
		b.doc.Warnings = append(b.doc.Warnings, Warning{Code: code, Input: input, Text: text})
	}
	for _, s := range b.res.Sources {
		if s.Undated > 0 {
			warn("undated", b.inputs[s.Source], b.count("warning.undated", s.Undated))
		}
		if more := s.Damages - len(s.Damage); more > 0 {
			warn("more-damage", b.inputs[s.Source], b.count("warning.more_damage", more))
		}
	}
	if b.res.Duplicates > 0 {
		warn("duplicates", "", b.count("warning.duplicates", b.res.Duplicates))
	}
	if excerpts := b.excerpts(); excerpts != "" {
		warn("excerpt", "", b.say("warning.excerpt", "logs", excerpts))
	}
	for _, list := range []struct {
		code           string
		shown, present int
	}{
		{"more-incidents", len(b.doc.Incidents), len(b.res.Incidents)},
		{"more-changes", len(b.doc.Changes), len(b.res.Changes)},
		{"more-unexplained", len(b.doc.Unexplained), len(b.res.Unexplained)},
	} {
		if list.shown < list.present {
			warn(list.code, "", b.say("warning.shortened", "n", b.number(int64(list.shown)), "m", b.number(int64(list.present))))
		}
	}
}

// excerpts names the logs whose coverage is unknown.
func (b *builder) excerpts() string {
	var names []string
	for _, c := range b.res.Coverage {
		if c.Excerpt && c.First != 0 && len(names) < 10 {
			names = append(names, strings.TrimSpace(cmp.Or(c.Host, b.say("host.unknown"))+" "+c.Channel))
		}
	}
	return strings.Join(names, ", ")
}
