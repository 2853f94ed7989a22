"""Pure decisions: `now` and chance are arguments; no I/O and no clock."""
