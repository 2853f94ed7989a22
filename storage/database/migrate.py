"""Bringing the schema to the newest version, at every start, one process at a time."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage.database.dialects import is_sqlite
from storage.database.engine import Store

ADVISORY_LOCK = 7_318_240_117


class NewerSchema(Exception):
    """The database was written by a newer version of the desk."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database is at schema {found}, which this version of Takedown Desk does not know. "
            "Start the newer version, or restore the backup made before the upgrade."
        )


def migrate(store: Store) -> None:
    """Run all outstanding migrations in one transaction; raise NewerSchema for a schema we do not know."""
    with store.write() as session:
        connection = session.connection()
        if not is_sqlite(store.engine):
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        config = _config(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        scripts = ScriptDirectory.from_config(config)
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise NewerSchema(current)
        if current != scripts.get_current_head():
            command.upgrade(config, "head")


def is_migrated(store: Store) -> bool:
    """Whether the schema is exactly the one this version knows."""
    with store.read() as session:
        connection = session.connection()
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == head


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.attributes["connection"] = connection
    return config
