"""Opening the database: SQLite by default, PostgreSQL by URL, with separate read and write transactions.

On PostgreSQL a read sees one snapshot (REPEATABLE READ). A write sees what is committed as it goes (READ
COMMITTED) and holds the case it is about (`storage.cases`) before it looks at it, so that nothing has to be
done a second time because somebody else was quicker.
"""

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock, local

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from storage.database.dialects import is_sqlite

BUSY_SECONDS = 15
WRITES = "writes"
MET = ("40001", "40P01")
"""PostgreSQL's serialization_failure and deadlock_detected."""

WITH_A_SERVER = 2
COURTESY_SECONDS = 1.0
PRESSED_SECONDS = 1.0
TURN_SECONDS = 1.5
HASTY_BUSY_SECONDS = 1.0
"""Slack waits three seconds for an answer, and somebody who waited in vain wants to know it."""
# The connection that was used last is used next: it still has the pages and the plans.
POOL_SIZE = 40


class Store:
    """The database of one process; hands out short transactions."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reader, self._writer = _modes(engine)
        self._hasty_writer = self._writer.execution_options(takedown_busy_seconds=HASTY_BUSY_SECONDS)
        # SQLite lets one connection write at a time and makes the others poll; a queue of our own is fairer.
        self._turn = Lock() if is_sqlite(engine) else None
        self._request = BoundedSemaphore(1 if is_sqlite(engine) else WITH_A_SERVER)
        self._asking = local()
        self._pressed_at = -math.inf

    @contextmanager
    def request(self) -> Iterator[None]:
        """Let few requests of this process run their transactions at once, since that is quicker.

        Many would change places at the interpreter's lock with every statement, and take twice as long for it:
        one at a time with SQLite, which does its work in this process, and two with a server, of which one
        waits for it while the other goes on. Nobody waits longer than COURTESY_SECONDS, and
        nobody calls anyone outside while others wait.

        Nor does a request wait for long until it may write: `write` raises an SQLAlchemyError within the time
        that Slack waits for an answer.
        """
        self._asking.since = time.monotonic()
        held = self._request.acquire(blocking=False)
        if not held:
            self._pressed_at = time.monotonic()
            held = self._request.acquire(timeout=COURTESY_SECONDS)
        try:
            yield
        finally:
            self._asking.since = None
            if held:
                self._request.release()

    @property
    def is_pressed(self) -> bool:
        """Whether a request had to wait for others within the last second."""
        return time.monotonic() - self._pressed_at < PRESSED_SECONDS

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one consistent state and is rolled back at the end."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session whose changes are committed together, or not at all if anything is raised."""
        since = getattr(self._asking, "since", None)
        writer = self._writer if since is None else self._hasty_writer
        with self._in_turn(since), Session(writer, expire_on_commit=False) as session, session.begin():
            session.info[WRITES] = True
            yield session

    def can_be_written(self) -> bool:
        """Return True if one may write now; raise SQLAlchemyError after the time that a request waits."""
        with self.request(), self.write() as session:
            session.connection()
        return True

    @contextmanager
    def _in_turn(self, since: float | None) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        left = -1 if since is None else max(since + TURN_SECONDS - time.monotonic(), 0.1)
        if not self._turn.acquire(timeout=left):
            raise sa.exc.TimeoutError("Others write for too long.")
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def may_meet_writers(session: Session) -> bool:
    """Whether the session writes while others may write too; SQLite lets one writer in at a time."""
    return WRITES in session.info and not is_sqlite(session)


def may_be_done_anew(error: DBAPIError) -> bool:
    """Whether a transaction failed only because another one came first, or because its connection was lost.

    A connection may be lost while it commits, so only what knows itself again is done anew. Connections are not
    tried out before each use: that would cost every decision a journey to the database.
    """
    met = isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") in MET
    return met or error.connection_invalidated


def open_store(url: str) -> Store:
    """Open the database at `url` (a SQLAlchemy URL; `sqlite:///file` or `postgresql+psycopg://…`)."""
    address = sa.engine.make_url(url)
    if address.get_backend_name() == "sqlite":
        return Store(_sqlite_engine(address))
    return Store(_postgresql_engine(address))


def _modes(engine: Engine) -> tuple[Engine, Engine]:
    if is_sqlite(engine):
        return engine, engine.execution_options(takedown_writes=True)
    reads = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return reads, engine.execution_options(isolation_level="READ COMMITTED")


def _postgresql_engine(address: sa.engine.URL) -> Engine:
    return sa.create_engine(
        address,
        hide_parameters=True,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_use_lifo=True,
        connect_args={"connect_timeout": BUSY_SECONDS, "application_name": "takedown"},
    )


def _sqlite_engine(address: sa.engine.URL) -> Engine:
    engine = sa.create_engine(
        address,
        hide_parameters=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_use_lifo=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A read that turns into a write fails at once in WAL mode, so a writer says so from the start.
    options = connection.get_execution_options()
    if not options.get("takedown_writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    seconds = options.get("takedown_busy_seconds", BUSY_SECONDS)
    if connection.info.get("busy", BUSY_SECONDS) != seconds:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")
        connection.info["busy"] = seconds
    connection.exec_driver_sql("BEGIN IMMEDIATE")
