"""Letters and messages: template folders, rendered to text and PDF from typed facts; nothing is looked up."""
