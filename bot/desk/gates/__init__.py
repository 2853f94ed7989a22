"""Every question whether something may happen now, asked by buttons and by use cases alike."""
