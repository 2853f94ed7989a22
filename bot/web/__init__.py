"""The HTTP side: Slack's endpoint and the health of this process; no handler is known."""
