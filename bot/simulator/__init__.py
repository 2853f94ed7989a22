"""The local workspace: a stand-in of Slack and an outside world, for playing and for end-to-end tests."""
