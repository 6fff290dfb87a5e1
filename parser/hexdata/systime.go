package hexdata

import (
	"encoding/binary"
	"fmt"
	"time"

	"culprit/parser/event"
)

const systemTimeLen = 16

// SystemTime reads a SYSTEMTIME, eight words: year, month, weekday from
// Sunday, day, hour, minute, second, millisecond. The weekday must be that of
// the date, which makes it a sure test. The zone is not in it; UTC is used.
// ref: minwinbase.h.
func SystemTime(b []byte) (time.Time, bool) {
	if len(b) < systemTimeLen {
		return time.Time{}, false
	}
	var w [8]int
	for i := range w {
		w[i] = int(binary.LittleEndian.Uint16(b[2*i:]))
	}
	year, month, weekday, day := w[0], w[1], w[2], w[3]
	if year < 1990 || year > 2200 || month < 1 || month > 12 || day < 1 || w[4] > 23 || w[5] > 59 || w[6] > 59 || w[7] > 999 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, w[4], w[5], w[6], w[7]*int(time.Millisecond), time.UTC)
	return t, t.Day() == day && int(t.Weekday()) == weekday
}

const timeLayout = "2006-01-02 15:04:05.000"

// readTimes reads the data of EventLog 6008: the time of the last heartbeat
// before an unexpected shutdown, local and then in UTC; newer systems append
// two more. EventLog 6005 of newer systems has one time and 8 bytes behind it.
func readTimes(data []byte, hint Hint) *Explanation {
	if n := len(data); n%systemTimeLen != 0 && n != systemTimeLen+8 || n > 4*systemTimeLen {
		return nil
	}
	if _, ok := SystemTime(data); !ok {
		return nil
	}
	b := newBuilder(LayoutTime, data, hint)
	var times []time.Time
	for b.cur.Len() >= systemTimeLen {
		t, ok := SystemTime(data[b.cur.Offset():])
		if !ok {
			break
		}
		b.field("SystemTime", systemTimeLen)
		b.value(t.Format(timeLayout))
		b.mean(t.Weekday().String())
		times = append(times, t)
	}
	b.words("Data")
	if event.FoldProvider(hint.Provider) == "eventlog" && uint16(hint.Code) == 6008 {
		b.heartbeat(times)
	}
	return &b.Explanation
}

func (b *builder) heartbeat(times []time.Time) {
	b.conclude(says.heartbeat, times[0].Format(timeLayout))
	if len(times) > 1 {
		b.conclude(says.heartbeatZone, times[1].Format(timeLayout), zone(times[0].Sub(times[1])))
	}
}

// zone prints the difference between local time and UTC: +03:00.
func zone(d time.Duration) string {
	sign := '+'
	if d < 0 {
		sign, d = '-', -d
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%c%02d:%02d", sign, int(d.Hours()), int(d.Minutes())%60)
}
