package cli

import (
	"github.com/spf13/cobra"

	"culprit/rules"
)

func (a *app) rulesSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "write the JSON Schema of rule files, for editors that complete",
		Long: `Writes the JSON Schema of rule files. An editor with a YAML language server checks
and completes a file that begins with

  # yaml-language-server: $schema=rule.json`,
		Example: "  culprit rules schema > rule.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(rules.SchemaJSON())
			return err
		},
	}
}
