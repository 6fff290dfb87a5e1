// Package rules is the rule language: one file describes one problem, its
// symptom and the causes that compete to explain it. It loads rule files,
// tells every mistake in them at once, and compiles them.
package rules
