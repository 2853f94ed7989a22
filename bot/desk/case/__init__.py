"""One case's own state: status, grace period, restrictions, owner, route; no text and no gate."""
