"""A local stand-in of Slack: Web API, Block Kit, signed HTTP, Socket Mode, and the people in it."""
