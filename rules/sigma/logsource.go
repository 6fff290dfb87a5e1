package sigma

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"culprit/rules/detect"
)

//go:embed logsource.yml
var logsourceFile []byte

// Logsource says which events a rule is about.
type Logsource struct {
	Product, Category, Service string
}

// String returns the parts that are given, as a rule would.
func (l Logsource) String() string {
	var parts []string
	for _, p := range []struct{ name, value string }{
		{"product", l.Product}, {"category", l.Category}, {"service", l.Service},
	} {
		if p.value != "" {
			parts = append(parts, p.name+": "+p.value)
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// covers reports whether m is about nothing that l is not about.
func (l Logsource) covers(m Logsource) bool {
	same := func(a, b string) bool { return a == "" || strings.EqualFold(a, b) }
	return same(l.Product, m.Product) && same(l.Category, m.Category) && same(l.Service, m.Service)
}

// place is one kind of events in which a rule looks.
type place struct {
	channels []string // empty if any
	ids      []uint16 // empty if any
	where    *detect.Selection
	rename   map[string]string // of fields, from Sigma's name to that of the data
}

// keys returns the kinds of events of the place.
func (p *place) keys() []detect.Key {
	keys := []detect.Key{{AnyID: true}}
	if len(p.channels) > 0 {
		keys = nil
		for _, c := range p.channels {
			keys = append(keys, detect.Key{Channel: strings.ToLower(c), AnyID: true})
		}
	}
	if len(p.ids) == 0 {
		return keys
	}
	var ids []detect.Key
	for _, id := range p.ids {
		ids = append(ids, detect.Key{ID: id})
	}
	return detect.Both(keys, ids)
}

// table is the file of log sources.
type table struct {
	services   map[string][]string
	categories map[string][]place
	nowhere    map[string]string
}

// logsources reads the table when it is first asked for. It is part of the
// program, and a test loads it, so mistakes in it cannot come up.
var logsources = sync.OnceValue(func() *table {
	t, mistakes := parseTable(logsourceFile)
	if len(mistakes) > 0 {
		panic(mistakes.Error())
	}
	return t
})

func parseTable(src []byte) (*table, detect.Mistakes) {
	r := &detect.Reader{File: "logsource.yml"}
	t := &table{services: map[string][]string{}, categories: map[string][]place{}, nowhere: map[string]string{}}
	docs := r.Documents(src)
	if len(docs) != 1 {
		return t, r.Mistakes
	}
	parts := r.Known(docs[0], "the table", "services", "categories", "nowhere")
	each := func(part string, read func(name string, n *yaml.Node)) {
		for _, p := range r.Pairs(parts[part], part) {
			read(p.Key.Value, p.Value)
		}
	}
	each("services", func(name string, n *yaml.Node) { t.services[name] = texts(r, n) })
	each("categories", func(name string, n *yaml.Node) {
		for _, item := range detect.List(n) {
			t.categories[name] = append(t.categories[name], t.place(r, item))
		}
	})
	each("nowhere", func(name string, n *yaml.Node) { t.nowhere[name], _ = r.Text(n, "a reason") })
	return t, r.Mistakes
}

func (t *table) place(r *detect.Reader, n *yaml.Node) place {
	keys := r.Known(n, "a kind of events", "service", "ids", "where", "fields")
	service, _ := r.Text(keys["service"], "service")
	p := place{channels: t.services[service]}
	for _, id := range detect.List(keys["ids"]) {
		p.ids = append(p.ids, uint16(r.Int(id, "an id")&0xFFFF))
	}
	if where := keys["where"]; where != nil {
		var mistakes detect.Mistakes
		p.where, mistakes = detect.CompileSelection(where, detect.Options{File: r.File, Sigma: true})
		r.Mistakes = append(r.Mistakes, mistakes...)
	}
	if fields := keys["fields"]; fields != nil {
		p.rename = map[string]string{}
		for _, f := range r.Pairs(fields, "fields") {
			p.rename[f.Key.Value], _ = r.Text(f.Value, "a field")
		}
	}
	return p
}

// find returns the places of a log source, or why there are none.
func (t *table) find(l Logsource) ([]place, error) {
	if l.Product != "" && l.Product != "windows" {
		return nil, fmt.Errorf("the log source %v is not one of Windows", l)
	}
	channels, knownService := t.services[l.Service]
	places, knownCategory := t.categories[l.Category]
	switch {
	case t.nowhere[l.Category] != "":
		return nil, fmt.Errorf("no log has the events of %v: %s", l, t.nowhere[l.Category])
	case l.Category != "" && !knownCategory:
		return nil, fmt.Errorf("unknown category in the log source %v%s", l, detect.Suggest(l.Category, keysOf(t.categories)))
	case l.Service != "" && !knownService:
		return nil, fmt.Errorf("unknown service in the log source %v%s", l, detect.Suggest(l.Service, keysOf(t.services)))
	case l == Logsource{}:
		return nil, fmt.Errorf("the log source is empty")
	case l.Category == "":
		return []place{{channels: channels}}, nil // without a service, all channels of Windows
	case l.Service == "":
		return places, nil
	}
	places = slices.DeleteFunc(slices.Clone(places), func(p place) bool { return !slices.Equal(p.channels, channels) })
	if len(places) == 0 {
		return nil, fmt.Errorf("the service of the log source %v has no events of its category", l)
	}
	return places, nil
}
