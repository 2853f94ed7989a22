"""Databases that hold many cases, as years of work leave them: several matters, every status, twenty owners.

Made by an import and a few bulk statements, once for each size and kind of database, and kept for as long as
BENCH_FOLDER and BENCH_POSTGRESQL last, so that all measurements of one `make bench` share them.
"""

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import filing
import sqlalchemy as sa
from mixing import mix

from storage.database.dialects import is_sqlite
from storage.database.engine import Store, open_store
from storage.database.migrate import migrate
from storage.queries.workspaces import all_workspaces, open_unclaimed
from tests.support.postgres import SETTINGS, OwnServer

CASES = int(os.environ.get("BENCH_CASES", "1000000"))
SMALL = min(10_000, CASES)
SQLITE, POSTGRESQL = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRESQL)
# What a server has that keeps what it was given, on a machine with some memory.
LASTING = SETTINGS | {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}


@contextmanager
def kept_folder() -> Iterator[Path]:
    """Yield where databases are kept: BENCH_FOLDER, or a folder that is gone afterwards."""
    named = os.environ.get("BENCH_FOLDER")
    if named:
        yield Path(named)
        return
    with tempfile.TemporaryDirectory(prefix="takedown-bench-") as name:
        yield Path(name)


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server: the one BENCH_POSTGRESQL names, or one that ends afterwards."""
    named = os.environ.get("BENCH_POSTGRESQL")
    if named:
        yield named
        return
    own = OwnServer(LASTING)
    yield own.url
    own.close()


@contextmanager
def held(cases: int, kind: str) -> Iterator[str]:
    """Yield the address of a database of its own with this many cases; writing into it harms nobody."""
    if kind == SQLITE:
        with kept_folder() as folder, tempfile.TemporaryDirectory(dir=folder) as own:
            copy = Path(own) / "takedown.db"
            shutil.copyfile(_sqlite_file(folder, cases), copy)
            yield f"sqlite:///{copy}"
    else:
        with server() as address:
            name = f"takedown_held_{cases}"
            if not _has(address, name):
                _tell(address, f"CREATE DATABASE {name}_unfinished TEMPLATE template0")
                _fill(_named(address, f"{name}_unfinished"), cases)
                _tell(address, f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
            with _database(address, name) as url:
                yield url


@contextmanager
def opened(cases: int, kind: str) -> Iterator[tuple[Store, int]]:
    """Yield a database with this many cases, opened, and its workspace."""
    with held(cases, kind) as url:
        store = open_store(url)
        with store.read() as session:
            workspace_id = all_workspaces(session)[0].pk
        yield store, workspace_id
        store.close()


@contextmanager
def empty(kind: str) -> Iterator[tuple[Store, int]]:
    """Yield a migrated database with a workspace and nothing else."""
    with kept_folder() as folder, tempfile.TemporaryDirectory(dir=folder) as own:
        if kind == SQLITE:
            with _workspace(f"sqlite:///{Path(own) / 'takedown.db'}") as found:
                yield found
            return
        with server() as address, _database(address, "template0") as url, _workspace(url) as found:
            yield found


@contextmanager
def _workspace(url: str) -> Iterator[tuple[Store, int]]:
    store = open_store(url)
    migrate(store)
    with store.write() as session:
        workspace_id = open_unclaimed(session, datetime.now(UTC)).pk
    yield store, workspace_id
    store.close()


def _sqlite_file(folder: Path, cases: int) -> Path:
    path = folder / f"held-{cases}.db"
    if not path.exists():
        unfinished = folder / f"unfinished-{cases}.db"
        unfinished.unlink(missing_ok=True)
        _fill(f"sqlite:///{unfinished}", cases)
        unfinished.rename(path)
    return path


@contextmanager
def _database(address: str, template: str) -> Iterator[str]:
    name = f"takedown_bench_{secrets.token_hex(6)}"
    _tell(address, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _named(address, name)
    _tell(address, f"DROP DATABASE {name} WITH (FORCE)")


def _named(address: str, database: str) -> str:
    wanted = sa.engine.make_url(address).set(drivername="postgresql+psycopg", database=database)
    return wanted.render_as_string(hide_password=False)


def _has(address: str, name: str) -> bool:
    return bool(_tell(address, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def _tell(address: str, statement: str) -> list[object]:
    url = _named(address, "postgres")
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        done = connection.exec_driver_sql(statement)
        return list(done) if done.returns_rows else []


def _fill(url: str, cases: int) -> None:
    store = open_store(url)
    migrate(store)
    filed = filing.filed(url, cases)
    with store.read() as session:
        workspace_id = all_workspaces(session)[0].pk
    mix(store, workspace_id, datetime.now(UTC))
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # PostgreSQL does this by itself in the first minute; SQLite never does.
        sqlite = is_sqlite(store.engine)
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)" if sqlite else "VACUUM ANALYZE")
    store.close()
    with kept_folder() as folder:
        kind = SQLITE if sqlite else POSTGRESQL
        (folder / f"filed-{kind}-{cases}.json").write_text(json.dumps(asdict(filed)))


def filed_before(kind: str, cases: int) -> filing.Filed | None:
    """Return how the import went that made a database which is kept, if one is."""
    with kept_folder() as folder:
        note = folder / f"filed-{kind}-{cases}.json"
        return filing.Filed(**json.loads(note.read_text())) if note.exists() else None
