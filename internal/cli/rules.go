package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/detect"
)

func (a *app) rulesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "rules",
		Short: "list, show, check and test the rules",
		Args:  cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				writeHelp(a.stdout, c)
				return nil
			}
			return unknownCommand(c, args[0])
		},
	}
	c.AddCommand(a.rulesListCommand(), a.rulesShowCommand(), a.rulesLintCommand(), a.rulesTestCommand())
	return c
}

func (a *app) rulesListCommand() *cobra.Command {
	var flags ruleFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "list [flags]",
		Short: "list the problems that are looked for",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := flags.load()
			if err != nil {
				return err
			}
			if asJSON {
				return a.listRulesJSON(set)
			}
			a.listRules(set)
			return nil
		},
	}
	flags.define(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func (a *app) listRules(set *rules.Set) {
	rows := [][]string{{"PROBLEM", "SEVERITY", "CAUSES", "TITLE"}}
	for _, p := range set.Problems {
		rows = append(rows, []string{p.ID, p.Severity.String(), strconv.Itoa(len(p.Causes)), placeholders(p.Title.In("en"))})
	}
	columns(a.stdout, a.stdout.width, rows)
}

// listedRule is one line of culprit rules list --json.
type listedRule struct {
	Problem  string     `json:"problem"`
	Version  int        `json:"version"`
	Severity string     `json:"severity"`
	Title    rules.Text `json:"title"`
	Causes   []string   `json:"causes"`
	Builtin  bool       `json:"builtin"`
	File     string     `json:"file"`
}

func (a *app) listRulesJSON(set *rules.Set) error {
	list := []listedRule{}
	for _, p := range set.Problems {
		r := listedRule{p.ID, p.Version, p.Severity.String(), p.Title, []string{}, p.Builtin, p.File}
		for _, c := range p.Causes {
			r.Causes = append(r.Causes, c.ID)
		}
		list = append(list, r)
	}
	return a.writeJSON(list)
}

func (a *app) writeJSON(v any) error { return writeJSON(a.stdout, v) }

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (a *app) rulesShowCommand() *cobra.Command {
	var flags ruleFlags
	c := &cobra.Command{
		Use:   "show PROBLEM...",
		Short: "show the rule file of a problem, to learn from or to adapt",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &failure{status: ExitUsage, err: errors.New("name a problem"), hint: "see: culprit rules list"}
			}
			set, err := flags.load()
			if err != nil {
				return err
			}
			return a.showRules(set, args)
		},
	}
	flags.define(c.Flags())
	return c
}

func (a *app) showRules(set *rules.Set, ids []string) error {
	for _, id := range ids {
		p := set.Problem(id)
		if p == nil {
			return unknownProblem(set, id)
		}
		text, err := ruleSource(p)
		if err != nil {
			return err
		}
		if _, err := a.stdout.Write(text); err != nil {
			return err
		}
	}
	return nil
}

func ruleSource(p *rules.Problem) ([]byte, error) {
	if p.Builtin {
		return fs.ReadFile(builtin.FS, p.File)
	}
	return os.ReadFile(p.File)
}

func (a *app) rulesLintCommand() *cobra.Command {
	var alone bool
	c := &cobra.Command{
		Use:   "lint PATH... [flags]",
		Short: "check rule files and tell every mistake, as file:line:column",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &failure{status: ExitUsage, err: errors.New("no rule file"), hint: "name files, or folders of them"}
			}
			return a.lint(args, alone)
		},
	}
	c.Flags().BoolVar(&alone, "no-builtin", false, "check them without the rules that come with culprit")
	return c
}

// lint tells the mistakes of rule files, which may name the built-in problems
// unless they are to stand alone.
func (a *app) lint(paths []string, alone bool) error {
	var l rules.Loader
	if !alone {
		l.AddFS(builtin.FS, true)
	}
	l.AddFiles(paths...)
	set, err := l.Load()
	if mistakes, ok := errors.AsType[detect.Mistakes](err); ok {
		for _, m := range mistakes {
			fmt.Fprintln(a.stdout, m.Error())
		}
		return &failure{status: ExitRules, err: errors.New(plural(len(mistakes), "mistake", "mistakes"))}
	}
	if err != nil {
		return ruleError(err)
	}
	for _, m := range set.Warnings {
		fmt.Fprintf(a.stdout, "%v (warning)\n", m)
	}
	return nil
}
