package event

import (
	"strconv"
	"time"
)

// FILETIME counts 100-nanosecond ticks since 1601-01-01 00:00 UTC ([MS-DTYP]
// 2.3.3). Zero means that the time is unknown.
type FILETIME uint64

const (
	ticksPerSecond = 10_000_000
	// unixEpoch is 1970-01-01 as a FILETIME.
	unixEpoch FILETIME = 116444736000000000
	// maxPrintable is the last tick of the year 9999; RFC 3339 ends there.
	maxPrintable FILETIME = 2650467743999999999
)

// FromUnix converts seconds and ticks of 100 ns since 1970.
func FromUnix(seconds, ticks int64) FILETIME {
	return unixEpoch + FILETIME(seconds*ticksPerSecond+ticks)
}

// FromTime converts t; times before 1601 give 0.
func FromTime(t time.Time) FILETIME {
	if t.Year() < 1601 {
		return 0
	}
	return FromUnix(t.Unix(), int64(t.Nanosecond()/100))
}

// Time converts to a time in UTC. Ticks beyond the year 9999 are kept.
func (f FILETIME) Time() time.Time {
	seconds := int64(f/ticksPerSecond) - int64(unixEpoch/ticksPerSecond)
	return time.Unix(seconds, int64(f%ticksPerSecond)*100).UTC()
}

// Add shifts the time, stopping at the ends of the range.
func (f FILETIME) Add(d time.Duration) FILETIME {
	ticks := int64(d / 100)
	if ticks < 0 {
		if back := FILETIME(-ticks); back < f {
			return f - back
		}
		return 0
	}
	if sum := f + FILETIME(ticks); sum >= f {
		return sum
	}
	return ^FILETIME(0)
}

// Sub returns f-g, limited to what a duration can hold (292 years).
func (f FILETIME) Sub(g FILETIME) time.Duration {
	const limit = uint64(1<<63-1) / 100
	if f >= g {
		return time.Duration(min(uint64(f-g), limit)) * 100
	}
	return -time.Duration(min(uint64(g-f), limit)) * 100
}

// String returns RFC 3339 in UTC with all seven digits, or the raw number in
// hex if the year has more than four digits, or "" if the time is unknown.
func (f FILETIME) String() string { return string(f.Append(nil)) }

// Append appends what String returns.
func (f FILETIME) Append(dst []byte) []byte {
	switch {
	case f == 0:
		return dst
	case f > maxPrintable:
		return strconv.AppendUint(append(dst, "0x"...), uint64(f), 16)
	}
	return f.Time().AppendFormat(dst, "2006-01-02T15:04:05.0000000Z")
}
