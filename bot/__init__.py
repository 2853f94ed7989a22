"""Takedown Desk: the domain, its ledger of outward acts, and the local workspace."""
