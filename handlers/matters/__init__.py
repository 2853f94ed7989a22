"""Opening a matter, and listing matters; filing into one is in filing."""
