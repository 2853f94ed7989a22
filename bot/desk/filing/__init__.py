"""Flagged accounts and posts become cases and items; whole files of them are in importing."""
