"""The outside world: a pretend platform, and the mailbox of its legal desk; Slack is not known."""
