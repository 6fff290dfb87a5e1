package parser

import (
	"errors"
	"io"

	"culprit/parser/event"
	"culprit/parser/evt"
	"culprit/parser/evtx"
)

// reader starts the reader of the input's format on its content.
func (in *Input) reader(r io.ReaderAt) (func(Options) Records, error) {
	switch in.Format {
	case EVTX:
		log, err := evtx.Open(r, in.Bytes, in.Source)
		if err != nil {
			return nil, err
		}
		return func(opt Options) Records {
			return log.Records(evtx.Options{Want: opt.Want, Workers: opt.Workers, Slack: opt.Slack})
		}, nil
	case EVT:
		log, err := evt.Open(r, in.Bytes, in.Source)
		if err != nil {
			return nil, err
		}
		return func(opt Options) Records {
			return log.Records(evt.Options{Want: opt.Want, Slack: opt.Slack})
		}, nil
	default:
		return nil, ErrNotLog
	}
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
