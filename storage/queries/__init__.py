"""Queries by noun, a module each; lists and the ledger have rooms of their own."""
