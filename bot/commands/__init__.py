"""What each word of the command line does, one module a word; no use case is written here."""
