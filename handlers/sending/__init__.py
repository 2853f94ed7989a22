"""Sending an approved text, saying that one sent it by hand, settling what is in doubt."""
