"""A stand-in of Slack, put together from its rooms; what they do is not done here."""
