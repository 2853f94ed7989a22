"""Every question whether something may happen now, asked by buttons and use cases; nothing changes."""
