"""Messages to the person: drafting, editing, asking for approval; approving is in review."""
