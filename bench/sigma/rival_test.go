// Package sigma compares our Sigma engine with another one in Go. It is a module
// of its own, so that the other engine is no dependency of culprit.
package sigma

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	rival "github.com/bradleyjkemp/sigma-go"
	"github.com/bradleyjkemp/sigma-go/evaluator"

	"culprit/parser"
	"culprit/parser/event"
	"culprit/rules/sigma"
)

// corpus returns a path of the public rules and logs beside the repository.
func corpus(b *testing.B, name string) string {
	b.Helper()
	dir := os.Getenv("CULPRIT_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	dir = filepath.Join(dir, "corpus", name)
	if _, err := os.Stat(dir); err != nil {
		b.Skip("no corpus of public Sigma rules beside the repository")
	}
	return dir
}

// samples are the events of the regression logs of the rules, which are of
// attacks, and of a Sysmon log.
func samples(b *testing.B) []*event.Event {
	b.Helper()
	var list []*event.Event
	found := parser.Expand(b.Context(), []string{
		filepath.Join(corpus(b, "sigma"), "regression", "**", "*.evtx"), filepath.Join(corpus(b, "evtx"), "omerbenamram-evtx", "sysmon.evtx"),
	}, nil)
	for _, in := range found.Inputs {
		log, err := in.Open(parser.OpenOptions{})
		if err != nil {
			b.Fatal(err)
		}
		for v, damage := range log.Records(parser.Options{}) {
			if damage != nil {
				continue
			}
			if e, _ := v.Event(); e != nil {
				list = append(list, e)
			}
		}
		log.Close()
	}
	return list
}

// perSecond reports events/s.
func perSecond(b *testing.B, events int) {
	b.ReportMetric(float64(events*b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkCulprit(b *testing.B) {
	set, err := sigma.LoadFiles([]string{filepath.Join(corpus(b, "sigma"), "rules", "windows")}, sigma.Options{})
	if err != nil {
		b.Fatal(err)
	}
	events := samples(b)
	m := set.Matcher()
	hits := 0
	for b.Loop() {
		hits = 0
		for _, e := range events {
			hits += len(m.Match(e))
		}
	}
	perSecond(b, len(events))
	b.ReportMetric(float64(hits), "hits")
	b.ReportMetric(float64(len(set.Rules)), "rules")
}

// BenchmarkSigmaGo gives sigma-go every rule that it can parse, as a program
// that uses it must: it has no index.
func BenchmarkSigmaGo(b *testing.B) {
	runRival(b, func(sigma.Logsource, *event.Event) bool { return true })
}

// BenchmarkSigmaGoRouted does for sigma-go what it leaves to its user: a rule is
// only tried on events of the log that it is about.
func BenchmarkSigmaGoRouted(b *testing.B) { runRival(b, about) }

// sysmon are the ids of Sysmon by category.
var sysmon = map[string][]uint16{
	"process_creation": {1}, "file_change": {2}, "network_connection": {3}, "process_termination": {5}, "driver_load": {6},
	"image_load": {7}, "create_remote_thread": {8}, "raw_access_thread": {9}, "process_access": {10}, "file_event": {11},
	"registry_add": {12}, "registry_delete": {12}, "registry_set": {13}, "registry_rename": {14}, "registry_event": {12, 13, 14},
	"create_stream_hash": {15}, "pipe_created": {17, 18}, "wmi_event": {19, 20, 21}, "dns_query": {22}, "file_delete": {23, 26},
	"process_tampering": {25}, "file_executable_detected": {29},
}

// about is a coarse table of log sources.
func about(l sigma.Logsource, e *event.Event) bool {
	if l.Category != "" {
		for _, id := range sysmon[l.Category] {
			if strings.Contains(e.Channel, "Sysmon") && e.EventID == id {
				return true
			}
		}
		return strings.HasPrefix(l.Category, "ps_") && strings.Contains(e.Channel, "PowerShell")
	}
	return strings.Contains(strings.ToLower(e.Channel), strings.ReplaceAll(l.Service, "-", ""))
}

// BenchmarkSigmaGoBundle gives sigma-go the rules in the way it offers for many.
func BenchmarkSigmaGoBundle(b *testing.B) {
	var rules []rival.Rule
	for _, r := range rivalRules(b) {
		rules = append(rules, r.Rule)
	}
	bundle := evaluator.ForRules(rules)
	var maps []map[string]any
	for _, e := range samples(b) {
		maps = append(maps, asMap(e))
	}
	ctx := context.Background()
	hits := 0
	for b.Loop() {
		hits = 0
		for _, m := range maps {
			results, err := bundle.Matches(ctx, m)
			if err != nil {
				b.Fatal(err)
			}
			for _, r := range results {
				if r.Match {
					hits++
				}
			}
		}
	}
	perSecond(b, len(maps))
	b.ReportMetric(float64(hits), "hits")
	b.ReportMetric(float64(len(rules)), "rules")
}

type rivalRule struct {
	*evaluator.RuleEvaluator
	about sigma.Logsource
}

func rivalRules(b *testing.B) (rules []rivalRule) {
	b.Helper()
	err := filepath.WalkDir(filepath.Join(corpus(b, "sigma"), "rules", "windows"), func(name string, _ fs.DirEntry, err error) error {
		if filepath.Ext(name) != ".yml" {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if r, err := rival.ParseRule(src); err == nil { // what it cannot parse is not held against it
			rules = append(rules, rivalRule{evaluator.ForRule(r), sigma.Logsource{Category: r.Logsource.Category, Service: r.Logsource.Service}})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return rules
}

// asMap is an event as sigma-go takes it. Making it is not part of the measure.
func asMap(e *event.Event) map[string]any {
	m := map[string]any{"EventID": int(e.EventID), "Provider_Name": e.Provider, "Channel": e.Channel, "Computer": e.Computer}
	for _, f := range e.Data {
		m[strings.ReplaceAll(f.Name, " ", "")] = f.Value.Text()
	}
	return m
}

func runRival(b *testing.B, try func(sigma.Logsource, *event.Event) bool) {
	b.Helper()
	rules := rivalRules(b)
	events := samples(b)
	var maps []map[string]any
	tried := make([][]rivalRule, len(events))
	for i, e := range events {
		maps = append(maps, asMap(e))
		for _, r := range rules {
			if try(r.about, e) {
				tried[i] = append(tried[i], r)
			}
		}
	}
	ctx := context.Background()
	hits := 0
	for b.Loop() {
		hits = 0
		for i, m := range maps {
			for _, r := range tried[i] {
				if res, err := r.Matches(ctx, m); err == nil && res.Match {
					hits++
				}
			}
		}
	}
	perSecond(b, len(events))
	b.ReportMetric(float64(hits), "hits")
	b.ReportMetric(float64(len(rules)), "rules")
}
