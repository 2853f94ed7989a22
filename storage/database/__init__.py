"""The database itself: engine, dialects, migrations, bulk loading; no noun of the desk."""
