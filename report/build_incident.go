package report

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
)

func (b *builder) addIncidents() {
	for _, i := range b.res.Incidents[:min(len(b.res.Incidents), maxIncidents)] {
		b.doc.Incidents = append(b.doc.Incidents, b.incident(i))
	}
}

func (b *builder) incident(i *diagnosis.Incident) Incident {
	out := Incident{
		Problem: i.Problem.ID, Title: i.Problem.Title.Fill(b.lang, i.Vars), Severity: severity(i), Host: i.Host,
		Start: stamp(i.Start), End: stamp(i.End), Ongoing: i.Ongoing, Undated: i.Undated, Count: i.Count,
		Fingerprint: fingerprint(i), Vars: vars(i.Vars), Symptom: b.cite(i.Symptom...), Unknown: rounded(i.Unknown),
	}
	for _, c := range i.Causes {
		out.Causes = append(out.Causes, b.cause(c))
	}
	for _, s := range i.States {
		out.States = append(out.States, State{Name: s.State.Name, State: s.Value, From: stamp(s.From), To: stamp(s.To), Open: s.Open})
	}
	for _, x := range i.Explains {
		ids := b.cite(x.Events...)
		out.Explains = append(out.Explains, Explain{Says: b.kindText(x.Events[0]), Count: x.Count, Events: ids})
	}
	for _, effect := range i.RootOf {
		if !slices.Contains(out.RootOf, effect.Problem.ID) {
			out.RootOf = append(out.RootOf, effect.Problem.ID)
		}
	}
	return out
}

// severity is that of the problem, unless what happened was harmless.
func severity(i *diagnosis.Incident) string {
	if best := i.Best(); best != nil && best.Verdict == diagnosis.Benign {
		return rules.Info.String()
	}
	return i.Problem.Severity.String()
}

// fingerprint is the same for the same occurrence in every report: it names
// the problem, the host, and the first record of the symptom.
func fingerprint(i *diagnosis.Incident) string {
	e := i.Symptom[0]
	at := "record " + decimal(e.Record)
	switch {
	case e.Record == 0 && e.Time != 0:
		at = "time " + stamp(e.Time)
	case e.Record == 0:
		at = "line " + decimal(uint64(e.Line))
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{i.Problem.ID, e.Host(), strings.ToLower(e.Channel), at}, "|")))
	return hex.EncodeToString(sum[:16])
}

func vars(all detect.Vars) []Var {
	var out []Var
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, Var{name, cut(all[name], maxFieldText)})
	}
	return out
}

func (b *builder) cause(c *diagnosis.Cause) Cause {
	rule := c.Cause
	out := Cause{
		ID: rule.ID, Title: rule.Title.Fill(b.lang, c.Vars), Verdict: c.Verdict.String(), Confidence: confidence(c.Probability),
		Probability: rounded(c.Probability), Score: c.Score, Prior: rule.Prior,
		Verify: rule.Verify.Fill(b.lang, c.Vars), Risk: rule.Risk.Fill(b.lang, c.Vars), Vars: vars(c.Vars),
	}
	for _, e := range c.Evidence {
		if e.Status != diagnosis.Met && e.Rule.Weight == 0 && e.Rule.Else == 0 && !e.Rule.Required {
			continue // says something only where it is met
		}
		out.Evidence = append(out.Evidence, b.evidence(e, c.Vars))
	}
	for _, e := range c.Because {
		out.Because = append(out.Because, b.because(e, c.Vars))
	}
	for _, a := range rule.Ask {
		out.Ask = append(out.Ask, Ask{Run: pasteable(a.Run, c.Vars), Look: a.Look.Fill(b.lang, c.Vars)})
	}
	for _, s := range rule.Fix {
		out.Fix = append(out.Fix, b.step(s, c.Vars))
	}
	met := func(e *rules.Evidence) bool {
		return slices.ContainsFunc(c.Evidence, func(f *diagnosis.Evidence) bool { return f.Rule == e && f.Status == diagnosis.Met })
	}
	for _, key := range rule.References(met) {
		out.References = append(out.References, b.reference(key))
	}
	return out
}

// confidence puts a probability in a word.
func confidence(p float64) string {
	switch {
	case p >= diagnosis.HighProbability:
		return "high"
	case p >= diagnosis.MediumProbability:
		return "medium"
	}
	return "low"
}

func (b *builder) step(s rules.Step, vars detect.Vars) Step {
	out := Step{Says: s.Says.Fill(b.lang, vars), Run: pasteable(s.Run, vars)}
	if s.Stopgap {
		out.Says = b.say("build.stopgap", "what", out.Says)
	}
	return out
}

