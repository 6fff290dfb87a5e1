package detect

import (
	"strconv"
	"strings"
)

// errorCodes appends the values of ErrorCode.
func errorCodes(f *Fields, dst []value) []value {
	for i := range f.Event.Data {
		v := f.Event.Data[i].Value.Text()
		if n, ok := strings.CutPrefix(v, "%%"); ok {
			if _, err := strconv.ParseUint(n, 10, 32); err == nil {
				return add(dst, n)
			}
		}
	}
	return dst
}
