"""Files of flagged accounts: read, planned, rehearsed, written; beside filing, and neither knows the other."""
