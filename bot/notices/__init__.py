"""Letters and messages: versioned template folders, rendered to text and PDF from typed facts."""
