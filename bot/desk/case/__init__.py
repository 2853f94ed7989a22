"""One case's own state: status, items, labels, grace period, owner, route; no text and no gate."""
