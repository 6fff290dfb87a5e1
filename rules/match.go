package rules

import (
	"maps"

	"culprit/rules/detect"
)

// Match reports whether the event is in the class and returns the values that
// its alternative captures, nil if it captures none. vars are the values
// captured before.
func (c *Class) Match(f *detect.Fields, vars detect.Vars) (bound detect.Vars, ok bool) {
	for i := range c.Alternatives {
		if bound, ok = c.Alternatives[i].match(f, vars); ok {
			return bound, true
		}
	}
	return nil, false
}

func (a *Alternative) match(f *detect.Fields, vars detect.Vars) (bound detect.Vars, ok bool) {
	if a.Is != nil {
		if bound, ok = a.Is.Match(f, vars); !ok {
			return nil, false
		}
		vars = with(vars, bound)
	}
	if a.Select != nil {
		more, ok := a.Select.Match(f, vars)
		if !ok {
			return nil, false
		}
		bound = with(bound, more)
	}
	for _, b := range a.Bind {
		if v, ok := f.Value(b.Field); ok {
			bound = with(bound, detect.Vars{b.Var: v})
		}
	}
	return bound, true
}

// with returns the variables of both; more wins. It changes neither.
func with(vars, more detect.Vars) detect.Vars {
	switch {
	case len(more) == 0:
		return vars
	case len(vars) == 0:
		return more
	}
	both := maps.Clone(vars)
	maps.Copy(both, more)
	return both
}

// Keys returns the kinds of events that the class can hold.
func (c *Class) Keys() []detect.Key {
	var keys []detect.Key
	for _, a := range c.Alternatives {
		some := []detect.Key{{AnyID: true}}
		if a.Is != nil {
			some = a.Is.Keys()
		}
		if a.Select != nil {
			some = detect.Both(some, a.Select.Keys())
		}
		keys = append(keys, some...)
	}
	return detect.Simplify(keys)
}

// binds returns the names that an event of the class may give values to.
func (c *Class) binds() map[string]bool {
	names := map[string]bool{}
	for _, a := range c.Alternatives {
		maps.Copy(names, a.binds())
	}
	return names
}

func (a *Alternative) binds() map[string]bool {
	names := map[string]bool{}
	if a.Is != nil {
		names = a.Is.binds()
	}
	if a.Select != nil {
		for _, name := range a.Select.Binds() {
			names[name] = true
		}
	}
	for _, b := range a.Bind {
		names[b.Var] = true
	}
	return names
}

// needs returns the names that must have values before the class can match.
func (c *Class) needs() map[string]bool {
	names := map[string]bool{}
	for _, a := range c.Alternatives {
		own := map[string]bool{}
		if a.Is != nil {
			own = a.Is.binds()
			maps.Copy(names, a.Is.needs())
		}
		if a.Select != nil {
			for _, name := range a.Select.Expands() {
				if !own[name] {
					names[name] = true
				}
			}
		}
	}
	return names
}
