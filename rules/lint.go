package rules

import "culprit/rules/detect"

// lint finds what is allowed and probably not meant.
func (p *parser) lint(*Set) detect.Mistakes {
	return p.warnings
}
