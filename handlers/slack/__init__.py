"""Slack's Web API, downloads, direct messages, asking about people and channels; no card and no list."""
