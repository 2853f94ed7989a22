"""What goes to Slack: each kind of act with its gate, its call and its record."""
