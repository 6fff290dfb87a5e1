// Package diagnosis finds known problems in a stream of events and weighs
// their possible causes.
//
// # Two steps
//
// A [Collector] takes the records of any number of sources, in any order, and
// keeps of them only what a diagnosis needs: the events that some rule may ask
// for, in full; for every host and channel the record numbers and times that
// are there; and counts of errors and warnings. [Collector.Result] then works
// from the symptoms outwards: each event that starts an incident is rare, and
// everything else is looked up around it in an index by time.
//
// # Timelines
//
// Events are compared only within a timeline: the dated events of one host, in
// order of time, then channel, then record number. A host is its folded name
// ([event.FoldHost]); events whose source names no host are a timeline of that
// source alone. The undated events of one host in one source are a timeline of
// their own, in the order of the source: they count as neighbours, so that
// windows that reach no further than an hour hold among them, earlier and later
// as their order says. No longer window holds there, nothing is known to be
// absent there, and the incident says that this was assumed. Records found in
// unused space or cut ([event.Slack], [event.Torn]) are counted, but prove nothing.
//
// # Coverage
//
// Absence is evidence only where the log covers the window. What a channel of
// a host covers is told by runs of consecutive record numbers: from the first
// record of a run to its last. A hole between runs covers nothing, and neither
// does a source without record numbers, which may be any selection. A window is
// covered if no hole lies in it, it begins inside a run, and it ends there too; if
// it ends behind the end of the log, nine tenths of it must lie before. A log
// that begins with a boot mark has nothing to miss for an hour before it, for the
// system was not up; if that mark is record 1, it has nothing at all before it. A
// class that names no channel is looked for where its provider is known to log
// on that host; if that is unknown, its absence is unknown.
//
// # Reckoning
//
// The score of a cause is its prior plus the bits of its evidence. Causes of
// one symptom exclude each other, and so does the unknown cause, whose score is
// [LeakBits]: P(cause) = 2^score / (2^LeakBits + Σ 2^score). A cause whose required
// evidence is known to be missing is ruled out; if that cannot be known, the cause is
// not assessable, and its share stays with the unknown.
package diagnosis
