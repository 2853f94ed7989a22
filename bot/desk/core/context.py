"""What every use case is handed: the store, the clock, the installation, and who is acting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.clock import Clock
from bot.desk.core.platforms import Platforms
from storage.database import requests
from storage.database.engine import Store


@dataclass(frozen=True)
class Contact:
    """How a platform or a recipient reaches the desk: 17 USC 512(c)(3)(A)(iv) asks for all three."""

    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Installation:
    """What this installation was told about itself; floors may be raised, never lowered."""

    verify_url: str | None = None
    privacy_url: str | None = None
    organisation: str | None = None
    contact: Contact = Contact()
    admins: tuple[str, ...] = ()
    fallback_channel: str | None = None
    grace_hours: int = 72
    grace_business_days: int = 2
    region: str = "US"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/New_York"))
    evidence_dir: Path = Path("evidence")
    letter_fonts: Path | None = None
    rehearsal_address: str | None = None


@dataclass(frozen=True)
class Actor:
    """The person who acts, in which workspace, and from which channel if from one."""

    workspace_id: int
    user_id: str
    channel_id: str | None = None


@dataclass(frozen=True)
class UnitOfWork:
    """One transaction of one use case: its session and the instant at which it happens (UTC)."""

    session: Session
    now: datetime
    installation: Installation
    platforms: Platforms


REMEMBERED = timedelta(days=1)
"""Slack repeats an event after five minutes at the latest; people come back to an open form later."""

FORGET_EVERY = 64


class Repeated(Exception):
    """This request was handled before; nothing is done a second time."""


@dataclass
class Once:
    """Marks one request of one workspace, so that its repetition changes nothing.

    `is_kept` tells that something of the request was committed.
    """

    workspace_id: int
    key: str
    is_noted: bool = False
    is_kept: bool = False

    def note(self, session: Session, now: datetime) -> None:
        """Note the request in the transaction that handles it; raise Repeated if it was handled before."""
        if self.is_noted:
            return
        if not requests.mark(session, self.workspace_id, self.key, now):
            raise Repeated
        self.is_noted = True
        if sum(self.key.encode()) % FORGET_EVERY == 0:
            requests.forget(session, self.workspace_id, now - REMEMBERED)


@dataclass(frozen=True)
class Desk:
    """The desk of one installation, or as one request sees it.

    `wake` tells the worker that there is something to do; `once` makes a request count once.
    """

    store: Store
    clock: Clock
    installation: Installation
    platforms: Platforms
    wake: Callable[[], None] = field(default=lambda: None)
    once: Once | None = None

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Yield one write transaction; after its commit the worker is told."""
        with self.store.write() as session:
            now = self.clock.now()
            if self.once is not None:
                self.once.note(session, now)
            yield self.within(session, now)
        if self.once is not None:
            self.once.is_kept = True
        self.wake()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Yield one read transaction."""
        with self.store.read() as session:
            yield self.within(session, self.clock.now())

    def within(self, session: Session, now: datetime) -> UnitOfWork:
        """Return a unit of work inside a transaction that somebody else began."""
        return UnitOfWork(session, now, self.installation, self.platforms)
