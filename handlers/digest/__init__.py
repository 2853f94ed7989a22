"""The digest: its command, its message, its performer."""
