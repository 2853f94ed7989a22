"""Going to the platform: the ground, the letter's form, its preview, the waiver."""
