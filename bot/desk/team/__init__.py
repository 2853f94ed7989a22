"""The people: roles, members and channels as Slack knows them, the kill switch; no case is decided here."""
