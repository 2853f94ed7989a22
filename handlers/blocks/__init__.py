"""Pieces of Block Kit, paragraphs, and the one vocabulary of words; no case and no use case."""
