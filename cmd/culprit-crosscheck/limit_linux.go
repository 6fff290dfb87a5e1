package main

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// limitAddressSpace lets the address space grow by no more than n bytes over
// what the Go runtime has reserved at the start.
func limitAddressSpace(n uint64) {
	stat, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return // the look at the heap remains
	}
	field, _, _ := bytes.Cut(stat, []byte(" "))
	pages, err := strconv.ParseUint(string(field), 10, 40)
	if err != nil {
		return
	}
	size := pages*uint64(os.Getpagesize()) + n
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: size, Max: size}) // likewise
}
