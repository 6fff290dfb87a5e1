package report

// redactionKinds are the kinds of tokens that take the place of names, in the
// order of the badge.
var redactionKinds = []string{"user", "host", "domain", "sid", "ip", "mac", "mail", "path", "serial", "text"}
