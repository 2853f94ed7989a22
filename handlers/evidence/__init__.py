"""Files that show an item: the form, the handing over, and fetching them from Slack."""
