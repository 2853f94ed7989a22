"""One case's own state: status, grace period, holds, owner, route, snapshot; no text and no gate."""
