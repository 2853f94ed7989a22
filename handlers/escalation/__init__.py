"""Going to the platform: the ground, the letter's form, the waiver; approving is in review."""
