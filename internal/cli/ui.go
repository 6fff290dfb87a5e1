package cli

import (
	"errors"
	"fmt"
	"io"

	"culprit/internal/safetext"
	"culprit/parser"
	"culprit/rules/detect"
)

// ui writes to standard error, and nothing else does. Its rules:
//
//   - one line a message: "culprit: error: …", then perhaps "culprit: hint: …";
//     "culprit: note: …" for what is no error, unless --quiet
//   - lower case, no full stop at the end
//   - an error names the input, the place and the cause; the hint, what to do
//   - no trace and no text of a log beyond names, which pass through safetext
type ui struct {
	w        io.Writer
	lang     *language
	terminal bool
	quiet    bool
	verbose  bool
	progress *progress // drawn on the last line; nil if there is none
}

func newUI(w io.Writer) *ui { return &ui{w: w, terminal: isTerminal(w)} }

func (u *ui) line(kind, text string) {
	u.progress.clear()
	fmt.Fprintf(u.w, "culprit: %s: %s\n", u.lang.say(kind), safetext.Line(u.lang.say(text)))
}

// error tells what went wrong, and what to do about it if err knows.
func (u *ui) error(err error) {
	for _, e := range each(err) {
		u.line("error", e.Error())
	}
	if hint := hintOf(err); hint != "" {
		u.hint(hint)
	}
}

// each takes apart an error that is several.
func each(err error) []error {
	if mistakes, ok := errors.AsType[detect.Mistakes](err); ok {
		var list []error
		for _, m := range mistakes {
			list = append(list, m)
		}
		return list
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var list []error
		for _, e := range joined.Unwrap() {
			list = append(list, each(e)...)
		}
		return list
	}
	return []error{err}
}

func (u *ui) hint(text string) { u.line("hint", text) }

// note tells something that is no error but should be known.
func (u *ui) note(format string, args ...any) {
	if !u.quiet {
		u.line("note", fmt.Sprintf(format, args...))
	}
}

// detail tells what only --verbose asks for.
func (u *ui) detail(format string, args ...any) {
	if u.verbose && !u.quiet {
		u.line("note", fmt.Sprintf(format, args...))
	}
}

// fault tells of a panic. What it says must not depend on the logs: it is sent
// to strangers.
func (u *ui) fault() int {
	u.line("error", fmt.Sprintf("internal error in culprit %s", version()))
	u.hint("please report it, with the command that you ran; CULPRIT_PANIC=1 shows the place")
	return ExitInternal
}

func hintOf(err error) string {
	if f, ok := errors.AsType[*failure](err); ok && f.hint != "" {
		return f.hint
	}
	if fe, ok := errors.AsType[*parser.FormatError](err); ok {
		return fe.Hint
	}
	return ""
}
