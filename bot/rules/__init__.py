"""Pure decisions: no I/O, no clock; `now` and chance are arguments."""
