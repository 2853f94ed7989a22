"""Lists, finding a case, the Home tab, help; what is told unasked is in digest."""
