// Package ruletest runs the tests of rule files.
package ruletest
