"""A text before its approvers: draft, content hash, approvals, their validity; nothing is sent."""
