"""Checking the chains of a workspace's events: every break is found and named."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from storage.audit.events import GENESIS, PAGE, SEALED, digest, seal
from storage.database.unreadable import BROKEN, logged
from storage.models import Event, EventContent


@dataclass(frozen=True)
class Break:
    """The first place where a chain no longer holds."""

    workspace_id: int
    chain: str
    seq: int
    reason: str


def count_events(session: Session, workspace_id: int) -> int:
    """Return how many events a workspace has."""
    counted = select(func.count()).select_from(Event).where(Event.workspace_id == workspace_id)
    return session.exec(counted).one()


def check_chains(session: Session, workspace_id: int) -> Iterator[Break | None]:
    """Walk a workspace's chains; yield None for each sound event and a Break at the first that is not.

    One that cannot be read is a break as well.
    """
    end = _End()
    try:
        yield from _walked(session, workspace_id, end, PAGE)
    except BROKEN:
        # It is among those that came together with others before it: from here on one by one.
        yield from _walked_alone(session, workspace_id, end)


@dataclass
class _End:
    """How far chains are known to be sound: the last event's chain, number and hash."""

    chain: str = ""
    seq: int = 0
    hash: str = GENESIS


def _walked(session: Session, workspace_id: int, end: _End, at_once: int) -> Iterator[Break | None]:
    wanted = (
        select(Event, EventContent)
        .join(EventContent, col(EventContent.event_id) == col(Event.id), isouter=True)
        .where(Event.workspace_id == workspace_id, _behind(end))
        .order_by(col(Event.chain), col(Event.seq))
        .execution_options(yield_per=at_once)
    )
    with session.exec(wanted) as rows:
        for event, content in rows:
            if event.chain != end.chain:
                end.chain, end.seq, end.hash = event.chain, 0, GENESIS
            reason = _fault(event, content, end.seq, end.hash)
            if reason:
                yield Break(event.workspace_id, event.chain, event.seq, reason)
                return
            end.seq, end.hash = event.seq, event.hash
            yield None


def _walked_alone(session: Session, workspace_id: int, end: _End) -> Iterator[Break | None]:
    try:
        yield from _walked(session, workspace_id, end, 1)
    except BROKEN as error:
        wanted = sa.select(col(Event.id), col(Event.chain), col(Event.seq))
        behind = wanted.where(col(Event.workspace_id) == workspace_id, _behind(end))
        row = session.connection().execute(behind.order_by(col(Event.chain), col(Event.seq)).limit(1)).one()
        logged("event", row.id, error)
        yield Break(workspace_id, row.chain, row.seq, "it cannot be read by this version of the desk")


def _behind(end: _End) -> sa.ColumnElement[bool]:
    if not end.chain:
        return sa.true()
    return sa.tuple_(col(Event.chain), col(Event.seq)) > sa.tuple_(sa.literal(end.chain), sa.literal(end.seq))


def _fault(event: Event, content: EventContent | None, seq: int, previous: str) -> str:
    if event.seq != seq + 1:
        return f"event {seq + 1} is missing"
    if event.previous_hash != previous:
        return "it does not follow the event before it"
    if event.hash != seal({name: getattr(event, name) for name in SEALED}):
        return "what it says was changed"
    if content is not None and digest(content.salt, content.content) != event.content_digest:
        return "the content beside it was changed"
    return ""
