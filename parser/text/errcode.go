package text

func codeOfText(s string) (string, bool) { return "", false }
