"""Lists as people read them: first rows, whole lengths, search; nothing here writes."""
