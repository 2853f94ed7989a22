"""Word from one process to another that there is something in the ledger: PostgreSQL's LISTEN and NOTIFY.

A bell that is not heard costs nothing but the time until the worker looks by itself. It is rung after the
commit and on a connection of its own: within the transaction NOTIFY would make all commits wait for each other.
"""

from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Protocol

from storage.database.dialects import is_sqlite
from storage.database.engine import Store

if TYPE_CHECKING:
    from psycopg import Connection

CHANNEL: Final = "takedown_effects"
LISTEN_SECONDS: Final = 2.0
REST_SECONDS: Final = 1.0


class Bell(Protocol):
    """One end of the word between processes."""

    def start(self) -> None:
        """Begin, in a thread of its own."""
        ...

    def stop(self) -> None:
        """End, and close the connection."""
        ...


class _Line:
    """A thread with a connection that is opened anew, after a rest, when it breaks."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._stopping = Event()
        self._thread = Thread(target=self._hold, name=name, daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End, and close the connection."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(LISTEN_SECONDS + REST_SECONDS)

    def _hold(self) -> None:
        import psycopg

        while not self._stopping.is_set():
            try:
                with self._opened() as connection:
                    self._use(connection)
            except psycopg.Error:
                self._stopping.wait(REST_SECONDS)

    def _opened(self) -> "Connection":
        import psycopg

        engine = self._store.engine
        words, facts = engine.dialect.create_connect_args(engine.url)
        return psycopg.connect(*words, **facts, autocommit=True, application_name="takedown-bell")

    def _use(self, connection: "Connection") -> None:
        raise NotImplementedError


class Notifier(_Line):
    """Rings for the workers of other processes. However often it is asked meanwhile, it rings once."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, "ringer")
        self._asked = Event()

    def notify(self) -> None:
        """Have the workers look at the ledger; returns at once."""
        self._asked.set()

    def stop(self) -> None:
        """End, and close the connection."""
        self._stopping.set()
        self._asked.set()
        super().stop()

    def _use(self, connection: "Connection") -> None:
        while self._asked.wait() and not self._stopping.is_set():
            self._asked.clear()
            connection.execute(f"NOTIFY {CHANNEL}")


class Listener(_Line):
    """Calls when a bell is rung, and after each time that it could not have heard one."""

    def __init__(self, store: Store, call: Callable[[], None]) -> None:
        super().__init__(store, "listener")
        self._call = call

    def _use(self, connection: "Connection") -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        self._call()
        while not self._stopping.is_set():
            for _ in connection.notifies(timeout=LISTEN_SECONDS, stop_after=1):
                self._call()


def can_notify(store: Store) -> bool:
    """Whether processes that share this database can ring for each other."""
    return not is_sqlite(store.engine)
