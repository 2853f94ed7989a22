"""What the ledger asks of others: judge an act at its gate, do it once, record what became of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

from sqlmodel import Session

from storage.models import Effect

UNTIL_WOKEN: Final = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Go:
    """Do it. `request` holds everything the performer needs, as committed: it has no database."""

    request: object


@dataclass(frozen=True)
class Cancel:
    """It is no longer right to do this; `reason` is a sentence for a person."""

    reason: str


@dataclass(frozen=True)
class Wait:
    """Not before `until` (the desk's time, UTC); `UNTIL_WOKEN` waits for a refresh or a new date."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Skip:
    """There is nothing to do: it counts as done."""


Verdict: TypeAlias = Go | Cancel | Wait | Skip


@dataclass(frozen=True)
class Done:
    """It was done; `reference` is the receiver's own for it, `result` what else to keep (as JSON)."""

    reference: str | None = None
    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Absent:
    """The receiver was asked, and it provably never arrived."""


class NotDone(Exception):
    """Provably nothing happened.

    `retry_after` is how long the receiver wants to be left alone: the whole lane waits. `final` means that
    trying again cannot help. `reason` is a sentence for a person.
    """

    def __init__(self, reason: str, retry_after: timedelta | None = None, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.final = final


class MayBeDone(Exception):
    """It may have been done; only the receiver can tell. `reason` is a sentence for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gate(Protocol):
    """Decides, in the transaction that puts an act on record as being sent, whether it is still right."""

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Judge `effect` by what is committed at `now` (UTC). Must not call the network."""
        ...


@runtime_checkable
class Reloading(Protocol):
    """A gate that can say again what an earlier attempt tried to do, whatever it would decide today."""

    def recall(self, session: Session, effect: Effect) -> object | None:
        """Return the request that may have been done, or None if that can no longer be told."""
        ...


class Performer(Protocol):
    """Does one kind of act. Has no database; is called from several threads."""

    def perform(self, request: Any) -> Done:
        """Do it once. Raise NotDone or MayBeDone; any other error counts as MayBeDone."""
        ...


@runtime_checkable
class Finder(Protocol):
    """A performer that can ask the receiver whether an act arrived."""

    def find(self, request: Any) -> Done | Absent | None:
        """Return Done if it arrived, Absent if it provably did not, None if the receiver cannot tell now."""
        ...


class Recorder(Protocol):
    """Writes what follows from an act's end, in the transaction that ends it."""

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """It was done, or was found to have been."""
        ...

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """It was not done and will not be tried again by itself."""
        ...

    def unknown(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """It may have been done; the receiver is asked if that is possible, else a person decides."""
        ...


@runtime_checkable
class AbsenceRecorder(Protocol):
    """A recorder that wants to know when an act in doubt was proven never to have arrived."""

    def absent(self, session: Session, effect: Effect, now: datetime) -> None:
        """It did not arrive and goes through its gate again."""
        ...


class NoOpPerformer:
    """The performer of acts that need nothing from outside, such as the end of a period."""

    def perform(self, request: Any) -> Done:
        """Do nothing: all that follows is the recorder's."""
        del request
        return Done()


class NoOpRecorder:
    """The recorder of acts that change nothing but their own row."""

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Write nothing."""

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Write nothing."""

    def unknown(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Write nothing."""
