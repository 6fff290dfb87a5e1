package report

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// What a redaction replaces.
const (
	RedactOff   = "off"   // nothing
	RedactNames = "names" // names of persons and machines, and what leads to them
	RedactAll   = "all"   // also the texts, data and file names of the logs
)

// redactionKinds are the kinds of tokens that take the place of names, in the
// order of the badge.
var redactionKinds = []string{"user", "host", "domain", "sid", "ip", "mac", "mail", "path", "serial", "text"}

// Replacement is one line of the map from tokens to names, which stays with
// whoever redacts.
type Replacement struct {
	Token    string `json:"token"`
	Kind     string `json:"kind"`
	Original string `json:"original"`
}

// Redact returns a copy of doc for strangers' eyes, and the map that turns it
// back. Users, hosts, domains, SIDs, addresses, mail addresses, profile paths
// and serial numbers become tokens such as host-3f9a1c2e: the same name is the
// same token all over the report, and nobody can compute the name from it
// without the salt, which must be secret, random and used once. Well-known
// SIDs and accounts stay. With RedactAll, what programs wrote freely goes too:
// the events' texts, fields that are no plain numbers, binary data, file names.
//
// A name is found by the place where it stands (a host, a field called
// TargetUserName) or by its form (an address), and is then replaced wherever
// it occurs. A name that stands in no such place and has no such form, as a
// person's in the text of an application, is not found by RedactNames.
func Redact(doc *Document, mode string, salt []byte) (*Document, []Replacement, error) {
	if mode == RedactOff || mode == "" {
		return doc, nil, nil
	}
	if mode != RedactNames && mode != RedactAll {
		return nil, nil, fmt.Errorf("unknown redaction %q: want %s, %s or %s", mode, RedactOff, RedactNames, RedactAll)
	}
	if len(salt) < 16 {
		return nil, nil, fmt.Errorf("the salt of a redaction has %d bytes, want at least 16", len(salt))
	}
	r := &redactor{all: mode == RedactAll, salt: salt, names: map[string]name{}, made: map[string]Replacement{}, seen: map[string]string{}}
	r.collect(doc)
	r.compile()
	out := copyOf(reflect.ValueOf(*doc), r).Interface().(Document) //nolint:errcheck,forcetypeassert // a copy of a Document is one
	r.finish(&out)
	out.Run.Redaction, out.Run.Redacted = mode, r.counts()
	return &out, r.replacements(), nil
}

// WriteMap writes the map as JSON lines.
func WriteMap(w io.Writer, list []Replacement) error {
	e := newEncoder(w)
	for _, r := range list {
		e.line(r)
	}
	return e.close()
}

type redactor struct {
	all   bool
	salt  []byte
	names map[string]name // by folded spelling
	rules nameMatcher
	made  map[string]Replacement // by token
	seen  map[string]string      // what text made of a string
}

// name is what a spelling stands for: a host's short and full names are one.
type name struct{ kind, canonical string }

// token returns the token of a name and remembers it for the map.
func (r *redactor) token(kind, canonical, original string) string {
	mac := hmac.New(sha256.New, r.salt)
	fmt.Fprintf(mac, "%s\x00%s", kind, strings.ToLower(canonical))
	t := kind + "-" + hex.EncodeToString(mac.Sum(nil))[:8]
	if _, known := r.made[t]; !known {
		r.made[t] = Replacement{t, kind, original}
	}
	return t
}

func (r *redactor) counts() map[string]int {
	out := map[string]int{}
	for _, m := range r.made {
		out[m.Kind]++
	}
	return out
}

func (r *redactor) replacements() []Replacement {
	var out []Replacement
	for _, m := range r.made {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Replacement) int {
		return cmp.Or(slices.Index(redactionKinds, a.Kind)-slices.Index(redactionKinds, b.Kind), cmp.Compare(a.Token, b.Token))
	})
	return out
}

// fixed are the keys whose strings are ours: words of a fixed list, times,
// ids, hashes. Everything else may hold a name.
var fixed = strings.Fields("schema verdict severity confidence direction kind status sha256 id input events event sample symptom " +
	"first last from to start end time format origin level lang redaction structure url archive kb window binary fingerprint " +
	"problem cause root_of name state version")

