"""The one source of time: every rule and use case is told `now`, and this is where it comes from."""

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's present instant, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that can be moved forward, never back: for the local workspace and the tests."""

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = Lock()
        self._ahead = timedelta(0) if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the machine's instant plus all the time it was moved forward, in UTC."""
        with self._lock:
            return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> datetime:
        """Move forward `by`; return the new instant in UTC. Raise ValueError for a negative duration."""
        if by < timedelta(0):
            raise ValueError("a clock moves forward only")
        with self._lock:
            self._ahead += by
        return self.now()

    @property
    def ahead(self) -> timedelta:
        """How far this clock stands before the machine's."""
        with self._lock:
            return self._ahead
