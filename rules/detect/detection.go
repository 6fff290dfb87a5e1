package detect

import "go.yaml.in/yaml/v4"

// Detection is a compiled Sigma detection: named selections and the condition
// over them. It may be used by several goroutines at once.
type Detection struct {
	selections []*Selection
	condition  expr
}

// CompileDetection compiles the map under detection. Of several conditions one
// must hold. The detection is of no use if there are mistakes.
func CompileDetection(n *yaml.Node, opt Options) (*Detection, Mistakes) {
	c := &compiler{Reader: Reader{File: opt.File}, opt: opt}
	d := &Detection{condition: orExpr{}}
	var names []string
	var condition *yaml.Node
	for _, p := range c.Pairs(n, "a detection") {
		switch p.Key.Value {
		case "condition":
			condition = p.Value
		case "timeframe":
			c.Addf(p.Key, "timeframe is not supported; write a correlation rule")
		default:
			names = append(names, p.Key.Value)
			d.selections = append(d.selections, c.selection(p.Value))
		}
	}
	if condition == nil {
		if n.Kind == yaml.MappingNode {
			c.Addf(n, "the detection has no condition")
		}
		return d, c.Mistakes
	}
	var one orExpr
	for _, item := range List(condition) {
		one = append(one, c.condition(item, names))
	}
	d.condition = one
	return d, c.Mistakes
}

// Match reports whether the event is detected.
func (d *Detection) Match(f *Fields) bool { return d.condition.eval(d, f) }

// Keys returns the kinds of events that can be detected, sorted. In Sigma rules
// the channel is said by the log source, so they leave it open.
func (d *Detection) Keys() []Key {
	keys := d.condition.keys(d)
	for i := range keys {
		keys[i].Channel = ""
	}
	return Simplify(keys)
}
