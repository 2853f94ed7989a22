"""Days and times of day: business days, local time, when a digest comes; no ground and no case."""
