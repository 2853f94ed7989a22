"""A text before its approvers: draft, content hash, approvals and how long they hold; nothing is sent."""
