"""Reading one address: its parts, its spelling, what in it only tracks; no platform is known."""
