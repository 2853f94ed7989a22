"""The local workspace for playing and for tests: a Slack and a world outside; the desk is not known."""
