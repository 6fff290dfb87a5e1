package text

import (
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"culprit/parser/event"
)

// columns are the names that programs give to the fields of an event: the
// properties of .NET's EventLogRecord and EventLogEntry (PowerShell), of WMI's
// Win32_NTLogEvent, the columns of LogParser and EvtxECmd, the lines of
// evtexport, the keys of our own event lines. Event Viewer's own column heads
// are its labels.
var columns = map[string]field{
	// Get-WinEvent
	"message": description, "id": eventID, "version": version, "qualifiers": qualifiers, "level": level,
	"task": category, "opcode": opcode, "keywords": keywords, "recordid": record, "providername": source,
	"providerid": providerGUID, "logname": logName, "processid": processID, "threadid": threadID,
	"machinename": computer, "userid": userSID, "timecreated": date, "activityid": activityID,
	"relatedactivityid": relatedID, "leveldisplayname": levelName, "properties": insertions,
	"keywordsdisplaynames": keywordNames, "taskdisplayname": categoryName,
	// Get-EventLog
	"eventid": eventID, "index": record, "category": categoryName, "categorynumber": category, "entrytype": typeNumber,
	"source": source, "replacementstrings": insertions, "instanceid": fullID, "timegenerated": date,
	"timewritten": written, "username": user, "data": data,
	// LogParser
	"eventlog": logName, "recordnumber": record, "eventtype": typeNumber, "eventtypename": levelName,
	"eventcategory": category, "eventcategoryname": categoryName, "sourcename": source, "strings": insertions,
	"computername": computer, "sid": userSID,
	// WMI
	"eventcode": eventID, "eventidentifier": fullID, "insertionstrings": insertions, "logfile": logName,
	"type": level, "user": user, "categorystring": categoryName,
	// EvtxECmd
	"eventrecordid": record, "provider": source, "channel": logName, "computer": computer,
	// evtexport and evtxexport
	"event number": record, "creation time": date, "written time": written, "event type": level, "event level": level,
	"event category": category, "computer name": computer, "source name": source, "event identifier": fullID,
	"user security identifier": userSID, "event identifier qualifiers": qualifiers, "provider identifier": providerGUID,
	// culprit events
	"record": record, "written": written, "manifest": manifest, "related_activity_id": relatedID, "host": computer, "event_id": eventID, "user_sid": userSID, "process_id": processID,
	"thread_id": threadID, "activity_id": activityID, "provider_guid": providerGUID, "binary": data,
}

// put sets a field from the column of a table, the property of an object or
// the line of a listing. Lists are written as programs print them; see
// parseList.
func (d *draft) put(f field, value string) {
	value = strings.TrimSpace(value)
	switch f {
	case noField:
		return
	case insertions:
		d.strings = parseList(value)
		return
	case data:
		if strings.Contains(value, "...") || strings.Contains(value, "…") {
			d.repaired("the tool that printed the data cut it")
			return
		}
		d.binary = parseBytes(value)
		return
	case description:
		value = strings.ReplaceAll(value, "\r\n", "\n")
	default: // one line
	}
	if !d.present[f] || d.values[f] == "" {
		d.set(f, value)
	}
}

// lossy reports whether a cell holds but the name of a type, as PowerShell's
// Export-Csv prints a list.
func lossy(value string) bool {
	return strings.HasPrefix(value, "System.Diagnostics.") || strings.HasPrefix(value, "System.Collections.") ||
		strings.HasPrefix(value, "System.") && strings.HasSuffix(value, "[]")
}

// parseList reads a list of strings: a|b from LogParser, {"a", "b"} from WMI,
// {a, b...} from PowerShell, whose last item is cut if there are dots.
func parseList(value string) []string {
	inner, braced := strings.CutPrefix(value, "{")
	switch {
	case value == "" || value == "{}" || lossy(value):
		return nil
	case !braced:
		return strings.SplitN(value, "|", maxFields)
	}
	inner = strings.TrimSuffix(inner, "}")
	var quoted []string
	if json.Unmarshal([]byte("["+strings.ReplaceAll(inner, `\`, `\\`)+"]"), &quoted) == nil {
		return quoted
	}
	items := strings.SplitN(inner, ", ", maxFields)
	if last := len(items) - 1; strings.HasSuffix(items[last], "...") || strings.HasSuffix(items[last], "…") {
		items = items[:last]
	}
	return items
}

// parseBytes reads data: plain hex, or a list of decimal numbers.
func parseBytes(value string) []byte {
	if b, err := hex.DecodeString(value); err == nil {
		return b
	}
	inner, braced := strings.CutPrefix(value, "{")
	if !braced {
		return nil
	}
	var b []byte
	for item := range strings.SplitSeq(strings.TrimSuffix(inner, "}"), ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(item), 10, 8)
		if err != nil || len(b) >= 64<<10 {
			break
		}
		b = append(b, byte(n))
	}
	return b
}

// finish sets what only programs tell of an event.
func (d *draft) finish(e *event.Event) {
	num := func(f field, bits int) uint64 {
		n, err := strconv.ParseUint(strings.TrimSpace(d.values[f]), 0, bits)
		if err != nil {
			return 0
		}
		return n
	}
	if d.values[qualifiers] != "" && !e.HasQualifiers {
		e.Qualifiers, e.HasQualifiers = uint16(num(qualifiers, 16)), true
	}
	e.Version = uint8(num(version, 8))
	e.Opcode = uint8(num(opcode, 8))
	e.ProcessID, e.ThreadID = uint32(num(processID, 32)), uint32(num(threadID, 32))
	e.ActivityID, e.RelatedActivityID = braced(d.values[activityID]), braced(d.values[relatedID])
	e.ProviderGUID, e.Manifest = braced(d.values[providerGUID]), d.values[manifest]
}

// braced writes a GUID as Windows prints it in events.
func braced(guid string) string {
	guid = strings.Trim(guid, "{} ")
	if guid == "" {
		return ""
	}
	return "{" + strings.ToUpper(guid) + "}"
}
