package parser

import (
	"errors"
	"io"

	"culprit/parser/event"
	"culprit/parser/evt"
	"culprit/parser/evtx"
	"culprit/parser/hexdata"
	"culprit/parser/text"
)

// reader is what the readers of all formats come to.
type reader struct {
	records func(Options) Records
	render  func(Rendering, Options) Rendered // nil if there is no shorter way
	facts   func() Facts
}

// reader starts the reader of the input's format on its content.
func (in *Input) reader(r io.ReaderAt, opt OpenOptions) (*reader, error) {
	switch in.Format {
	case EVTX:
		return in.evtxReader(r, opt)
	case EVT:
		return in.evtReader(r)
	case Carved:
		return in.carvedReader(r, opt), nil
	case Hex:
		return in.hexReader(r)
	default:
		return in.textReader(r, opt)
	}
}

func (in *Input) hexReader(r io.ReaderAt) (*reader, error) {
	log, err := hexdata.Open(r, in.Bytes, in.Source)
	if err != nil {
		return nil, err
	}
	return &reader{
		records: func(opt Options) Records { return keep(opt, log.Records()) },
		facts:   func() Facts { return Facts{} },
	}, nil
}

func (in *Input) evtxReader(r io.ReaderAt, open OpenOptions) (*reader, error) {
	log, err := evtx.Open(r, in.Bytes, in.Source)
	if err != nil {
		return nil, err
	}
	options := func(opt Options) evtx.Options {
		return evtx.Options{
			Want: opt.Want, Keep: opt.Keep, Workers: opt.Workers, Slack: opt.Slack, Templates: open.Templates,
		}
	}
	return &reader{
		records: func(opt Options) Records { return log.Records(options(opt)) },
		render:  func(r Rendering, opt Options) Rendered { return log.Render(r, options(opt)) },
		facts: func() Facts {
			f := log.Facts()
			return Facts{EVTX: &f, Duplicates: f.Duplicate}
		},
	}, nil
}

func (in *Input) evtReader(r io.ReaderAt) (*reader, error) {
	log, err := evt.Open(r, in.Bytes, in.Source)
	if err != nil {
		return nil, err
	}
	return &reader{
		records: func(opt Options) Records {
			return keep(opt, log.Records(evt.Options{Want: opt.Want, Slack: opt.Slack}))
		},
		facts: func() Facts {
			f := log.Facts()
			return Facts{EVT: &f, Duplicates: f.Duplicate}
		},
	}, nil
}

func (in *Input) textReader(r io.ReaderAt, open OpenOptions) (*reader, error) {
	if in.isDump(r) {
		return in.dumpReader(r)
	}
	log, err := text.Open(r, in.Bytes, in.Source, text.Options{Encoding: open.Encoding, Zone: open.Zone})
	if err != nil {
		return nil, err
	}
	in.Source.Format = log.Format()
	return &reader{
		records: func(opt Options) Records { return keep(opt, log.Records()) },
		facts:   func() Facts { return Facts{Notes: log.Notes()} },
	}, nil
}

// isDump reports whether a text is nothing but the data of an event in hex.
func (in *Input) isDump(r io.ReaderAt) bool {
	head, err := upTo(io.NewSectionReader(r, 0, in.Bytes), nil, text.PrefixSize)
	if err != nil || in.Bytes > hexdata.MaxText {
		return false
	}
	_, events := text.Detect(head)
	return !events && hexdata.Detect(head)
}

func (in *Input) dumpReader(r io.ReaderAt) (*reader, error) {
	log, err := hexdata.Open(r, in.Bytes, in.Source)
	if err != nil {
		return nil, err
	}
	in.Source.Format = "hex"
	return &reader{
		records: func(opt Options) Records { return keep(opt, log.Records()) },
		facts:   func() Facts { return Facts{} },
	}, nil
}

// fail makes a FormatError of what stopped the reading of the input.
func (in *Input) fail(err error) error {
	if d, ok := errors.AsType[*event.Damage](err); ok {
		return &FormatError{
			Name: in.Name(), Offset: d.Offset, Structure: d.Structure, Err: errors.New(d.Cause),
		}
	}
	return &FormatError{Name: in.Name(), Err: plain(err)}
}
