package builtin_test

import (
	"testing"

	"culprit/rules"
	"culprit/rules/builtin"
)

func load(t testing.TB) *rules.Set {
	t.Helper()
	s, err := rules.Load(builtin.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestBilingual holds every text of the built-in rules to both languages.
func TestBilingual(t *testing.T) {
	for _, p := range load(t).Problems {
		both := func(what string, text rules.Text) {
			t.Helper()
			if len(text) > 0 && (text["en"] == "" || text["ru"] == "") {
				t.Errorf("%s: %s is not in both languages: %v", p.File, what, text)
			}
		}
		both("title", p.Title)
		for _, c := range p.Causes {
			for what, text := range map[string]rules.Text{"title": c.Title, "verify": c.Verify, "risk": c.Risk} {
				both(c.ID+": "+what, text)
			}
			for _, e := range append(c.Evidence, c.Because...) {
				if both(c.ID+": says", e.Says); e.Says == nil {
					t.Errorf("%s:%d: evidence says nothing", p.File, e.Line)
				}
			}
			for _, a := range c.Ask {
				both(c.ID+": look", a.Look)
			}
			for _, s := range c.Fix {
				both(c.ID+": fix", s.Says)
			}
		}
	}
}

// TestKeyed holds the built-in rules to naming the events they look at, so that
// a reader need not decode a whole log for them.
func TestKeyed(t *testing.T) {
	for _, k := range load(t).Keys() {
		if k.AnyID || k.Provider == "" {
			t.Errorf("%+v is no single kind of event", k)
		}
	}
}

// TestReferences holds the table to articles that are cited and the rules to
// articles that are in it.
func TestReferences(t *testing.T) {
	s := load(t)
	cited := map[string]bool{}
	for _, p := range s.Problems {
		for _, c := range p.Causes {
			if len(c.Refs) == 0 {
				t.Errorf("%s: cause %s cites nothing", p.File, c.ID)
			}
			for _, ref := range c.References(func(*rules.Evidence) bool { return true }) {
				cited[ref] = true
				if _, ok := s.References[ref]; !ok {
					t.Errorf("%s: cause %s cites %s, which is not in the table", p.File, c.ID, ref)
				}
			}
		}
	}
	for ref := range s.References {
		if !cited[ref] {
			t.Errorf("reference %s is cited by no rule", ref)
		}
	}
}

func TestNoWarnings(t *testing.T) {
	for _, w := range load(t).Warnings {
		t.Error(w)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}
