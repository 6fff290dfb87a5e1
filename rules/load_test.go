package rules

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"culprit/rules/detect"
)

func loadOne(t testing.TB, src string) (*Set, error) {
	t.Helper()
	return Load(fstest.MapFS{"a.yml": {Data: []byte(src)}})
}

const small = `
problem: disk-full
title: '{{drive}} is full'
events:
  full: {Channel: System, Provider_Name: Srv, EventID: 2013, 'Data|re': '^(?P<drive>[A-Za-z]:)'}
  growth: {Provider_Name: VolSnap, EventID: [25, 36]}
symptom: {see: full, quiet: 24h}
causes:
  - id: shadows
    title: Shadow copies on {{drive}} grew
    evidence:
      - {see: growth, window: -1d..+1d, weight: strong, else: -weak, where: {Data|contains|expand: '%drive%'}}
`

func TestSetKeys(t *testing.T) {
	s, err := loadOne(t, small)
	if err != nil {
		t.Fatal(err)
	}
	want := []detect.Key{
		{Provider: "volsnap", ID: 25},
		{Provider: "volsnap", ID: 36},
		{Channel: "system", Provider: "srv", ID: 2013},
	}
	if d := cmp.Diff(want, s.Keys()); d != "" {
		t.Error(d)
	}
	wanted := s.Want()
	if !wanted("System", "srv", 2013) || wanted("System", "srv", 2012) || wanted("Security", "srv", 2013) {
		t.Error("Want disagrees with Keys")
	}
}
