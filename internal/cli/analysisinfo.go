package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/parser/evt"
	"culprit/parser/evtx"
	"culprit/report"
	"culprit/rules/diagnosis"
)

// inputFacts is what an input says about itself.
type inputFacts struct {
	input *parser.Input
	parser.Facts
}

// findingsOf puts what the structures of a log say into the terms of a
// diagnosis: each is unusual and can have harmless reasons.
func findingsOf(f parser.Facts) []diagnosis.Finding {
	switch {
	case f.EVTX != nil:
		return evtxFindings(f.EVTX)
	case f.EVT != nil:
		return evtFindings(f.EVT)
	}
	return nil
}

func evtxFindings(f *evtx.Facts) (list []diagnosis.Finding) {
	add := func(code diagnosis.Code, count int, text string) {
		list = append(list, diagnosis.Finding{Code: code, Count: count, Text: text})
	}
	if f.HasHeader && !f.Header.ChecksumOK {
		add(diagnosis.Checksum, 1, "the checksum of the file header is wrong")
	}
	if n := f.BadHeader; n > 0 {
		add(diagnosis.Checksum, n, plural(n, "chunk has", "chunks have")+" a wrong header checksum")
	}
	if n := f.BadData; n > 0 {
		add(diagnosis.Checksum, n, plural(n, "chunk has", "chunks have")+
			" a wrong data checksum; normal where a running system was writing when the log was copied, else something changed the records")
	}
	if f.HasHeader && f.Header.Flags&evtx.FlagDirty != 0 {
		add(diagnosis.NotClosed, 1, "the log was not closed, as is normal for a copy from a running system")
	}
	if n := f.Slack; n > 0 {
		add(diagnosis.SlackRecords, n, plural(n, "record was", "records were")+" found in space that the log no longer uses")
	}
	return list
}

func evtFindings(f *evt.Facts) (list []diagnosis.Finding) {
	switch {
	case f.Header == nil:
		list = append(list, diagnosis.Finding{Code: diagnosis.NotClosed, Count: 1, Text: "the log has no header; records were found by their signature"})
	case f.Header.Flags&evt.Dirty != 0:
		list = append(list, diagnosis.Finding{Code: diagnosis.NotClosed, Count: 1, Text: "the log was not closed, as is normal for a copy from a running system"})
	}
	return list
}

// maxNamed bounds the names in one warning.
const maxNamed = 5

// warningsOf tells of what was found and not read.
func warningsOf(f *parser.Found) []report.Warning {
	var list []report.Warning
	for _, err := range f.Errors {
		if errors.Is(err, context.Canceled) {
			continue // the report says that it is partial
		}
		list = append(list, report.Warning{Code: codeOf(err), Text: err.Error()})
	}
	if n := len(f.Skipped); n > 0 {
		var names []string
		for _, s := range f.Skipped[:min(n, maxNamed)] {
			names = append(names, fmt.Sprintf("%s (%s)", s.Name, s.Why))
		}
		if n > maxNamed {
			names = append(names, "…")
		}
		text := plural(n, "file is", "files are") + " no event log: " + strings.Join(names, ", ")
		list = append(list, report.Warning{Code: "skipped", Text: text})
	}
	return list
}

// codeOf names the kind of an error for programs that read the report.
func codeOf(err error) string {
	switch {
	case errors.Is(err, parser.ErrChanged):
		return "input-changed"
	case errors.Is(err, parser.ErrLimit):
		return "limit"
	case errors.Is(err, parser.ErrNoEvents), errors.Is(err, parser.ErrNoLogs):
		return "no-events"
	}
	return "unreadable"
}

// telling are the flags that make a difference to what a report says.
var telling = []string{
	"rules", "sigma", "no-builtin", "only", "skip", "since", "until", "around", "host", "channel", "id",
	"slack", "carve",
	"encoding", "input-tz", "min-severity", "timeout", "max-memory", "max-state", "lang",
}

// command returns the command that gives the same report again. The order of
// the paths makes no difference, so it does not show.
func command(fs *pflag.FlagSet, args []string) []string {
	line := append([]string{"culprit", "analyze"}, slices.Compact(slices.Sorted(slices.Values(args)))...)
	return append(line, given(fs, telling)...)
}

// given returns the flags of those names that were given, as --name=value.
func given(fs *pflag.FlagSet, names []string) []string {
	var list []string
	for _, name := range names {
		f := fs.Lookup(name)
		if f == nil || !f.Changed {
			continue
		}
		values := []string{f.Value.String()}
		if many, ok := f.Value.(pflag.SliceValue); ok {
			values = many.GetSlice()
		}
		for _, v := range values {
			list = append(list, "--"+name+"="+v)
		}
	}
	return list
}

// describe returns the filters, with the times that they came to.
func (f *filter) describe(fs *pflag.FlagSet) []string {
	list := given(fs, []string{"since", "until", "around", "host", "channel", "id"})
	if f.from != 0 {
		list = append(list, "from "+f.from.String())
	}
	if f.to != 0 {
		list = append(list, "to "+f.to.String())
	}
	return list
}
