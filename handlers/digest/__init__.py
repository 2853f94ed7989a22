"""The digest: its command, message, performer; lists that people ask for are in lists."""
