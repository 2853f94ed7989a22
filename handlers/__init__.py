"""Everything about Slack, in rooms like the desk's: what comes in, what goes out, how it looks."""
