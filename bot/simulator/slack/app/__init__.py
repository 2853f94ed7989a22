"""The local Slack's way to the app: payloads, signed requests, the socket; no method of the API."""
