// Package rules is the rule language: one file describes one problem, its
// symptom and the causes that compete to explain it. The package loads rule
// files, tells every mistake in them at once, and compiles them; package
// diagnosis applies them.
//
// # The idea
//
// Every piece of evidence is an event class in a time window around an anchor,
// with a weight if it is seen and another if the log shows that it is not
// there. Order, unordered sets, absence, counts, chains and boot sessions are
// all windows. Events are selected with Sigma's detection maps, which package
// detect describes.
//
//	problem: disk-full                  # a-z 0-9 - _
//	version: 1
//	title: '{{drive}} is full'
//	severity: high                      # info low medium high critical
//	applies: [winxp, win2003]           # Windows versions, for the reader
//	per: [Computer]                     # fields equal in all events; this is the default
//	events:
//	  full: {Channel: System, Provider_Name: Srv, EventID: 2013, 'Data|re': '^(?P<drive>[A-Z]:)'}
//	  shadow_growth: {Channel: System, Provider_Name: VolSnap, EventID: [24, 25]}
//	symptom: {see: full, quiet: 24h}
//	causes:
//	  - id: data-grew
//	    title: Files on {{drive}} grew
//	    evidence: [{not: shadow_growth, window: -1d..+1d, weight: moderate}]
//	    refs: [Q112509]
//
// A text is in English, or a map of languages: {en: …, ru: …}; en must be there.
//
// # Events
//
// events names event classes. A class is a detection map, or a list of them of
// which one must hold. Beside fields a map may have
//
//	is: OTHER           the event must also be in that class
//	bind: {var: Field}  captures the value of a field
//
// A named group in a regular expression, (?P<drive>…), captures too. A
// captured value stands for {{drive}} in texts, and %drive% in values of
// Field|expand: that is how one event is tied to another. A variable must have
// a value where it is used: those of the symptom are known everywhere, those of
// an event or problem that was evidence from there on.
//
// # States
//
// states describes modes of a driver or service over time. The entry into a
// mode is an event class, a list of classes, or one of boot (start of the
// system), start and end (of the covered log).
//
//	states:
//	  ipsec_driver: {block: block_mode, secure: secure_mode, unknown: boot}
//
// # Symptom
//
// An incident begins at t0, with an event (see) or the entry into a mode (state:
// NAME=MODE), and ends with the last repetition that is no further than quiet
// from the one before, or when the mode is left.
//
// # Causes
//
//	id, title, prior: usual +1, normal 0, rare -2 bits; benign: true
//	evidence:   what speaks for and against the cause
//	because:    what lies behind it, looked for only if the cause stands
//	ask:        [{run: COMMAND, look: TEXT, weight: W}], what no log can show
//	fix:        steps, each a text, or {run: COMMAND, says: TEXT}, or {stopgap: TEXT, run: COMMAND}
//	verify, risk: texts
//	refs:       keys of references.yml, KB numbers, or https addresses
//
// # Evidence
//
//	see: CLASS        there is such an event       count: '>=3'   how many
//	not: CLASS        there is none                pick: nearest, first or last of several
//	state: NAME=MODE  the mode holds               where: a map the event must also satisfy
//	problem: ID       that problem has an incident
//	window: LO..HI    where to look
//	weight: W         if it holds
//	else: W           if it does not, and the log covers the window
//	required: true    if it does not, the cause is ruled out; if the log cannot tell, not assessable
//	says: TEXT        for the report
//	refs: [KEY]       articles that apply only where it is met
//
// A weight is decisive 6, strong 4, moderate 2, weak 1, or a number, with a
// sign if it speaks against the cause. It is in bits of log-odds: the score of a
// cause is its prior plus the bits of its evidence, and its probability
// 2^score / (2^2 + the sum over all causes), where 2^2 is the unknown cause.
//
// # Windows
//
//	-5m..+5m        around t0                units s m h d w
//	boot..0         since the system started
//	start..0        since the covered log begins
//	0..clear        until the incident ends
//	0..end          until the covered log ends
//	boot+10m..0     a mark may be shifted
//	CLASS -5m..0    around the event of that class that was picked as evidence before
//
// A bound is 0, a duration with a sign, or a mark. Windows are closed, and
// inside one host and whatever else per names.
//
// explains lists the classes whose events are consequences: those between t0 and
// the end of the incident are folded under it.
//
// # More
//
// A tutorial is docs/rules.md; its files and commands are run by a test. Tests
// of rules are described in package ruletest, the JSON Schema of rule files is
// [SchemaJSON], and package diagnosis applies rules to events.
package rules
