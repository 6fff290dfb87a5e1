package rules

import (
	"maps"
	"slices"

	"culprit/rules/detect"
)

// check finds what can only be seen when all files are read.
func (p *parser) check(s *Set) {
	if p.problem == nil {
		return
	}
	for _, other := range s.Problems {
		if other != p.problem && other.ID == p.problem.ID && other.ID != "" {
			p.Addf(nil, "the problem %q is also in %s", other.ID, other.File)
		}
	}
	for _, u := range p.problems {
		if s.Problem(u.id) == nil {
			p.Addf(u.node, "no problem %q in these rules%s", u.id, detect.Suggest(u.id, s.ids()))
		}
	}
	for _, u := range p.refs {
		if _, ok := s.References[u.ref]; !ok && !kbNumber.MatchString(u.ref) && !isAddress(u.ref) {
			p.Addf(u.node, "the reference %q is neither in %s nor a KB number nor an https address%s",
				u.ref, referencesFile, detect.Suggest(u.ref, sortedKeys(s.References)))
		}
	}
	for _, u := range p.uses {
		p.checkUse(s, u)
	}
}

// checkUse finds variables that have no value where they are used.
func (p *parser) checkUse(s *Set, u use) {
	names := slices.Clone(u.names)
	if u.class != nil {
		names = append(names, sortedKeys(u.class.needs())...)
	}
	for _, name := range names {
		if !u.at.has(s, name) {
			p.Addf(u.node, "the variable %q has no value here%s", name, detect.Suggest(name, u.at.names(s)))
		}
	}
}

// has reports whether a variable may have a value at the scope.
func (at *scope) has(s *Set, name string) bool { return slices.Contains(at.names(s), name) }

// names returns the variables that may have values at the scope. A problem
// brings those of its symptom.
func (at *scope) names(s *Set) []string {
	names := map[string]bool{}
	for ; at != nil; at = at.up {
		if c := at.found(s); c != nil {
			maps.Copy(names, c.binds())
		}
	}
	return sortedKeys(names)
}

// found returns the class of the events that bring values at the scope.
func (at *scope) found(s *Set) *Class {
	if p := s.Problem(at.problem); p != nil {
		return p.Symptom.See
	}
	return at.class
}

func (s *Set) ids() []string {
	var ids []string
	for _, p := range s.Problems {
		ids = append(ids, p.ID)
	}
	return ids
}
