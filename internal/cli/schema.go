package cli

import (
	"github.com/spf13/cobra"

	"culprit/report"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "write the JSON Schema of reports",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(report.SchemaJSON())
			return err
		},
	}
}
