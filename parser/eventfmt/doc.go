// Package eventfmt writes events for other programs: as JSON and as the XML
// that Windows itself shows.
//
// # JSON
//
// One object per event, with everything the input had. The names, their order
// and their types are a promise:
//
//	input, container        path of the file, and the archives around it
//	record, header_record   record number; that of the record header if it differs
//	offset, line            where the record lies, in bytes; its line in a text
//	origin                  live, recovered, slack or torn
//	time, written           when it happened and when it was logged, RFC 3339
//	host, channel, provider, manifest, provider_guid
//	event_id, qualifiers, version, level, task, opcode, keywords
//	user_sid, process_id, thread_id, activity_id, related_activity_id
//	data_name, fields       [[name, value], …] in the order logged
//	user_data               {"name", "attributes", "value", "children"}
//	binary                  hex
//	message                 the rendered text, if the input carried one
//	other                   what has no field here, as user_data
//	repairs                 what was damaged and read all the same
//
// A key without a value is left out; so are version, task, opcode, process_id
// and thread_id if they are 0. Numbers are numbers up to 2^53 and strings of
// digits beyond; bytes that are not text are shown as \xff. Values that
// Windows prints in hex, times, GUIDs and SIDs are strings; binary is hex.
//
// Appending to a buffer needs no memory beside it.
package eventfmt
