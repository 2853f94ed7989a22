"""Letters and reports to a platform, a publication, counsel; the waiver of asking first; no message."""
