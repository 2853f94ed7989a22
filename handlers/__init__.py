"""Everything about Slack, in rooms like the desk's: in, out, and how it looks; nothing is decided here."""
