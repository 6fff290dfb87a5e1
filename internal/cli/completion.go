package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

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
