package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// chooser is a flag that knows its values.
type chooser interface{ choices() []string }

func (c *choice) choices() []string { return c.of }

// complete lets the shell complete the values of flags that know them.
func complete(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		values := f.Annotations[valuesKey]
		if ch, ok := f.Value.(chooser); ok {
			values = ch.choices()
		}
		if len(values) > 0 {
			// The error is for a flag that is not there, or has one already.
			_ = c.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
		}
	})
}

// valuesKey is the annotation that holds the values of a flag.
const valuesKey = "values"

// completeProblems lets the shell complete the names of problems.
func completeProblems(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if set, err := (&ruleFlags{}).load(); err == nil {
		for _, p := range set.Problems {
			names = append(names, cobra.CompletionWithDesc(p.ID, angled(p.Title.In("en"))))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:       "completion SHELL",
		Short:     "write the completion script for bash, zsh, fish or powershell",
		ValidArgs: shells,
		Example: `  culprit completion bash > /etc/bash_completion.d/culprit
  culprit completion zsh > "${fpath[1]}/_culprit"
  culprit completion fish > ~/.config/fish/completions/culprit.fish
  culprit completion powershell >> $PROFILE`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("name one shell: bash, zsh, fish or powershell")
			}
			root := c.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.stdout)
			}
			return &failure{
				status: ExitUsage, err: fmt.Errorf("no completion for %q", args[0]),
				hint: firstOf(didYouMean(args[0], shells), "shells: bash, zsh, fish, powershell"),
			}
		},
	}
}
