"""What the ledger does outside Slack: gates and performers of notices, and timers; no decision is taken."""
