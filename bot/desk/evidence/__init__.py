"""Files that show an item, and their custody; items themselves are in case."""
