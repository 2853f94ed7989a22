"""Opening a matter, and listing matters."""
