//go:build !linux

package main

// limitAddressSpace does nothing where the system has no such limit: Windows
// knows none for a process, macOS does not enforce it.
func limitAddressSpace(uint64) {}
