"""Gates and performers of what goes out beside Slack, and timers; no decision is taken here."""
