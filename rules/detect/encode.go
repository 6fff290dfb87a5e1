package detect

import (
	"encoding/base64"
	"encoding/binary"
	"unicode/utf16"
)

// encode applies the encodings in order and returns the texts of which one
// must be found.
func encode(text string, encodings []string) []string {
	data := []byte(text)
	for _, e := range encodings {
		switch e {
		case "wide", "utf16le":
			data = utf16Bytes(binary.LittleEndian, string(data))
		case "utf16be":
			data = utf16Bytes(binary.BigEndian, string(data))
		case "utf16":
			data = append([]byte{0xff, 0xfe}, utf16Bytes(binary.LittleEndian, string(data))...)
		case "base64":
			return []string{base64.StdEncoding.EncodeToString(data)}
		case "base64offset":
			return base64Offsets(data)
		}
	}
	return []string{string(data)}
}

func utf16Bytes(order binary.AppendByteOrder, s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// base64Offsets returns what the data looks like inside longer encoded data,
// for each of the three places where it can begin. The characters at the ends
// that depend on the neighbours are cut off. The length counts bytes: counting
// characters, as pySigma does, cuts too little of text that is not ASCII.
func base64Offsets(data []byte) []string {
	start := [3]int{0, 2, 3}
	end := [3]int{0, 3, 2}
	var found []string
	for i := range 3 {
		s := base64.StdEncoding.EncodeToString(append([]byte("   "[:i]), data...))
		if from, to := start[i], len(s)-end[(len(data)+i)%3]; from < to {
			found = append(found, s[from:to])
		}
	}
	return found
}
