"""The words, tables and queries, on SQLite and PostgreSQL; no rule and no use case."""
