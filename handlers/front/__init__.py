"""Slack's door: listeners, payloads to requests, errors to sentences, and all handlers and performers."""
