// Package ruletest runs the tests of rule files.
//
// The tests of PROBLEM.yml stand beside it in PROBLEM_test.yml:
//
//	problem: ipsec-block-mode
//	tests:
//	  - name: full disk, corrupt store
//	    events: |            # see ParseTimeline
//	      2006-09-25 11:09:00  SRV System EventLog 6005
//	      +18s  SRV System "Service Control Manager" 7023 "IPSEC Services" %%2
//	      +0s   SRV System IPSec 4292
//	      +1h   SRV System EventLog 6013 3600
//	    expect:
//	      - {cause: policy-store-corrupt, rank: 1, confidence: high, at: 2006-09-25 11:09:18, ongoing: true}
//	      - {cause: dns-took-the-port, verdict: ruled out}
//
// A test has events, or input: files that any reader of the tool reads, beside
// the test file; SHA256SUMS in their folder, if it is there, pins them. Each expectation must be met by one incident:
//
//	problem     whose incident; the tested problem if it is not given
//	cause       an id; then rank (from 1), verdict, confidence, because (what lies
//	            behind it, in order: problems, classes, STATE=VALUE), vars and
//	            probability ('>=0.8') are of that cause
//	unknown     the probability of the unknown cause: '>=0.5'
//	host, at, until, ongoing, undated, count, severity, vars   of the incident
//	explains    how many events are folded under it
//	evidence    {CLASS: met|unmet|not covered} of that cause
//
// expect: [] means that the problem must not be found. Further keys of a test:
// exact: [problem], nothing else may be found; incidents: N, so many of the
// tested problem; golden: FILE, the whole report; todo: WHY, the test is known
// to fail, and fails when it passes; mutate: off, or a list of mutations.
//
// # Mutations
//
// A test of events is also run on changed events. Some changes must not matter:
// another order of arrival (shuffle), ten years later (shift), other names of
// hosts (rename), the log in two files (split) or given twice (twice). Texts are
// read again with other line ends and in UTF-16 (reencode). Other changes must
// matter: each incident of the tested problem that has a cause loses its symptom,
// or evidence that is required or strong (drop); or that evidence happens on
// another host (move) or outside its window (late), or bears another error code
// where the rule looks at one (code). Then the cause or its verdict must be
// another, or for strong evidence that is not required at least its probability
// lower. A rule for which nothing changes is too loose, and the test fails.
//
// # Coverage
//
// The tests of a problem should between them put an event into each class, find
// each cause, use each else, and meet each because.
package ruletest
