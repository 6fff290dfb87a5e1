// Culprit finds out from exported Windows event logs what broke, why, and how
// to fix it.
package main

import (
	"os"

	"culprit/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
