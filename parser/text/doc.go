// Package text reads Windows events out of text: what Event Viewer copies and
// saves, what command-line tools print, and what became of either on a web
// page, in a mail or in a ticket.
//
// # Labelled fields
//
// The clipboard of Event Viewer of Windows 2000, XP and 2003 is
//
//	Event Type:	Error                     each label once, in this order, in the
//	Event Source:	IPSec                     language of the system; a tab or two
//	Event Category:	None
//	Event ID:	4292                      the low 16 bits of the identifier
//	Date:		25.09.2006                local time, in the user's format
//	Time:		11:10:22
//	User:		N/A
//	Computer:	SRV01
//	Description:
//	The IPSec driver has entered …            any number of lines
//	Data:                                     if the event has any: see hexdata
//	0000: 00 00 00 00 01 00 54 00   ......T.
//
// Vista and later, wevtutil /f:text and psloglist print the same fields under
// other labels. The labels of ten languages are in one table; a text is never
// asked which language or which tool it is from. A label begins another event
// if the event at hand has such a label already, and if a header follows that
// names an identifier and a source: prose that speaks of event ids, and
// descriptions that hold such words themselves, are no events.
//
// # Damage
//
// In articles and tickets, descriptions run into the next label, tags stand
// where line ends were, entities where letters were; translators translate
// source names and tags, and print "Date: Date" in place of a date. All of it
// is read, and [event.Event].Repairs says in words what was mended. An event
// whose date is not in the text has none.
//
// # Meaning
//
// A description is in the language of its system, so rules do not look at it.
// Its insertion strings are found again instead (param1, param2, …), by
// phrases for the Service Control Manager and a few other sources; an error
// told in words becomes the %% and number that the log itself has, and states
// of services get their English names. Where the phrase is not known, devices,
// drives, codes and quoted names are kept as fields without a name.
//
// # Encodings and dates
//
// Without a byte order mark, and if it is not UTF-8, a text is in the code
// page under which the most labels appear. Dates have no zone ([Options]) and,
// with slashes, no order of day and month: the first date of the text that has
// only one reading decides for all. What was assumed, [Log.Notes] tells.
//
// # Limits
//
// The text is read as a stream; of one event, no more is held than limits.go
// allows. Neither names nor lengths in the input are believed.
//
// References: KB Q310339 (the clipboard), "File formats for archived logs"
// (Windows Server 2003), [MS-EVEN6] for the XML.
package text
