"""Alembic's entry: runs the migrations on the connection it is handed."""

from alembic import context

import storage.models

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=storage.models.Table.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
