"""A set of strings on disk that is gone when it is closed: what a rehearsal has seen so far."""

import sqlite3
from collections.abc import Iterable
from types import TracebackType


class SeenOnDisk:
    """Remembers strings in SQLite's own temporary file, so that memory stays flat."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("CREATE TABLE seen (word TEXT PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> "SeenOnDisk":
        """Return itself, to be closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget everything."""
        self._connection.close()

    def add(self, words: Iterable[str]) -> None:
        """Remember these."""
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((word,) for word in words))
        self._connection.execute("COMMIT")

    def known(self, words: Iterable[str]) -> set[str]:
        """Return which of these it has seen."""
        asked = "SELECT 1 FROM seen WHERE word = ?"
        return {word for word in words if self._connection.execute(asked, (word,)).fetchone()}
