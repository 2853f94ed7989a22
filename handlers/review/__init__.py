"""A text before its approvers: reading, approving, declining it; writing it is in contact, escalation."""
