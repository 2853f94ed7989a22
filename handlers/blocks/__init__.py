"""Pieces of Block Kit, and the one vocabulary of words; no view of a case and no handler."""
