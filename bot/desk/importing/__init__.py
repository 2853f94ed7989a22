"""Files of flagged accounts: read, planned, rehearsed, written; single ones are in filing."""
