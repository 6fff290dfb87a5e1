// Package parser finds event logs and opens them, whatever they are kept in:
// .evtx and .evt files, texts and exports, folders of them, zip, gzip and tar
// archives of them, and standard input.
//
// [Expand] turns the arguments of a command into a list of inputs, [Input.Open]
// opens one, and [Log.Records] shows its records, always in the same way:
//
//	found := parser.Expand(ctx, []string{"case.zip", "logs/*.evtx"}, nil)
//	for _, in := range found.Inputs {
//		log, err := in.Open(parser.OpenOptions{})
//		…
//		for view, damage := range log.Records(parser.Options{}) {
//			…
//		}
//		log.Close()
//	}
//
// What a file is, its content says and never its name ([Detect]): logs get
// renamed on their way through mail gateways and ticket systems.
//
// # Damage
//
// A broken record never ends a log, a broken log never ends a folder. Damage
// comes in order between the records, as an [event.Damage] with the offset of
// what is broken; an input that cannot be read at all is a [FormatError] in
// [Found].Errors, beside the inputs that can.
//
// # Safety
//
// Evidence is opened read-only and nothing is ever written: archives are read
// as streams, so the names inside them are only ever shown. Links inside
// folders and archives are not followed. What an input may cost is bounded by
// the constants of limits.go, and going beyond one is an error that says so.
package parser
