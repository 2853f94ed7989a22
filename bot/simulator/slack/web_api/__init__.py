"""The local Slack's Web API, a family of methods a file; what people do is in people."""
