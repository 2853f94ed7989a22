"""Importing a file in Slack: the form, and the performer that reads it; single links are in filing."""
