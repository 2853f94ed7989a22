"""What Slack takes as blocks, and where it refuses; nothing is stored."""
