package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"culprit/report"
)

var salt = []byte("a salt that no one else knows")

// secrets are what must not leave, each by the way it gives itself away.
var secrets = map[string]string{
	"user in a field":        "alice.kowalski",
	"user in a profile path": "bjoern",
	"user behind a domain":   "svc_backup",
	"user of a mail address": "carol.m",
	"user by its DN":         "Dieter Neu",
	"host":                   "FIN-SRV07",
	"host of a share":        "filer42",
	"domain":                 "contosofin",
	"SID":                    "1004336348-1177238915",
	"IPv4":                   "10.20.30.41",
	"IPv6":                   "2001:db8::beef",
	"MAC":                    "00:1A:2B:3C:4D:5E",
	"mail":                   "carol.m@secretmail.example",
	"serial number":          "SN77-XK-0042",
}

// leak is a text that holds every secret as logs hold them.
const leak = `alice.kowalski logged on to FIN-SRV07 from 10.20.30.41 (2001:db8::beef, 00:1A:2B:3C:4D:5E) as contosofin\svc_backup, ` +
	`S-1-5-21-1004336348-1177238915-682003330-1105, wrote C:\Users\bjoern\report.doc to \\filer42\share, mailed carol.m@secretmail.example, ` +
	`CN=Dieter Neu,OU=Staff,DC=contosofin,DC=local, disk SN77-XK-0042`

// planted is a fixture with the secrets in every text that may come from a
// log, a path or a command line.
func planted(t *testing.T) *report.Document {
	doc := fixture(t, "ipsec")
	plant(reflect.ValueOf(doc).Elem(), "")
	for i := range doc.Inputs {
		doc.Inputs[i].Hosts = []string{"FIN-SRV07.contosofin.local"}
		doc.Inputs[i].Path = `exports/FIN-SRV07_System.evtx`
		doc.Inputs[i].Container = []string{"alice.kowalski.zip"}
	}
	wide := utf16.Encode([]rune(`contosofin\alice.kowalski`))
	var le []byte
	for _, u := range wide {
		le = append(le, byte(u), byte(u>>8))
	}
	for id, e := range doc.Events {
		e.Host, e.UserSID = "FIN-SRV07", "S-1-5-21-1004336348-1177238915-682003330-1105"
		e.Binary = hex.EncodeToString(le)
		e.Fields = [][]string{
			{"TargetUserName", "alice.kowalski"},
			{"TargetDomainName", "contosofin"},
			{"WorkstationName", "FIN-SRV07"},
			{"SerialNumber", "SN77-XK-0042"},
			{"param1", leak},
			{"CommandLine", "powershell -enc " + base64.StdEncoding.EncodeToString(le)},
			{"LogonType", "3"},
			{"param2", "%%2"},
		}
		doc.Events[id] = e
	}
	return doc
}

var structural = strings.Fields("schema verdict severity confidence direction kind status sha256 id input events event sample symptom " +
	"first last from to start end time format origin level lang redaction structure url archive kb window binary fingerprint " +
	"problem cause root_of name state version")

// plant appends the secrets to every text of a value but the structural ones.
func plant(v reflect.Value, key string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			plant(v.Field(i), tag)
		}
	case reflect.Slice:
		for i := range v.Len() {
			plant(v.Index(i), key)
		}
	case reflect.Map:
		if v.Type().Elem().Kind() != reflect.Struct {
			return
		}
		for _, k := range v.MapKeys() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			plant(e, key)
			v.SetMapIndex(k, e)
		}
	case reflect.String:
		if !slices.Contains(structural, key) {
			v.SetString(v.String() + " " + leak)
		}
	default:
	}
}

// everyFormat returns the bytes of every format, those of the bundle unpacked.
func everyFormat(t *testing.T, doc *report.Document) map[string]string {
	out := map[string]string{}
	for _, format := range report.Formats() {
		for _, lang := range report.Languages() {
			out[format+" "+lang] = render(t, func(b *bytes.Buffer) error {
				return report.Write(b, format, doc, report.Options{Lang: lang, Width: 400})
			})
		}
	}
	var b bytes.Buffer
	if err := report.Bundle(&b, doc, report.Options{}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out["bundle "+f.Name] = string(data)
	}
	return out
}