// pasteable puts values into a command that a person may paste into a shell.
// Values come from logs that anybody may have written to: what a shell gives a
// meaning to is replaced. A dollar sign is common in names of services and does
// harm only before a bracket.
func pasteable(run string, vars detect.Vars) string {
	safe := detect.Vars{}
	for name, value := range vars {
		value = strings.NewReplacer("$(", "?(", "${", "?{").Replace(value)
		safe[name] = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || strings.ContainsRune("\"'`&|<>^%!;\u2028\u2029", r) {
				return '?'
			}
			return r
		}, value)
	}
	return rules.Fill(run, safe)
}

func (b *builder) reference(key string) Reference {
	if r, ok := b.res.Rules.References[key]; ok {
		return Reference{KB: r.KB, Title: r.Title.In(b.lang), URL: r.URL, Archive: r.Archive}
	}
	return Reference{KB: key}
}

// Names of the document for what diagnosis counts.
var (
	evidenceKinds = map[rules.EvidenceKind]string{rules.See: "seen", rules.Not: "absent", rules.InState: "state", rules.HaveProblem: "problem"}
	statusNames   = map[diagnosis.Status]string{diagnosis.Met: "met", diagnosis.Unmet: "unmet", diagnosis.NotCovered: "not_covered"}
)

func (b *builder) evidence(e *diagnosis.Evidence, vars detect.Vars) Evidence {
	return Evidence{
		Says: b.evidenceText(e, vars), Direction: direction(e.Bits), Bits: e.Bits,
		Kind: evidenceKinds[e.Rule.Kind], Status: statusNames[e.Status], Required: e.Rule.Required,
		Window: windowText(e.Rule.Window), Events: b.cite(e.Events...),
	}
}

func direction(bits float64) string {
	switch {
	case bits > 0:
		return "for"
	case bits < 0:
		return "against"
	}
	return "none"
}

// evidenceText says what was found, in the words of the rule where it has any.
func (b *builder) evidenceText(e *diagnosis.Evidence, vars detect.Vars) string {
	text := e.Rule.Says.Fill(b.lang, vars)
	if text == "" {
		text = b.looked(e)
	}
	switch {
	case e.Status == diagnosis.NotCovered:
		return b.say("build.not_covered", "what", text)
	case e.Status == diagnosis.Unmet && e.Rule.Kind == rules.Not:
		return b.say("build.contradicted", "what", text)
	case e.Status == diagnosis.Unmet:
		return b.say("build.unmet", "what", text)
	}
	return text
}

// looked says what a rule without words looks for.
func (b *builder) looked(e *diagnosis.Evidence) string {
	r := e.Rule
	switch r.Kind {
	case rules.InState:
		return b.say("build.in_state", "name", plainName(r.State.State.Name), "value", plainName(r.State.Value))
	case rules.HaveProblem:
		if p := b.res.Rules.Problem(r.Problem); p != nil {
			return p.Title.Fill(b.lang, e.Vars)
		}
		return r.Problem
	case rules.Not:
		return b.say("build.no_event", "name", plainName(r.Class.Name))
	case rules.See:
	}
	if e.Picked != nil {
		return b.kindText(e.Picked)
	}
	return b.say("build.event", "name", plainName(r.Class.Name))
}

// plainName makes words of a name that a rule uses.
func plainName(name string) string { return strings.ReplaceAll(name, "_", " ") }

// kindText names an event and says what it means.
func (b *builder) kindText(e *event.Event) string {
	name := e.Provider + " " + decimal(uint64(e.EventID))
	if text := b.eventText(e); text != "" {
		return name + ": " + text
	}
	return name
}

func (b *builder) because(e *diagnosis.Evidence, vars detect.Vars) Because {
	out := Because{Says: b.evidenceText(e, vars), Bits: e.Bits, Events: b.cite(e.Events...)}
	if e.Incident != nil {
		out.Problem = e.Incident.Problem.ID
		if best := e.Incident.Best(); best != nil {
			out.Cause = best.Cause.ID
		}
	}
	return out
}

// boundNames are the marks that bounds of a window are measured from.
var boundNames = map[rules.BoundKind]string{rules.ToBoot: "boot", rules.ToStart: "start", rules.ToEnd: "end", rules.ToClear: "clear"}

// windowText writes a window as rules do.
func windowText(w rules.Window) string {
	text := boundText(w.Lo) + ".." + boundText(w.Hi)
	if w.Anchor != nil {
		text = w.Anchor.Name + " " + text
	}
	return text
}

func boundText(b rules.WindowBound) string {
	name := boundNames[b.Kind]
	if b.Offset == 0 {
		if name == "" {
			return "0"
		}
		return name
	}
	return name + offsetText(b.Offset)
}

// offsetText writes a duration with its sign in the largest unit that fits.
func offsetText(d time.Duration) string {
	sign := "+"
	if d < 0 {
		sign, d = "-", -d
	}
	for _, u := range []struct {
		name string
		unit time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}} {
		if d%u.unit == 0 {
			return sign + decimal(uint64(d/u.unit)) + u.name
		}
	}
	return sign + decimal(uint64(d/time.Second)) + "s"
}
