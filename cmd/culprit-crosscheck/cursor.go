package main

// cursor goes through what a walking child tells, in order of the offsets.
type cursor struct {
	child *running
	ahead *message
	open  *message // what it told of the file
	chunk *message // the chunk it is in: its announcement, then what came of it
	fatal string   // the first failure that kills a program
	done  bool     // nothing more will come
}

func (c *cursor) peek() *message {
	if c.ahead == nil && !c.done {
		c.ahead = c.child.next()
		c.done = c.ahead == nil
	}
	return c.ahead
}

// upTo takes in what the child tells of places before off, passes on its
// records, and returns its record at off, if it has one.
func (c *cursor) upTo(off int64, passed func(*message)) *message {
	for m := c.peek(); m != nil; m = c.peek() {
		if m.Kind == kindRecord && m.At >= off || m.At > off {
			break
		}
		c.take()
		if m.Kind == kindRecord {
			passed(m)
		}
	}
	if m := c.peek(); m != nil && m.Kind == kindRecord && m.At == off {
		return c.take()
	}
	return nil
}

func (c *cursor) take() *message {
	m := c.ahead
	c.ahead = nil
	switch m.Kind {
	case kindOpen:
		c.open = m
	case kindChunk, kindRead:
		c.chunk = m
	}
	if m.Fatal && c.fatal == "" {
		c.fatal = m.Error
	}
	return m
}

// at returns what the child told of the chunk around off, nil if it did not
// come to it.
func (c *cursor) at(off int64) *message {
	if c.chunk == nil || off >= c.chunk.At+chunkSize {
		return nil
	}
	return c.chunk
}

// died reports whether the child ended before its work was done.
func (c *cursor) died() bool { return c.done && c.child.end == nil && !c.refused() }

func (c *cursor) refused() bool { return c.open != nil && c.open.Error != "" }
