"""The audit record: events, their chains and their export; nothing here changes a case."""
