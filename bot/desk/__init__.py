"""The use cases, in rooms: each a function and one transaction; nothing here speaks to a network."""
