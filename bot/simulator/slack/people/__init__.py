"""What people do in the local Slack, and what their page asks; what the app may do is in web_api."""
