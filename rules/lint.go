package rules

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"culprit/rules/detect"
)

// linter finds what is allowed and probably not meant.
type linter struct {
	*parser
	set      *Set
	warnings detect.Reader
}

// lint returns the warnings for a file without mistakes.
func lint(p *parser, s *Set) detect.Mistakes {
	l := &linter{parser: p, set: s, warnings: detect.Reader{File: p.File}}
	for _, c := range p.problem.Classes {
		l.class(c)
	}
	for _, c := range p.problem.Causes {
		l.cause(c)
		for _, e := range slices.Concat(c.Evidence, c.Because) {
			l.window(e)
		}
	}
	for _, u := range p.uses {
		l.use(u)
	}
	l.translations()
	return l.warnings.Mistakes
}

// class warns of classes that nothing uses, that match nothing, and that match
// too much: an id means different things from different providers, and a class
// without either makes every event of every log be decoded.
func (l *linter) class(c *Class) {
	at := l.nodes[c]
	if !l.used[c] {
		l.warnings.Addf(at, "event class %q is not used", c.Name)
	}
	keys := c.Keys()
	l.providers(c, keys)
	if len(keys) == 0 {
		l.warnings.Addf(at, "event class %q can match nothing", c.Name)
	}
	for _, k := range keys {
		switch {
		case k.Provider == "" && k.AnyID:
			l.warnings.Addf(at, "event class %q names no event ids and no provider, so every event must be looked at", c.Name)
			return
		case k.Provider == "":
			l.warnings.Addf(at, "event class %q names event id %d without its provider, and others use the number too", c.Name, k.ID)
			return
		}
	}
}

// providerList names the providers of known versions of Windows and what comes
// with it, folded, one a line.
//
//go:embed providers.txt
var providerList string

var knownProviders = sync.OnceValue(func() []string { return strings.Split(strings.TrimSpace(providerList), "\n") })

// providers warns of providers that are hardly spelled as meant.
func (l *linter) providers(c *Class, keys []detect.Key) {
	known := knownProviders()
	for _, k := range keys {
		if _, found := slices.BinarySearch(known, k.Provider); !found && k.Provider != "" {
			l.warnings.Addf(l.nodes[c], "event class %q: no known version of Windows logs as %q%s",
				c.Name, k.Provider, detect.Suggest(k.Provider, known))
			return
		}
	}
}

// leakBits is the score of the unknown cause.
const leakBits = 2

// cause warns of causes that cannot come first, and that cite nothing.
func (l *linter) cause(c *Cause) {
	at := l.nodes[c]
	if len(c.Refs) == 0 && !c.Benign {
		l.warnings.Addf(at, "cause %q has no reference (refs)", c.ID)
	}
	if len(c.Evidence) == 0 {
		l.warnings.Addf(at, "cause %q has no evidence", c.ID)
	}
	best := c.Prior
	for _, e := range c.Evidence {
		best += max(e.Weight, e.Else, 0)
	}
	for _, a := range c.Ask {
		best += max(a.Weight, 0)
	}
	if best < leakBits {
		l.warnings.Addf(at, "cause %q can never be likelier than the unknown cause: its evidence adds up to %g bits at most, and that has %d",
			c.ID, best, leakBits)
	}
	l.contradiction(c)
}

// contradiction warns of causes that require what they require not to be.
func (l *linter) contradiction(c *Cause) {
	for _, see := range c.Evidence {
		for _, not := range c.Evidence {
			if see.Kind == See && not.Kind == Not && see.Required && not.Required &&
				see.Window.within(not.Window) && isA(see.Class, not.Class) && not.Count == (Count{}) && not.Where == nil {
				l.warnings.Addf(l.nodes[not], "cause %q can never stand: it requires %s and that there is no %s",
					c.ID, see.Class.Name, not.Class.Name)
			}
		}
	}
}

// isA reports whether every event of c is one of other.
func isA(c, other *Class) bool {
	if c == other {
		return true
	}
	within := len(c.Alternatives) > 0
	for _, a := range c.Alternatives {
		within = within && a.Is != nil && isA(a.Is, other)
	}
	return within
}

// within reports whether w lies in v for certain.
func (w Window) within(v Window) bool {
	return w.Anchor == v.Anchor && w.Lo.Kind == v.Lo.Kind && w.Hi.Kind == v.Hi.Kind &&
		w.Lo.Offset >= v.Lo.Offset && w.Hi.Offset <= v.Hi.Offset
}

// order is the order of the marks of a window in time.
var order = map[BoundKind]int{ToStart: 0, ToBoot: 1, Offset: 2, ToClear: 3, ToEnd: 4}

// window warns of windows that end before they can begin.
func (l *linter) window(e *Evidence) {
	w := e.Window
	if w.Anchor == nil && order[w.Lo.Kind] > order[w.Hi.Kind] && w.Lo.Offset >= w.Hi.Offset {
		l.warnings.Addf(l.nodes[e], "the window can never hold: its first bound comes after its second")
	}
}

// use warns of texts with variables that may have no value.
func (l *linter) use(u use) {
	for _, name := range u.names {
		if u.shown && !u.at.surely(l.set, name) {
			l.warnings.Addf(u.node, "the variable %q may have no value here: not every event that the cause requires gives it one", name)
		}
	}
}

// surely reports whether a variable has a value whenever the cause stands.
func (at *scope) surely(s *Set, name string) bool {
	for ; at != nil; at = at.up {
		if c := at.found(s); c != nil && !at.maybe && c.surelyBinds(name) {
			return true
		}
	}
	return false
}

func (c *Class) surelyBinds(name string) bool {
	return !slices.ContainsFunc(c.Alternatives, func(a Alternative) bool { return !a.binds()[name] })
}

// translations warns of texts that lack a language of the title.
func (l *linter) translations() {
	for _, w := range l.written {
		var missing []string
		for _, lang := range sortedKeys(l.problem.Title) {
			if _, ok := w.text[lang]; !ok {
				missing = append(missing, lang)
			}
		}
		if len(missing) > 0 {
			l.warnings.Addf(w.node, "the title is also in %s, this text is not", strings.Join(missing, ", "))
		}
	}
}
