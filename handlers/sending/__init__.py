"""Sending an approved text, sending by hand, reconciling what is in doubt; no text is written."""