// copyOf copies a value deeply and redacts its strings on the way.
func copyOf(v reflect.Value, r *redactor) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if isText(v.Field(i)) && slices.Contains(fixed, key) {
				out.Field(i).Set(v.Field(i))
				continue
			}
			out.Field(i).Set(copyOf(v.Field(i), r))
		}
	case reflect.Slice:
		if v.IsNil() {
			return out
		}
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(copyOf(v.Index(i), r))
		}
	case reflect.Map:
		out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for _, k := range v.MapKeys() {
			out.SetMapIndex(k, copyOf(v.MapIndex(k), r))
		}
	case reflect.String:
		out.SetString(r.text(v.String()))
	default:
		out.Set(v)
	}
	return out
}

// isText reports whether v is a string or a list of strings.
func isText(v reflect.Value) bool {
	return v.Kind() == reflect.String || v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String
}

// finish does what depends on more than one string.
func (r *redactor) finish(doc *Document) {
	for i := range doc.Incidents {
		// It is a hash of the host's name, which could be guessed.
		inc := &doc.Incidents[i]
		mac := hmac.New(sha256.New, r.salt)
		io.WriteString(mac, inc.Fingerprint) //nolint:errcheck // a hash takes everything
		inc.Fingerprint = hex.EncodeToString(mac.Sum(nil))[:16]
	}
	if r.all {
		r.hideTexts(doc)
	}
	for id, e := range doc.Events {
		if r.all || readable(e.Binary) {
			e.Binary = ""
		}
		if r.all {
			e.Says = ""
		}
		for i, f := range e.Fields {
			if len(f) == 2 && (r.all && !harmless(f[1])) {
				e.Fields[i] = []string{f[0], r.token("text", f[1], f[1])}
			}
		}
		doc.Events[id] = e
	}
	if r.all {
		r.hidePaths(doc)
	}
}

// hideTexts takes what the events say out of the lines that quote them.
func (r *redactor) hideTexts(doc *Document) {
	for i := range doc.Incidents {
		for j := range doc.Incidents[i].Explains {
			x := &doc.Incidents[i].Explains[j]
			for _, id := range x.Events {
				x.Says = r.unquote(x.Says, doc.Events[id])
			}
		}
	}
	for i := range doc.Changes {
		c := &doc.Changes[i]
		c.Says = r.unquote(c.Says, doc.Events[c.Event])
	}
}

func (r *redactor) unquote(says string, e Event) string {
	if len(e.Says) >= shortest {
		says = strings.ReplaceAll(says, e.Says, r.token("text", e.Says, e.Says))
	}
	for _, f := range e.Fields {
		if len(f) == 2 && len(f[1]) >= shortest && !harmless(f[1]) {
			says = strings.ReplaceAll(says, f[1], r.token("text", f[1], f[1]))
		}
	}
	return says
}

// hidePaths replaces the names of the inputs, in the command line too.
func (r *redactor) hidePaths(doc *Document) {
	for i, arg := range doc.Run.Command {
		flag, value, assigned := strings.Cut(arg, "=")
		if !assigned || !strings.HasPrefix(arg, "-") {
			flag, value = "", arg
		}
		if i > 0 && pathLike(doc, value) {
			doc.Run.Command[i] = strings.TrimPrefix(flag+"="+r.path(value), "=")
		}
	}
	for i := range doc.Inputs {
		in := &doc.Inputs[i]
		in.Path = r.path(in.Path)
		for j := range in.Container {
			in.Container[j] = r.path(in.Container[j])
		}
	}
}

// pathLike reports whether an argument is a path: it looks like one, or an
// input lies at or below it.
func pathLike(doc *Document, arg string) bool {
	if strings.ContainsAny(arg, `/\.`) {
		return true
	}
	return arg != "" && slices.ContainsFunc(doc.Inputs, func(in Input) bool {
		return strings.HasPrefix(in.Path, arg) || len(in.Container) > 0 && strings.HasPrefix(in.Container[0], arg)
	})
}

// path keeps the extension, which says what a file is.
func (r *redactor) path(p string) string {
	if p == "-" || p == "" {
		return p
	}
	extension := ""
	if i := strings.LastIndexByte(p, '.'); i >= 0 && len(p)-i <= 6 && !strings.ContainsAny(p[i:], `\/ `) {
		extension = p[i:]
	}
	return r.token("path", p, p) + extension
}
