package evtx

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"culprit/parser/event"
)

// TestAppendNumbers compares our own writers with those of the library.
func TestAppendNumbers(t *testing.T) {
	numbers := []uint64{0, 1 << 53, 1<<53 + 1, math.MaxUint64}
	for n := uint64(1); n != 0; n *= 10 {
		numbers = append(numbers, n-1, n, n+1)
		if n > math.MaxUint64/10 {
			break
		}
	}
	for range 1000 {
		numbers = append(numbers, rand.Uint64()>>rand.IntN(64))
	}
	for _, n := range numbers {
		if got, want := string(appendUint(nil, n)), strconv.FormatUint(n, 10); got != want {
			t.Errorf("decimal: got %s, want %s", got, want)
		}
		if got, want := string(appendHex(nil, n)), "0x"+strconv.FormatUint(n, 16); got != want {
			t.Errorf("hex: got %s, want %s", got, want)
		}
		v := event.Uint(n)
		if got, want := string(appendExact(nil, n)), string(v.AppendJSON(nil)); got != want {
			t.Errorf("JSON: got %s, want %s", got, want)
		}
	}
}

// TestClock compares it with the library over the whole range of times, which
// ends in the year 9999 for both.
func TestClock(t *testing.T) {
	times := []event.FILETIME{1, 9999999, 10000000, 2650467743999999999, 2650467744000000000, math.MaxUint64}
	for day := uint64(0); day < 3_067_671; day += 13 {
		times = append(times, event.FILETIME(day*864_000_000_000+day%864_000_000_000*997+1))
	}
	var k clock
	for _, f := range times {
		for range 2 { // the second time from what it keeps
			if got, want := string(k.append(nil, f)), f.String(); got != want {
				t.Fatalf("%d: got %s, want %s", f, got, want)
			}
		}
	}
}
