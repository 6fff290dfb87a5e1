package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestDocs runs the sessions in the documentation: what stands behind a dollar
// sign is run, and what follows must be what it writes. A line of "…" stands
// for any number of lines. The sessions of a file share a folder of their own,
// with a copy of the samples in it.
func TestDocs(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, file := range append(files, filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list := sessions(string(text))
		if ran += len(list); len(list) > 0 {
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Chdir(t.TempDir())
				if err := os.CopyFS("testdata", os.DirFS(filepath.Join(root, "testdata"))); err != nil {
					t.Fatal(err)
				}
				runSessions(t, list)
			})
		}
	}
	if ran < 4 {
		t.Errorf("only %d sessions were found", ran)
	}
}

func runSessions(t *testing.T, list []session) {
	t.Helper()
	var got result
	for _, s := range list {
		if s.file != "" {
			s.write(t)
			continue
		}
		if s.command == askStatus {
			got.stdout = strconv.Itoa(got.status)
		} else {
			got = culprit(t, splitCommand(s.command)...)
		}
		// CSV ends its lines as RFC 4180 wants it.
		if missing := s.missing(strings.ReplaceAll(got.stdout, "\r\n", "\n")); missing != "" {
			t.Errorf("%s does not write %q; it writes\n%s%s", s.command, missing, got.stdout, got.stderr)
		}
	}
}

// askStatus is the command that tells the exit status of the one before.
const askStatus = "echo $?"

// session is a command in the documentation and what it writes; or, in a block
// that begins with ```yaml NAME, a file that is there from then on.
type session struct {
	command string
	file    string
	lines   []string
}

func sessions(text string) (list []session) {
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch command, ok := strings.CutPrefix(line, "$ culprit "); {
		case strings.HasPrefix(line, "```"):
			name, isFile := strings.CutPrefix(line, "```yaml ")
			if inside = isFile || line == "```console"; isFile {
				list = append(list, session{file: name})
			}
		case !inside:
		case line == "$ "+askStatus:
			list = append(list, session{command: askStatus})
		case ok:
			list = append(list, session{command: command})
		case len(list) > 0:
			s := &list[len(list)-1]
			s.lines = append(s.lines, line)
		}
	}
	return list
}

// write makes the file that a block stands for.
func (s session) write(t *testing.T) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(s.file), 0o700)
	if err == nil {
		err = os.WriteFile(s.file, []byte(strings.Join(s.lines, "\n")+"\n"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// missing returns the first line that is not written where it should be.
func (s session) missing(output string) string {
	var rest []string
	if output = strings.TrimRight(output, "\n"); output != "" {
		rest = strings.Split(output, "\n")
	}
	skip := false
	for _, want := range s.lines {
		if want == "…" {
			skip = true
			continue
		}
		for skip && len(rest) > 0 && rest[0] != want {
			rest = rest[1:]
		}
		if len(rest) == 0 || rest[0] != want {
			return want
		}
		rest, skip = rest[1:], false
	}
	if len(rest) > 0 && !skip {
		return "nothing more"
	}
	return ""
}

func splitCommand(s string) (args []string) {
	for _, m := range regexp.MustCompile(`"([^"]*)"|(\S+)`).FindAllStringSubmatch(s, -1) {
		args = append(args, m[1]+m[2])
	}
	return args
}

// TestExitStatusTable keeps the table of the README true.
func TestExitStatusTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(readme), "`", "")
	for _, s := range exitStatuses {
		if !strings.Contains(text, s.says+" |\n") {
			t.Errorf("README.md does not say of status %d: %s", s.status, s.says)
		}
	}
	if n := strings.Count(string(readme), "\n"); n > 150 {
		t.Errorf("README.md has %d lines, want 150 at most", n)
	}
}

// TestLinks follows every link within the repository.
func TestLinks(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	for _, file := range append(files, "../../README.md", "../../CONTRIBUTING.md", "../../LICENSES/README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), m[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}
