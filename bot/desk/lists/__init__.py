"""Finding one's way: lists, find, Home, labels; what is told unasked is in digest."""
