"""The local Slack's way to the app: payloads, signed requests, the socket, what comes back."""
