"""The use cases of the desk: each one a function, each function one transaction."""
