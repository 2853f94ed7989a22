"""Everything about Slack: what comes in, what goes out, and how it looks."""
