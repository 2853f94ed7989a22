"""A migrated database, of SQLite and of PostgreSQL in turn, and a workspace in it.

A test for one of the two says so: `@pytest.mark.parametrize("database_kind", ["sqlite"])`. Where a whole folder
is not about the database its conftest has a fixture of that name.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.clock import MovableClock
from storage.database.engine import Store, open_store
from storage.database.migrate import migrate
from storage.models import Table, Workspace
from tests.support.postgres import server_of

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KINDS = ("sqlite", "postgresql")
_SHARED = pytest.StashKey[Store]()
_SCHEMA = pytest.StashKey[str]()
_MIGRATED = pytest.StashKey[Path]()
_FIRST_AGAIN = sa.text(
    "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid "
    "WHERE relnamespace = 'public'::regnamespace"
)
# A test that put an impossible row in left its table's checks for later rows only.
_UNCHECKED = sa.text("SELECT conrelid::regclass, conname FROM pg_constraint WHERE NOT convalidated")
_FOUND_SCHEMA = sa.text("SELECT version_num FROM alembic_version")
_SCHEMA_AGAIN = sa.text("UPDATE alembic_version SET version_num = :found")
_ALONE = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(TUESDAY)


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database a test has."""
    return str(request.param)


def make_migrated(path: Path) -> Path:
    """Make a migrated SQLite database in one file, which may be copied, and return its path."""
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database without a row."""
    if database_kind == "postgresql":
        return _emptied(request.config)
    if _MIGRATED not in request.config.stash:
        # To migrate a database takes twenty times as long as to copy one.
        folder = request.getfixturevalue("tmp_path_factory").mktemp("migrated")
        request.config.stash[_MIGRATED] = make_migrated(folder / "takedown.db")
    migrated = request.config.stash[_MIGRATED]
    return f"sqlite:///{copied(migrated, migrated.with_name('in_use.db'))}"


@pytest.fixture
def empty_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = server_of(request.config)
    url = server.new_database()
    yield url
    server.forget(url)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(engine_at(database_url))
    yield store
    store.close()


@cache
def engine_at(url: str) -> sa.Engine:
    """Return the engine of an address; it remembers the statements that it compiled for the tests before."""
    return open_store(url).engine


def copied(source: Path, target: Path) -> Path:
    """Put a copy in the place of a database that nobody uses any more, and of what belongs to it."""
    for suffix in ("", "-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    shutil.copy(source, target)
    return target


@pytest.fixture
def workspace(store: Store) -> Workspace:
    with store.write() as session:
        row = Workspace(key="northlight", name="Northlight", slack_team_id="T0NORTH", created_at=TUESDAY)
        session.add(row)
    return row


def _emptied(config: pytest.Config) -> str:
    """Return the address of the one database that all tests of this session use in turn, emptied."""
    if _SHARED not in config.stash:
        config.stash[_SHARED] = open_store(server_of(config).new_database())
        config.add_cleanup(config.stash[_SHARED].close)
        migrate(config.stash[_SHARED])
        with config.stash[_SHARED].read() as session:
            config.stash[_SCHEMA] = session.connection().execute(_FOUND_SCHEMA).scalar_one()
    store = config.stash[_SHARED]
    with store.write() as session:
        connection = session.connection()
        connection.execute(_ALONE)
        # To make and drop a database for each test takes 0.2 s, to truncate all tables 0.05 s, this 0.005 s.
        connection.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER USER")
        for table in reversed(Table.metadata.sorted_tables):
            connection.execute(sa.delete(table))
        connection.exec_driver_sql("ALTER TABLE event ENABLE TRIGGER USER")
        connection.execute(_FIRST_AGAIN)
        connection.execute(_SCHEMA_AGAIN, {"found": config.stash[_SCHEMA]})
        for table, check in connection.execute(_UNCHECKED).all():
            connection.exec_driver_sql(f'ALTER TABLE {table} VALIDATE CONSTRAINT "{check}"')
    store.close()
    return store.engine.url.render_as_string(hide_password=False)
