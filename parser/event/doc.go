// Package event holds the one model of a Windows event that everything else in
// culprit speaks of. An [Event] is the same whatever it was read from: a .evtx
// or .evt log, a text pasted from Event Viewer, or a dump of its data.
//
// Readers do not build events; they show a [View] of each record, which costs
// next to nothing, and build the [Event] only when asked. Damage is not the
// end of a log: a reader yields a [Damage] in place of what it could not read
// and goes on behind it.
//
// Names follow the field's own: provider, channel, insertion string
// (param1, param2, …), qualifiers. See [MS-EVEN6] and [MS-EVEN].
package event
