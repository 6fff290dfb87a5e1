package report

import (
	"net/netip"
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"
)

// collect learns the names that doc holds, from the places that hold names.
func (r *redactor) collect(doc *Document) {
	for _, in := range doc.Inputs {
		for _, h := range in.Hosts {
			r.addHost(h)
		}
	}
	for _, c := range doc.Coverage {
		r.addHost(c.Host)
	}
	for _, c := range doc.Changes {
		r.addHost(c.Host)
	}
	for _, u := range doc.Unexplained {
		r.addHost(u.Host)
	}
	for _, inc := range doc.Incidents {
		r.addHost(inc.Host)
		r.addVars(inc.Vars)
		for _, c := range inc.Causes {
			r.addVars(c.Vars)
		}
	}
	for _, id := range doc.EventIDs() {
		e := doc.Events[id]
		r.addHost(e.Host)
		r.addParameters(e)
		for _, f := range e.Fields {
			if len(f) == 2 {
				r.addField(f[0], f[1])
			}
		}
	}
	eachText(reflect.ValueOf(*doc), r.addFromText)
	eachText(reflect.ValueOf(*doc), r.addQualified)
}

func (r *redactor) addVars(vars []Var) {
	for _, v := range vars {
		r.addField(v.Name, v.Value)
	}
}

// eachText calls f with every string of a value.
func eachText(v reflect.Value, f func(string)) {
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			eachText(field, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), f)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			eachText(v.MapIndex(k), f)
		}
	case reflect.String:
		f(v.String())
	default:
	}
}

// wellKnown are accounts and authorities that every Windows has, in the
// languages that we read, and the words of the tokens; they name nobody.
var wellKnown = setOf("-|n/a|system|система|local service|network service|localservice|networkservice|local system|localsystem|" +
	"anonymous logon|anonymous|everyone|все|users|пользователи|administrator|administrators|администратор|администраторы|admin|guest|гость|" +
	"nt authority|nt service|nt-autorität|builtin|workgroup|window manager|font driver host|creator owner|public|default|all users|default user|" +
	"localhost|local|interactive|service|network|batch|trustedinstaller|iusr|none|null|unknown|true|false|" + strings.Join(redactionKinds, "|"))

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for n := range strings.SplitSeq(list, "|") {
		set[n] = true
	}
	return set
}

func (r *redactor) add(kind, spelling, canonical string) {
	spelling = strings.TrimSpace(spelling)
	folded := strings.ToLower(spelling)
	number := harmless(spelling) && (kind != "user" && kind != "serial" || len(spelling) < 5)
	if folded == "" || wellKnown[folded] || number || utf8.RuneCountInString(spelling) > 256 {
		return
	}
	if _, known := r.names[folded]; !known {
		r.names[folded] = name{kind, strings.ToLower(canonical)}
	}
}

// addHost learns a host, its short name, and the domain it is in.
func (r *redactor) addHost(full string) {
	full = strings.Trim(full, `\ `)
	if _, err := netip.ParseAddr(full); err == nil || strings.ContainsAny(full, `\/: `) {
		return // an address has a token of its own, a path is no host
	}
	short, domain, _ := strings.Cut(full, ".")
	r.add("host", full, short)
	r.add("host", short, short)
	r.add("host", short+"$", short) // its machine account
	r.addDomain(domain)
}

// addDomain learns a domain and its NetBIOS name, by habit its first label.
func (r *redactor) addDomain(domain string) {
	short, rest, dotted := strings.Cut(domain, ".")
	if dotted && rest == "" || len(short) < 2 {
		return
	}
	r.add("domain", domain, short)
	r.add("domain", short, short)
}

var (
	userField   = regexp.MustCompile(`(?i)(?:user|account|acct|member|owner|caller|upn|who|operator)(?:name|id)?$`)
	hostField   = regexp.MustCompile(`(?i)(?:computer|workstation|host|machine|server|client|dc|node|device)(?:name|address)?$`)
	domainField = regexp.MustCompile(`(?i)domain(?:name)?$`)
	serialField = regexp.MustCompile(`(?i)serial(?:number|no)?$`)
	account     = regexp.MustCompile(`^([^\\/:@\s]{1,64})\\([^\\/:@]{1,64})$`)
)

