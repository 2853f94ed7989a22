"""Lists as people read them: first rows, whole lengths, search, digest, Home; nothing here writes."""