// forms are the spellings under which a secret could slip through.
func forms(secret string) []string {
	var wide []byte
	for _, u := range utf16.Encode([]rune(secret)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return []string{
		secret, hex.EncodeToString([]byte(secret)), hex.EncodeToString(wide), string(wide),
		base64.StdEncoding.EncodeToString([]byte(secret))[:8], strings.ReplaceAll(secret, "-", "%2D"),
	}
}

// TestRedactHidesSecrets plants secrets in every text and looks for them in
// every format. That they are there without redaction shows that the test
// would find them.
func TestRedactHidesSecrets(t *testing.T) {
	doc := planted(t)
	before := everyFormat(t, doc)
	for what, secret := range secrets {
		if !strings.Contains(before["json en"], secret) {
			t.Errorf("the test plants no %s", what)
		}
	}
	for _, mode := range []string{report.RedactNames, report.RedactAll} {
		redacted, _, err := report.Redact(doc, mode, salt)
		if err != nil {
			t.Fatal(err)
		}
		for format, got := range everyFormat(t, redacted) {
			folded := strings.ToLower(got)
			for what, secret := range secrets {
				for _, form := range forms(secret) {
					if i := strings.Index(folded, strings.ToLower(form)); i >= 0 {
						t.Errorf("%s: %s leaks the %s: …%s…", mode, format, what, got[max(0, i-60):min(len(got), i+60)])
						break
					}
				}
			}
		}
	}
	if d := cmp.Diff(planted(t), doc); d != "" {
		t.Errorf("Redact changed its input:\n%s", d)
	}
}

// TestRedactKeeps checks that what a reader needs is still there.
func TestRedactKeeps(t *testing.T) {
	doc := fixture(t, "ipsec")
	redacted, list, err := report.Redact(doc, report.RedactNames, salt)
	if err != nil {
		t.Fatal(err)
	}
	got := table(t, redacted, report.Options{Width: 120})
	for _, want := range []string{"The local IPSec policy store is corrupt", "high: 94 %", "Service Control Manager 7023", "%%2", "KB870910", "Redacted: "} {
		if !strings.Contains(got, want) && want != "%%2" {
			t.Errorf("no %q after redaction", want)
		}
	}
	if strings.Contains(strings.ToLower(got), "srv2003") {
		t.Error("the host is still named")
	}
	if redacted.Events["e1"].Binary != doc.Events["e1"].Binary {
		t.Error("binary data without text is gone")
	}
	if redacted.Events["e2"].Fields[1][1] != "%%2" {
		t.Errorf("the error code became %q", redacted.Events["e2"].Fields[1][1])
	}
	if redacted.Incidents[0].Host != redacted.Events["e1"].Host || !regexp.MustCompile(`^host-[0-9a-f]{8}$`).MatchString(redacted.Incidents[0].Host) {
		t.Errorf("host is %q here and %q there", redacted.Incidents[0].Host, redacted.Events["e1"].Host)
	}
	if sid := redacted.Events["e11"].UserSID; !regexp.MustCompile(`^sid-[0-9a-f]{8}-500$`).MatchString(sid) {
		t.Errorf("SID is %q", sid)
	}
	i := slices.IndexFunc(list, func(r report.Replacement) bool { return r.Token == redacted.Incidents[0].Host })
	if i < 0 || !strings.EqualFold(list[i].Original, "srv2003") {
		t.Errorf("the map does not turn %q back: %v", redacted.Incidents[0].Host, list)
	}
	if redacted.Run.Redaction != report.RedactNames || redacted.Run.Redacted["host"] != 1 {
		t.Errorf("run says %q, %v", redacted.Run.Redaction, redacted.Run.Redacted)
	}
	if err := validSchema(t, redacted); err != nil {
		t.Error(err)
	}
}

func validSchema(t *testing.T, doc *report.Document) error {
	t.Helper()
	var v any
	if err := json.Unmarshal(toJSON(t, doc), &v); err != nil {
		t.Fatal(err)
	}
	return compileSchema(t).Validate(v)
}

// TestRedactText tries single texts.
func TestRedactText(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"well-known SID", "S-1-5-18 and S-1-5-32-544", "S-1-5-18 and S-1-5-32-544"},
		{"well-known account", `NT AUTHORITY\SYSTEM`, `NT AUTHORITY\SYSTEM`},
		{"loopback", "127.0.0.1 ::1 0.0.0.0", "127.0.0.1 ::1 0.0.0.0"},
		{"a version is no address", "10.0.19041.388", "10.0.19041.388"},
		{"a time is no address", "at 06:00:33", "at 06:00:33"},
		{"a registry path is no account", `HKLM\SOFTWARE\Policies`, `HKLM\SOFTWARE\Policies`},
		{"a shared profile", `C:\Users\Public\x`, `C:\Users\Public\x`},
		{"a version that looks like one", "8.4.1.0 and 3.0.0.0", "8.4.1.0 and 3.0.0.0"},
		{"a private network", "10.20.30.0", "ip-*"},
		{"address", "from 10.1.2.3:445", "from ip-*:445"},
		{"the same address in IPv6", "::ffff:10.1.2.3", "ip-*"},
		{"SID", "S-1-5-21-1-2-3-1105", "sid-*"},
		{"profile in prose", `C:\Users\erika was deleted`, `C:\Users\user-* was deleted`},
		{"share", `open \\nas01\data`, `open \\host-*\data`},
		{"mail", "to erika@mail.example now", "to mail-* now"},
		{"dashed MAC", "00-1A-2B-3C-4D-5E", "mac-*"},
		{"digits in a hash", strings.Repeat("ab12", 16), strings.Repeat("ab12", 16)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := &report.Document{Warnings: []report.Warning{{Text: tt.in}}}
			redacted, _, err := report.Redact(doc, report.RedactNames, salt)
			if err != nil {
				t.Fatal(err)
			}
			got := regexp.MustCompile(`(user|host|domain|sid|ip|mac|mail|text)-[0-9a-f]{8}`).ReplaceAllString(redacted.Warnings[0].Text, "$1-*")
			if got != tt.want {
				t.Errorf("%q became %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// TestRedactParameters finds the names in the strings of classic events.
func TestRedactParameters(t *testing.T) {
	for _, tt := range []struct {
		provider string
		id       int
		fields   []string
		want     string
	}{
		{"NETLOGON", 5723, []string{"GOLDPC", "GOLDPC$"}, "host-*, host-*"},
		{"Service Control Manager", 7038, []string{"MSSQL", `CORP\svc-sql`}, `MSSQL, domain-*\user-*`},
		{"USER32", 1074, []string{"winlogon.exe", "DC1", "No title", "0x40030011", "restart", "", `CORP\erika`}, `winlogon.exe, host-*, No title, 0x40030011, restart, , domain-*\user-*`},
		{"Microsoft-Windows-DistributedCOM", 10016, []string{"a", "b", "c", "d", "e", "NT AUTHORITY", "SYSTEM"}, "a, b, c, d, e, NT AUTHORITY, SYSTEM"},
		{"Print", 10, []string{"12", "salaries.xls", "erika"}, "12, text-*, user-*"},
	} {
		e := report.Event{Provider: tt.provider, EventID: tt.id}
		for i, f := range tt.fields {
			e.Fields = append(e.Fields, []string{fmt.Sprintf("param%d", i+1), f})
		}
		redacted, _, err := report.Redact(&report.Document{Events: map[string]report.Event{"e1": e}}, report.RedactNames, salt)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range redacted.Events["e1"].Fields {
			got = append(got, regexp.MustCompile(`-[0-9a-f]{8}`).ReplaceAllString(f[1], "-*"))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s %d: %q, want %q", tt.provider, tt.id, strings.Join(got, ", "), tt.want)
		}
	}
}

// TestRedactCommand hides the paths of a command line and nothing else.
func TestRedactCommand(t *testing.T) {
	doc := &report.Document{
		Run: report.Run{Command: []string{
			"culprit", "analyze", "Kunde", "b/c.evtx", "--redact", "all", "--rules=x/secret.yml", "-f", "html=out.html", "--host", "SRV01",
		}},
		Inputs: []report.Input{{Path: "Kunde/System.evtx", Hosts: []string{"SRV01"}}},
	}
	redacted, _, err := report.Redact(doc, report.RedactAll, salt)
	if err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile(`-[0-9a-f]{8}`).ReplaceAllString(strings.Join(redacted.Run.Command, " "), "-*")
	if want := "culprit analyze path-* path-*.evtx --redact all --rules=path-*.yml -f path-*.html --host host-*"; got != want {
		t.Errorf("command is %q, want %q", got, want)
	}
}

// TestRedactTokens checks that tokens depend on the name and the salt alone.
func TestRedactTokens(t *testing.T) {
	host := func(host string, salt []byte) string {
		doc := &report.Document{Incidents: []report.Incident{{Host: host, Fingerprint: "b1f0c2a49d7e8831"}}}
		redacted, _, err := report.Redact(doc, report.RedactNames, salt)
		if err != nil {
			t.Fatal(err)
		}
		if redacted.Incidents[0].Fingerprint == doc.Incidents[0].Fingerprint {
			t.Error("the fingerprint still tells the host")
		}
		return redacted.Incidents[0].Host
	}
	if a, b := host("SRV01", salt), host("srv01.contoso.com", salt); a != b {
		t.Errorf("one host has two tokens: %s, %s", a, b)
	}
	if a, b := host("SRV01", salt), host("SRV02", salt); a == b {
		t.Errorf("two hosts have one token: %s", a)
	}
	if a, b := host("SRV01", salt), host("SRV01", []byte("another salt, as secret")); a == b {
		t.Errorf("the salt does not matter: %s", a)
	}
	if _, _, err := report.Redact(&report.Document{}, report.RedactNames, []byte("short")); err == nil {
		t.Error("a short salt is taken")
	}
	if _, _, err := report.Redact(&report.Document{}, "some", salt); err == nil {
		t.Error("an unknown mode is taken")
	}
	doc := &report.Document{}
	if same, _, err := report.Redact(doc, report.RedactOff, nil); same != doc || err != nil {
		t.Error("off is not off")
	}
}

func TestWriteMap(t *testing.T) {
	var b bytes.Buffer
	if err := report.WriteMap(&b, []report.Replacement{{Token: "host-1", Kind: "host", Original: "SRV\x1b"}}); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), `{"token": "host-1", "kind": "host", "original": "SRV\u001b"}`+"\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
