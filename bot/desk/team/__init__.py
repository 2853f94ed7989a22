"""People as Slack knows them, their roles, the kill switch; no case is decided here."""
