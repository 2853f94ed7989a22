"""One case's own state: status, items, grace period, restrictions, owner, route; no text and no gate."""