// addField learns a name from the name of the field that holds it.
func (r *redactor) addField(field, value string) {
	if m := account.FindStringSubmatch(value); m != nil && userField.MatchString(field) {
		r.addDomain(m[1])
		r.addUser(m[2])
		return
	}
	switch {
	case serialField.MatchString(field):
		r.add("serial", value, value)
	case domainField.MatchString(field):
		r.addDomain(value)
	case userField.MatchString(field):
		r.addUser(value)
	case hostField.MatchString(field):
		r.addHost(value)
	}
}

// addUser learns an account; one that ends in $ is a machine's.
func (r *redactor) addUser(value string) {
	if host, machine := strings.CutSuffix(value, "$"); machine {
		r.addHost(host)
		return
	}
	if !strings.ContainsAny(value, `\/@`) {
		r.add("user", value, value)
	}
}

var (
	profile       = regexp.MustCompile(`(?i)(?:\\Users\\|\\Documents and Settings\\|\\Profiles\\|/home/|/Users/)([^\\/:*?"<>|\r\n\t]+)([\\/]?)`)
	unc           = regexp.MustCompile(`(?:^|[\s"'(=,])\\\\([\pL\pN_.-]{1,255})\\`)
	qualified     = regexp.MustCompile(`(?:^|[^\\\pL\pN_.-])([\pL\pN_.-]+)\\([\pL\pN_.$-]+)`)
	distinguished = regexp.MustCompile(`(?i)\b(CN|DC|OU)=([^,;"/]+)`)
	mail          = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+`)
	sid           = regexp.MustCompile(`\bS-1-[0-9]+(?:-[0-9]+)+\b`)
	mac           = regexp.MustCompile(`\b(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}[:-]){4}[0-9A-Fa-f]{2}\b|\b[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\b`)
	ipv4          = regexp.MustCompile(`\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b`)
	ipv6          = regexp.MustCompile(`(?:[0-9A-Fa-f]{0,4}:){2,6}[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:%[\pL\pN]+)?`)
	encoded       = regexp.MustCompile(`[A-Za-z0-9+/_-]{20,}={0,2}`)
)

// addFromText learns the names that a text shows by their surroundings.
func (r *redactor) addFromText(s string) {
	if strings.ContainsAny(s, `\/`) {
		for _, m := range profile.FindAllStringSubmatch(s, -1) {
			r.add("user", profileName(m), profileName(m))
		}
		for _, m := range unc.FindAllStringSubmatch(s, -1) {
			r.addHost(m[1])
		}
	}
	if !strings.ContainsAny(s, "=@") {
		return
	}
	for _, m := range distinguished.FindAllStringSubmatch(s, -1) {
		kind := map[string]string{"cn": "user", "ou": "domain", "dc": "domain"}[strings.ToLower(m[1])]
		r.add(kind, m[2], m[2])
	}
	if strings.Contains(s, "@") {
		for _, m := range mail.FindAllString(s, -1) {
			user, domain, _ := strings.Cut(m, "@")
			r.add("user", user, user)
			r.addDomain(domain)
		}
	}
}

// addQualified learns the user of DOMAIN\user, where the domain is known: a
// path looks the same.
func (r *redactor) addQualified(s string) {
	if !strings.Contains(s, `\`) {
		return
	}
	for _, m := range qualified.FindAllStringSubmatch(s, -1) {
		if n, known := r.names[strings.ToLower(m[1])]; known && (n.kind == "domain" || n.kind == "host") {
			r.addUser(m[2])
		}
	}
}

// profileName is the folder below Users. Where no separator follows, the name
// ends at a blank: prose goes on after it.
func profileName(m []string) string {
	if m[2] != "" {
		return m[1]
	}
	word, _, _ := strings.Cut(m[1], " ")
	return word
}
