"""The use cases of the desk, in rooms: each one a function, each function one transaction."""
