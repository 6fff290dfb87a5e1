package evtx

import (
	"strconv"
	"strings"
	"time"

	"culprit/parser/event"
)

type contentKind uint8

const (
	contentNone  contentKind = iota
	contentText              // characters
	contentSlot              // the value of one hole
	contentMixed             // characters and holes
	contentTree              // elements among it
)

// content is how the content of an element or attribute is made.
type content struct {
	kind  contentKind
	opt   bool // a null slot leaves out the element or attribute
	slot  uint16
	text  string
	num   uint64 // the text as a number
	parts []part
}

func planContent(parts []part) content {
	c := content{parts: parts}
	slots, others := 0, 0
	for i := range parts {
		switch p := &parts[i]; p.kind {
		case partElement:
			c.kind = contentTree
			return c
		case partSlot:
			slots++
			c.slot, c.opt = p.slot, p.opt
		case partText, partCDATA:
			others++
			c.text += p.text
		case partPI:
		}
	}
	switch {
	case slots == 0 && others == 0:
	case slots == 0:
		c.kind, c.num = contentText, parseNumber(c.text)
	case slots == 1 && c.text == "":
		c.kind = contentSlot
	default:
		c.kind = contentMixed
	}
	return c
}

// parseNumber reads a decimal or 0x… number; 0 if the text is neither.
func parseNumber(s string) uint64 {
	s = strings.TrimSpace(s)
	if s == "" || s[0] > '9' {
		return 0
	}
	if n, err := strconv.ParseUint(s, 0, 64); err == nil {
		return n
	}
	n, _ := strconv.ParseInt(s, 10, 64)
	return uint64(n)
}

// parseTime reads the time of a record whose values are all text; 0 if it is
// none.
func parseTime(s string) event.FILETIME {
	t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return event.FromTime(t)
}

// sysField is a value of the system section.
type sysField uint8

const (
	sysProvider sysField = iota
	sysSource
	sysGUID
	sysEventID
	sysQualifiers
	sysVersion
	sysLevel
	sysTask
	sysOpcode
	sysKeywords
	sysTime
	sysRecord
	sysActivity
	sysRelated
	sysProcess
	sysThread
	sysChannel
	sysComputer
	sysUser
	sysFields
)

// sysNames lists where the schema has them.
//
// ref: [MS-EVEN6] 2.2.13, SystemPropertiesType of the event schema.
var sysNames = map[string]sysField{
	"Provider@Name":                 sysProvider,
	"Provider@EventSourceName":      sysSource,
	"Provider@Guid":                 sysGUID,
	"EventID":                       sysEventID,
	"EventID@Qualifiers":            sysQualifiers,
	"Version":                       sysVersion,
	"Level":                         sysLevel,
	"Task":                          sysTask,
	"Opcode":                        sysOpcode,
	"Keywords":                      sysKeywords,
	"TimeCreated@SystemTime":        sysTime,
	"EventRecordID":                 sysRecord,
	"Correlation@ActivityID":        sysActivity,
	"Correlation@RelatedActivityID": sysRelated,
	"Execution@ProcessID":           sysProcess,
	"Execution@ThreadID":            sysThread,
	"Channel":                       sysChannel,
	"Computer":                      sysComputer,
	"Security@UserID":               sysUser,
}

// headerFields are those that a view shows; the others wait for the event.
var headerFields = []sysField{
	sysProvider, sysSource, sysEventID, sysQualifiers, sysLevel,
	sysTime, sysRecord, sysChannel, sysComputer,
}

// system is where a template has the values of the system section.
type system struct {
	at   [sysFields]content
	need int   // how many slots the header fields reach
	rest *node // what has no field; nil if nothing
}

// planSystem returns the plan for the system section of an event, or nil if it
// has none.
func planSystem(root *node) *system {
	sec := root.child("System")
	if sec == nil {
		return nil
	}
	s := &system{rest: &node{name: "System"}}
	for i := range sec.kids {
		if n := sec.kids[i].node; sec.kids[i].kind == partElement {
			s.claim(n)
		} else if sec.kids[i].kind == partSlot {
			s.rest.kids = append(s.rest.kids, sec.kids[i])
		}
	}
	for _, f := range headerFields {
		if s.at[f].kind == contentSlot {
			s.need = max(s.need, int(s.at[f].slot)+1)
		} else if s.at[f].kind >= contentMixed {
			s.need = maxSlots
		}
	}
	if len(s.rest.kids) == 0 {
		s.rest = nil
	} else {
		s.rest.content = planContent(s.rest.kids)
	}
	return s
}

// claim takes the known values of a child of the system section and leaves the
// others to rest.
func (s *system) claim(n *node) {
	left := node{name: n.name}
	if !s.set(n.name, &n.content) {
		left.kids, left.content = n.kids, n.content
	}
	for _, a := range n.attrs {
		if !s.set(n.name+"@"+a.name, &a.content) && a.name != "xmlns" {
			left.attrs = append(left.attrs, a)
		}
	}
	if len(left.kids)+len(left.attrs) > 0 {
		s.rest.kids = append(s.rest.kids, part{kind: partElement, node: &left})
	}
}

func (s *system) set(name string, c *content) bool {
	f, ok := sysNames[name]
	if !ok || s.at[f].kind != contentNone {
		return false
	}
	s.at[f] = *c
	return true
}

func (n *node) child(name string) *node {
	for i := range n.kids {
		if n.kids[i].kind == partElement && n.kids[i].node.name == name {
			return n.kids[i].node
		}
	}
	return nil
}

func (n *node) attr(name string) (content, bool) {
	for i := range n.attrs {
		if n.attrs[i].name == name {
			return n.attrs[i].content, true
		}
	}
	return content{}, false
}
