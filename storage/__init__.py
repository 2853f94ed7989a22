"""The words, tables and queries of the desk."""
