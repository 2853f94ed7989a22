"""Lists, finding a case, the Home tab, help."""
