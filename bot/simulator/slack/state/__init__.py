"""What the local Slack remembers: messages, people, triggers, trouble; nobody above is known."""
