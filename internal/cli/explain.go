package cli

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"culprit/parser/event"
	"culprit/parser/wincode"
	"culprit/report"
	"culprit/rules"
)

func (a *app) explainCommand() *cobra.Command {
	var flags ruleFlags
	lang := choice{a.lang.code(), report.Languages()}
	c := &cobra.Command{
		Use:               "explain CODE | SOURCE ID | PROBLEM",
		Short:             "tell what an error code, an event or a problem means, and which article says so",
		ValidArgsFunction: completeProblems,
		Example: `  culprit explain 0x80070002
  culprit explain %%10048
  culprit explain "The system cannot find the file specified."
  culprit explain IPSec 4292
  culprit explain ipsec-block-mode`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &failure{
					status: ExitUsage, err: errors.New("nothing to explain"),
					hint: "name an error code, a source and an event id, or a problem",
				}
			}
			set, err := flags.load()
			if err != nil {
				return err
			}
			e := &explainer{w: a.stdout, set: set, lang: lang.value}
			return e.explain(args)
		},
	}
	flags.define(c.Flags())
	c.Flags().Var(&lang, "lang", "language: `LANG` is "+joinOr(lang.of))
	return c
}

// explainer writes what is known without any log.
type explainer struct {
	w    io.Writer
	set  *rules.Set
	lang string
	said bool
}

// explain tries what the arguments may be: what is certain first, and all that
// a bare number may mean.
func (e *explainer) explain(args []string) error {
	what := strings.Join(args, " ")
	if p := e.set.Problem(what); p != nil {
		e.problem(p)
		return nil
	}
	if source, id, ok := eventName(args); ok {
		if !e.event(source, id) {
			e.events(id) // System/7031: a log, not a source
		}
	} else {
		e.codes(what)
		if id, err := strconv.ParseUint(what, 0, 32); err == nil {
			e.events(uint32(id))
		}
	}
	if e.said {
		return nil
	}
	var known []string
	for _, p := range e.set.Problems {
		known = append(known, p.ID)
	}
	return &failure{
		status: ExitUsage, err: fmt.Errorf("nothing is known of %q", what),
		hint: firstOf(didYouMean(what, known), "name an error code, a source and an event id, or a problem"),
	}
}

// eventName reads a source and an event id: two arguments, or SOURCE/ID.
func eventName(args []string) (source string, id uint32, ok bool) {
	words := args
	if len(args) == 1 {
		source, last, found := strings.Cut(args[0], "/")
		if !found {
			source, last, found = cutLast(args[0], " ")
		}
		if !found {
			return "", 0, false
		}
		words = []string{source, last}
	}
	last := len(words) - 1
	if last < 1 {
		return "", 0, false
	}
	n, err := strconv.ParseUint(words[last], 0, 32)
	return strings.Join(words[:last], " "), uint32(n), err == nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func (e *explainer) line(name, value string) {
	if value != "" {
		paragraph(e.w, fmt.Sprintf("  %-9s ", name), value)
	}
}

func (e *explainer) heading(text string) {
	if e.said {
		fmt.Fprintln(e.w)
	}
	e.said = true
	paragraph(e.w, "", text)
}

// codes tells what a text may stand for as an error code.
func (e *explainer) codes(what string) {
	codes := wincode.Readings(what)
	if len(codes) == 0 {
		if c, ok := wincode.FromText(what); ok {
			codes = []wincode.Code{c}
		}
	}
	for _, c := range codes {
		e.code(c)
	}
}

func (e *explainer) code(c wincode.Code) {
	e.heading(strings.TrimSpace(c.String() + " " + c.Symbol()))
	e.line("kind", c.Kind.String())
	e.line("meaning", c.Meaning(e.lang))
	if u := c.Unwrap(); u != c {
		e.line("wraps", u.Describe(e.lang))
	}
	if r, ok := c.Related(); ok {
		e.line("related", r.Describe(e.lang))
	}
	e.line("number", fmt.Sprintf("0x%08X = %d = %d", c.Number, c.Number, int32(c.Number)))
	if n, ok := c.Win32(); ok {
		e.line("in a log", fmt.Sprintf("%%%%%d", n))
	}
}

// event tells what an event of a source means and which problems ask for it;
// false if nothing is known of it.
func (e *explainer) event(source string, id uint32) bool {
	known, ok := wincode.KnownEvent(source, id)
	users := e.users(event.FoldProvider(source), uint16(id))
	if !ok && len(users) == 0 {
		return false
	}
	if ok {
		source = known.Providers[0]
	}
	e.heading(fmt.Sprintf("%s %d", source, id&0xffff))
	if ok {
		e.known(known)
	}
	for i, u := range users {
		e.line(labelOnce("used by", i), u)
	}
	return true
}

// events tells of the events that a number alone may be.
func (e *explainer) events(code uint32) {
	for _, known := range wincode.EventsByCode(code) {
		e.event(known.Providers[0], known.Code)
	}
	if code > 0xffff {
		return
	}
	seen := map[string]bool{}
	e.eachKey(uint16(code), func(_ *rules.Problem, provider, _ string) {
		if provider != "" && !seen[provider] {
			seen[provider] = true
			e.event(provider, code)
		}
	})
}

func (e *explainer) known(k *wincode.Event) {
	e.line("meaning", k.Title(e.lang))
	for i, p := range k.Params {
		e.line(fmt.Sprintf("%%%d", i+1), p)
	}
	if k.Code != 0 {
		e.line("code", strings.TrimSpace(fmt.Sprintf("0x%08X %s", k.Code, wincode.EventSymbol(k.Code))))
	}
}

// users lists the problems that ask for an event.
func (e *explainer) users(provider string, id uint16) (list []string) {
	e.eachKey(id, func(p *rules.Problem, of, class string) {
		if of == provider {
			list = append(list, fmt.Sprintf("%s, as %s", p.ID, class))
		}
	})
	return list
}

// eachKey visits the event classes that an event with that id may be in.
func (e *explainer) eachKey(id uint16, visit func(p *rules.Problem, provider, class string)) {
	for _, p := range e.set.Problems {
		for _, c := range p.Classes {
			last := ""
			for _, k := range c.Keys() {
				if k.ID == id && !k.AnyID && k.Provider != last {
					visit(p, k.Provider, c.Name)
					last = k.Provider
				}
			}
		}
	}
}
