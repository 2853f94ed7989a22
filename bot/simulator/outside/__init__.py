"""The outside world: a pretend platform, and the mailbox of its legal desk; the desk is not known."""
