"""What each word of the command line does: one module a word, loaded when the word is used."""
