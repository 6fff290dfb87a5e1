// Package builtin holds the rule files that come with culprit, AREA/PROBLEM.yml,
// and the table of the articles they cite, references.yml. The language of the
// files is described in package rules.
package builtin

import "embed"

// FS is the tree of rule files.
//
//go:embed references.yml */*.yml
var FS embed.FS
