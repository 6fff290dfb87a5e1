package report_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"culprit/report"
)

// payloads are what attackers write into logs, by what they aim at.
var payloads = map[string]string{
	"terminal colour":    "\x1b[31mred\x1b[0m\x1b[2J",
	"terminal title":     "\x1b]0;owned\x07",
	"terminal link":      "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
	"C1 control":         "\u009b31mred",
	"overwritten line":   "harmless\rNext: FORGED",
	"forged lines":       "x\r\n\r\nNext: FORGED\n## FORGED\n- FORGED",
	"line separators":    "x\u2028Next: FORGED\u2029y\u0085z",
	"backspaces":         "safe\b\b\b\bevil\x7f",
	"bidi override":      "invoice\u202egpj.exe\u2066x\u2069",
	"zero width":         "ad\u200bmin\u200d\ufeff",
	"tag characters":     "x\U000e0068\U000e0069",
	"invalid UTF-8":      "x\xff\xfe\xc0\xaf\xed\xa0\x80",
	"NUL":                "a\x00b",
	"script":             `<script>document.title="pwned"</script>`,
	"event handler":      `"><img src=x onerror=alert(1)>`,
	"attribute":          `" onmouseover="alert(1)" x="`,
	"style":              `</style><style>*{display:none}</style>`,
	"comment":            `--><b>x</b><!--`,
	"svg":                `</title></svg><svg onload=alert(1)>`,
	"template":           `{{.Tool}}{{range .Sections}}{{end}}`,
	"javascript address": `[x](javascript:alert(1)) <javascript:alert(1)>`,
	"image beacon":       `![x](http://evil.example/p.png)`,
	"autolinks":          `http://evil.example www.evil.example <https://evil.example> a@evil.example`,
	"reference":          `[x]: https://evil.example "t"`,
	"mention":            `@octocat @org/team #1 org/repo#2 GH-3`,
	"code fence":         "``` ` `` ~~~",
	"table":              `a | b |\n|---|---|`,
	"math and emoji":     `$x$ $$y$$ :bug: :+1:`,
	"formula":            `=cmd|'/c calc'!A0`,
	"plus formula":       `+1+HYPERLINK("http://evil.example")`,
	"at formula":         "@SUM(1)\t=1",
	"split formula":      `x";=1+1;"`,
	"workflow command":   `::error file=a::pwned`,
	"old command":        `##[error]pwned`,
	"set-env":            "\n::set-env name=PATH::x",
	"CDATA":              `]]><failure message="x"/><![CDATA[`,
	"entity":             `&lt;script&gt; &#x1b; &xxe;`,
	"SARIF placeholder":  `{0} {{1}} [link](1) \[x\]`,
	"format verbs":       `%s%n%x%!d(MISSING)`,
	"homoglyph":          "аdmin",
	"wide":               strings.Repeat("漢", 300),
	"long word":          strings.Repeat("x", 5000),
	"piled marks":        "e" + strings.Repeat("\u0301", 60),
	"path":               `../../../etc/passwd\..\..\x`,
}

// spread puts the payload into every text of a document that may come from a
// log, a file name or a rule; what stood there stays behind it.
func spread(doc *report.Document, payload string) {
	spreadInto(reflect.ValueOf(doc).Elem(), "", payload)
}

// closed are the keys whose values are ours: a reader takes them from a fixed
// list or checks their form.
var closed = strings.Fields("schema sha256 events event sample symptom input id first last from to start end time lang redaction")

func spreadInto(v reflect.Value, key, payload string) {
	for _, k := range closed {
		if key == k && v.Kind() != reflect.Map {
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			spreadInto(v.Field(i), tag, payload)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spreadInto(v.Index(i), key, payload)
		}
	case reflect.Map:
		if v.Type().Elem().Kind() != reflect.Struct {
			return
		}
		for _, k := range v.MapKeys() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			spreadInto(e, "", payload)
			v.SetMapIndex(k, e)
		}
	case reflect.String:
		v.SetString(payload + v.String())
	default:
	}
}

