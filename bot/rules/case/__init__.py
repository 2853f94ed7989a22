"""What may happen to a case and its texts: lifecycle, gates, approvals, outcomes; nothing is looked up."""
