"""Slack's door: listeners, payloads, errors in words, all handlers and performers; no view of its own."""
