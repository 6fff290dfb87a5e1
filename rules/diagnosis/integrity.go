package diagnosis

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// describe sums up what the series of the source hold.
func (t *Tally) describe() {
	src := t.source
	for _, s := range t.order {
		src.Hosts = add(src.Hosts, s.computer)
		src.Channels = add(src.Channels, s.channel)
		if s.first != 0 && (src.First == 0 || s.first < src.First) {
			src.First = s.first
		}
		src.Last = max(src.Last, s.last)
	}
	slices.Sort(src.Hosts)
	slices.Sort(src.Channels)
}

func add(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// inspect returns the source with what is unusual about its log. It needs the
// kept events of all sources, in order.
func (s sourceSum) inspect(events []*kept) *Source {
	whole := *s.Source
	s.Source = &whole
	s.Findings = slices.Clone(s.Findings)
	var mine []*kept
	for _, k := range events {
		if k.Source == s.Source.Source {
			mine = append(mine, k)
		}
	}
	for _, series := range s.series {
		s.findGaps(series)
		s.findSteps(series, mine)
		s.findOddTimes(series)
	}
	s.findByChange(mine, LogCleared, AuditLogCleared)
	s.findByChange(mine, LogStopped, SystemDied)
	s.findMixture()
	s.findName()
	slices.SortStableFunc(s.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.From, b.From))
	})
	return s.Source
}

// carved is the format of what was no log, but held pieces of logs.
const carved = "carved"

// selected reports whether records are missing by design: forwarded events and
// exports are selections, and of a carved log nobody knows what is gone.
func (s *sourceSum) selected() bool {
	if len(s.Hosts) > 1 || s.Format == carved || strings.Contains(strings.ToLower(path.Base(s.Path)), "forwarded") {
		return true
	}
	for _, x := range s.series {
		if x.renumbered || x.runs.sparse || strings.EqualFold(x.channel, "ForwardedEvents") {
			return true
		}
	}
	return false
}

// findGaps finds record numbers that are missing inside the log and unusual
// silences.
func (s *sourceSum) findGaps(x *series) {
	var gaps []Finding
	for i := 1; i < len(x.runs.runs) && !s.selected(); i++ {
		a, b := x.runs.runs[i-1], x.runs.runs[i]
		gaps = append(gaps, Finding{
			Code: RecordGap, Channel: x.channel, Count: int(min(b.lo-a.hi-1, 1<<31-1)),
			From: a.hi, To: b.lo, Start: a.to, End: b.from, Known: s.Damages > 0,
		})
	}
	slices.SortStableFunc(gaps, func(a, b Finding) int { return cmp.Compare(b.Count, a.Count) })
	s.Findings = append(s.Findings, gaps[:min(len(gaps), maxGaps)]...)
	for _, q := range x.silence.unusual() {
		s.Findings = append(s.Findings, Finding{
			Code: TimeGap, Channel: x.channel, Count: 1,
			From: q.from.record, To: q.to.record, Start: q.from.time, End: q.to.time,
		})
	}
}

// findSteps finds that time goes back, and where most. Clocks that are known to
// have been set explain it.
func (s *sourceSum) findSteps(x *series, mine []*kept) {
	if len(x.steps) == 0 {
		return
	}
	most, known := x.steps[0], true
	for _, step := range x.steps {
		if step.from.time-step.to.time > most.from.time-most.to.time {
			most = step
		}
		known = known && slices.ContainsFunc(mine, step.setsClock)
	}
	s.Findings = append(s.Findings, Finding{
		Code: TimeBack, Channel: x.channel, Count: x.stepCount, Known: known,
		From: most.from.record, To: most.to.record, Start: most.from.time, End: most.to.time,
	})
}

// setsClock reports whether the event says that the clock was set, in about
// the time before or after the step.
func (s *step) setsClock(k *kept) bool {
	if k.kind.change == nil || k.kind.change.kind != ClockSet {
		return false
	}
	return distance(k.Time, s.from.time) <= sameChange || distance(k.Time, s.to.time) <= sameChange
}

func (s *sourceSum) findOddTimes(x *series) {
	if x.oddCount > 0 {
		s.Findings = append(s.Findings, Finding{
			Code: OddTime, Channel: x.channel, Count: x.oddCount,
			From: x.odd.record, To: x.odd.record, Start: x.odd.time, End: x.odd.time,
		})
	}
}

// findByChange turns changes of one kind into a finding.
func (s *sourceSum) findByChange(mine []*kept, code Code, kind ChangeKind) {
	f := Finding{Code: code}
	for _, k := range mine {
		if k.kind.change == nil || k.kind.change.kind != kind {
			continue
		}
		if f.Count++; f.Count == 1 {
			f.Channel, f.From, f.Start = k.Channel, k.Record, k.Time
		}
		f.To, f.End = k.Record, k.Time
		if len(f.Events) < MaxCited {
			f.Events = append(f.Events, k.Event)
		}
	}
	if f.Count > 0 {
		s.Findings = append(s.Findings, f)
	}
}

// findMixture finds logs that hold several computers' records though they were
// written by one log service.
func (s *sourceSum) findMixture() {
	if s.Format == carved {
		return // nobody said that it was one log
	}
	hosts := map[string]bool{}
	for _, x := range s.series {
		if len(x.runs.runs) > 0 && !x.renumbered {
			hosts[x.host] = true
		}
	}
	if len(hosts) > 1 && !strings.Contains(strings.ToLower(path.Base(s.Path)), "forwarded") {
		s.Findings = append(s.Findings, Finding{Code: MixedHosts, Count: len(hosts), Text: strings.Join(s.Hosts, ", ")})
	}
}

// liveNames are the file names of live logs whose channel is certain.
var liveNames = map[string]string{
	"application.evtx": "application", "appevent.evt": "application",
	"security.evtx": "security", "secevent.evt": "security",
	"system.evtx": "system", "sysevent.evt": "system",
	"setup.evtx": "setup",
}

// findName finds logs that bear the name of another log.
func (s *sourceSum) findName() {
	base := strings.ToLower(path.Base(s.Path))
	want, ok := liveNames[base]
	if name, isLive := strings.CutSuffix(base, ".evtx"); isLive && strings.Contains(name, "%4") {
		want, ok = strings.ReplaceAll(name, "%4", "/"), true
	}
	if ok && len(s.Channels) == 1 && !strings.HasSuffix(want, strings.ToLower(s.Channels[0])) {
		s.Findings = append(s.Findings, Finding{Code: OddName, Channel: s.Channels[0], Count: 1, Text: want})
	}
}
