package evtx

import (
	"strconv"

	"culprit/parser/event"
)

// hexPairs holds two upper-case digits for each byte.
var hexPairs = func() (t [512]byte) {
	for i := range 256 {
		t[2*i], t[2*i+1] = hexUpper[i>>4], hexUpper[i&15]
	}
	return t
}()

func appendHexBytes(dst, b []byte) []byte {
	for _, x := range b {
		dst = append(dst, hexPairs[2*int(x)], hexPairs[2*int(x)+1])
	}
	return dst
}

// appendGUID appends the 16 bytes of b as {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}.
func appendGUID(dst, b []byte) []byte {
	var g [38]byte
	g[0], g[37] = '{', '}'
	at := 1
	for i, from := range guidOrder {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			g[at] = '-'
			at++
		}
		x := 2 * int(b[from])
		g[at], g[at+1] = hexPairs[x], hexPairs[x+1]
		at += 2
	}
	return append(dst, g[:]...)
}

// appendHex appends 0x and the number without padding.
func appendHex(dst []byte, n uint64) []byte {
	var buf [18]byte
	at := len(buf)
	for {
		at--
		buf[at] = hexLower[n&15]
		if n >>= 4; n == 0 {
			break
		}
	}
	at -= 2
	buf[at], buf[at+1] = '0', 'x'
	return append(dst, buf[at:]...)
}

// appendUint appends a decimal number.
func appendUint(dst []byte, n uint64) []byte {
	switch {
	case n < 10:
		return append(dst, byte('0'+n))
	case n < 100:
		return append(dst, decimalPairs[2*n], decimalPairs[2*n+1])
	case n < 10000:
		hi, lo := n/100*2, n%100*2
		if hi < 20 {
			return append(dst, decimalPairs[hi+1], decimalPairs[lo], decimalPairs[lo+1])
		}
		return append(dst, decimalPairs[hi], decimalPairs[hi+1], decimalPairs[lo], decimalPairs[lo+1])
	}
	var buf [20]byte
	at := len(buf)
	for n >= 100 {
		at -= 2
		pair := n % 100 * 2
		n /= 100
		buf[at], buf[at+1] = decimalPairs[pair], decimalPairs[pair+1]
	}
	if n >= 10 {
		at -= 2
		buf[at], buf[at+1] = decimalPairs[2*n], decimalPairs[2*n+1]
	} else {
		at--
		buf[at] = byte('0' + n)
	}
	return append(dst, buf[at:]...)
}

// decimalPairs holds two digits for each number up to 99.
var decimalPairs = func() (t [200]byte) {
	for i := range 100 {
		t[2*i], t[2*i+1] = byte('0'+i/10), byte('0'+i%10)
	}
	return t
}()

// appendExact appends a number as JSON has it: beyond 2^53, as a string.
func appendExact(dst []byte, n uint64) []byte {
	if n > 1<<53 {
		return append(strconv.AppendUint(append(dst, '"'), n, 10), '"')
	}
	return appendUint(dst, n)
}

// clock appends times. It keeps the text of the last second, since records
// that follow each other often share it.
type clock struct {
	second uint64 // since 1601, plus 1; 0 for none
	text   [20]byte
}

// lastPrintable is the last second that RFC 3339 can say, in the year 9999.
const lastPrintable = 265046774399

// append appends what [event.FILETIME.Append] does of a time that is not 0.
func (k *clock) append(dst []byte, f event.FILETIME) []byte {
	second, ticks := uint64(f)/1e7, uint32(uint64(f)%1e7)
	if second > lastPrintable {
		return f.Append(dst)
	}
	if second+1 != k.second {
		k.second = second + 1
		k.set(second)
	}
	dst = append(dst, k.text[:]...)
	hi, lo := ticks/10000, ticks%10000 // 3 and 4 digits
	return append(dst,
		byte('0'+hi/100), byte('0'+hi/10%10), byte('0'+hi%10),
		byte('0'+lo/1000), byte('0'+lo/100%10), byte('0'+lo/10%10), byte('0'+lo%10), 'Z')
}

// set makes the text of a second: 2006-01-02T15:04:05. with the point.
func (k *clock) set(second uint64) {
	year, month, day := civil(second / 86400)
	s := second % 86400
	t := &k.text
	two := func(at int, n uint64) { t[at], t[at+1] = byte('0'+n/10), byte('0'+n%10) }
	two(0, year/100)
	two(2, year%100)
	two(5, month)
	two(8, day)
	two(11, s/3600)
	two(14, s/60%60)
	two(17, s%60)
	t[4], t[7], t[10], t[13], t[16], t[19] = '-', '-', 'T', ':', ':', '.'
}

// civil converts days since 1601-01-01 to a date of the Gregorian calendar. It
// counts years from March, so that the leap day is the last of its year.
func civil(days uint64) (year, month, day uint64) {
	z := days + 584694 // days from 0000-03-01 to 1601-01-01
	era := z / 146097
	doe := z % 146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}
