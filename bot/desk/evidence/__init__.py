"""Files that show an item, and their custody; what an item is lies in case."""