// TestHostileText sends every payload through every field into every format.
func TestHostileText(t *testing.T) {
	for aim, payload := range payloads {
		t.Run(aim, func(t *testing.T) {
			doc := fixture(t, "ipsec")
			verdicts := doc.Incidents[0].Causes[0].Verdict
			spread(doc, payload)
			doc.Incidents[0].Causes[0].Verdict = verdicts // so that there is a lead
			for format, check := range map[string]func(*testing.T, *report.Document, string){
				"table": checkTerminal, "text": checkTerminal, "markdown": checkMarkdown,
				"html":  func(t *testing.T, _ *report.Document, got string) { checkPage(t, got) },
				"csv":   checkCSV,
				"junit": checkXML, "json": checkJSON, "jsonl": checkJSON, "ecs": checkJSON, "timesketch": checkJSON, "sarif": checkJSON,
			} {
				got := written(t, format, doc)
				check(t, doc, got)
				checkCommands(t, format, got)
				if !utf8.ValidString(got) {
					t.Errorf("%s is not UTF-8", format)
				}
			}
		})
	}
}

// checkTerminal: nothing acts, no line is forged, none is too wide (C4).
func checkTerminal(t *testing.T, _ *report.Document, got string) {
	t.Helper()
	for line := range strings.Lines(got) {
		line = strings.TrimSuffix(line, "\n")
		if strings.IndexFunc(line, acts) >= 0 {
			t.Errorf("a character that acts in %q", line)
		}
		if strings.HasPrefix(line, "Next: FORGED") || strings.HasPrefix(line, "## FORGED") {
			t.Errorf("a forged line: %q", line)
		}
	}
}

func checkCSV(t *testing.T, _ *report.Document, got string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if formula.MatchString(cell) && !number.MatchString(cell) {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(got, "\r\n"), "\r\n") {
		if !strings.HasPrefix(line, `"`) || strings.IndexFunc(line, acts) >= 0 {
			t.Errorf("a line that is not of the writer: %q", line)
		}
	}
}

var (
	formula = regexp.MustCompile(`^\s*[=+\-@|%＝＋－＠]`)
	number  = regexp.MustCompile(`^[+-]?[0-9.]+$`)
	command = regexp.MustCompile(`(?m)^\s*::[A-Za-z]|##\[`)
)

// checkXML: it parses, and holds only our elements (C7).
func checkXML(t *testing.T, _ *report.Document, got string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(got))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && !junitElement.MatchString(start.Name.Local) {
			t.Errorf("an element <%s>", start.Name.Local)
		}
	}
}

var junitElement = regexp.MustCompile(`^(testsuites|testsuite|testcase|failure|error|skipped|system-out)$`)

// checkJSON: each value parses, alone on its line where there are lines, and
// no line separator stands bare (C6).
func checkJSON(t *testing.T, _ *report.Document, got string) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(got))
	for {
		var v any
		err := dec.Decode(&v)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if strings.ContainsAny(got, "\u2028\u2029\x00\x1b\x7f") {
		t.Error("a bare control character")
	}
}

// checkCommands: no output that is shown in a CI log gives a command (C8).
func checkCommands(t *testing.T, format, got string) {
	t.Helper()
	switch format {
	case "table", "text":
		if m := command.FindString(got); m != "" {
			t.Errorf("%s gives the command %q", format, m)
		}
	default:
		if m := regexp.MustCompile(`(?m)^\s*::[A-Za-z]`).FindString(got); m != "" {
			t.Errorf("%s gives the command %q", format, m)
		}
	}
}

// TestHomoglyphs: a host that only looks like another is marked (C5).
func TestHomoglyphs(t *testing.T) {
	doc := fixture(t, "ipsec")
	doc.Incidents[0].Host = "ѕrv2003" // with a Cyrillic s
	for _, format := range []string{"table", "text", "markdown", "html"} {
		if got := strings.Join(strings.Fields(written(t, format, doc)), " "); !strings.Contains(got, "mixes Latin with other letters") {
			t.Errorf("%s does not mark the name", format)
		}
	}
}

// FuzzRender renders any text in any field; the checks are those of the
// payloads.
func FuzzRender(f *testing.F) {
	for _, p := range payloads {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		if len(payload) > 1000 {
			t.Skip()
		}
		doc := fixture(t, "inconclusive")
		spread(doc, payload)
		checkTerminal(t, doc, written(t, "table", doc))
		checkMarkdown(t, doc, written(t, "markdown", doc))
		checkPage(t, written(t, "html", doc))
		checkCSV(t, doc, written(t, "csv", doc))
		checkXML(t, doc, written(t, "junit", doc))
		checkJSON(t, doc, written(t, "sarif", doc))
	})
}
