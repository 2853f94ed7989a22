"""Slack's Web API as the desk uses it, downloads, direct messages, asking about people and channels."""
