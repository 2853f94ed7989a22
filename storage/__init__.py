"""The words, tables and queries of the desk, on SQLite and on PostgreSQL; no rule and no use case."""
