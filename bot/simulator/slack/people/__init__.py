"""What people do in the local Slack: typing, clicking, handing in; and what their page asks."""
