package cli

import (
	"encoding/json"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"culprit/rules"
)

func (a *app) rulesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "rules",
		Short: "list, show, write, check and test the rules",
		Args:  cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				writeHelp(a.stdout, c, a.lang)
				return nil
			}
			return unknownCommand(c, args[0])
		},
	}
	c.AddCommand(a.rulesListCommand(),
		a.rulesShowCommand(), a.rulesNewCommand(), a.rulesLintCommand(), a.rulesTestCommand(), a.rulesSchemaCommand())
	return c
}

func (a *app) rulesListCommand() *cobra.Command {
	var flags ruleFlags
	var asJSON, asMarkdown bool
	c := &cobra.Command{
		Use:   "list [flags]",
		Short: "list the problems that are looked for",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := flags.load()
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				return a.listRulesJSON(set)
			case asMarkdown:
				writeCatalogue(a.stdout, set)
			default:
				a.listRules(set)
			}
			return nil
		},
	}
	flags.define(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	c.Flags().BoolVar(&asMarkdown, "markdown", false, "as a page of Markdown, with all causes")
	return c
}

func (a *app) listRules(set *rules.Set) {
	rows := [][]string{{"PROBLEM", "SEVERITY", "CAUSES", "TITLE"}}
	for _, p := range set.Problems {
		rows = append(rows, []string{p.ID, p.Severity.String(), strconv.Itoa(len(p.Causes)), angled(p.Title.In("en"))})
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
