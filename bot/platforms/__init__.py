"""Performers that act outside: one file per way to reach somebody, one contract in `base`."""
