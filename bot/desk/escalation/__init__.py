"""Letters and reports to a platform, a publication, counsel; and the waiver of asking first."""
