// Package samples makes the logs under testdata at the root of the module,
// which are evidence for everything else: what rules, reports and commands are
// shown and tested with. No log of a real machine is among them. Each tells a
// short story, written down here as a timeline, in the format of one Windows
// version; damaged ones are sound ones with one thing broken.
//
// The test of this package writes all of them anew and compares. After a
// change of a story
//
//	UPDATE=1 go test ./internal/samples
//
// rewrites them and testdata/README.md with their checksums.
package samples
