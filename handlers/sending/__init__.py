"""Sending an approved text, sending by hand, settling what is in doubt; no text is written."""
