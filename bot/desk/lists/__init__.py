"""Finding one's way: lists, find, Home; what is told unasked is in digest."""
