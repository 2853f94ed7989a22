"""What a handler is given and may answer; ids; text that is never markup; no block and no handler."""
