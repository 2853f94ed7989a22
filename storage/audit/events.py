"""Writing and checking the audit record."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database.dialects import inserting, is_sqlite
from storage.database.unreadable import UnreadableRow, entities_of, logged
from storage.models import Event, EventContent
from storage.vocabulary import EventKind

GENESIS = "0" * 64
WORKSPACE_CHAIN = "workspace"
TAILS = "tails"
PAGE = 1000
PLACE = ("workspace_id", "chain", "seq")
SEALED = (
    "workspace_id",
    "chain",
    "seq",
    "kind",
    "actor",
    "at",
    "facts",
    "content_digest",
    "previous_hash",
)


@dataclass(frozen=True)
class UnreadableEvent:
    """An event that cannot be read: its place in its chain, and the reference by which the log names it too."""

    id: int
    seq: int
    reference: str


Told: TypeAlias = Event | UnreadableEvent


def case_chain(case_id: int) -> str:
    """Return the name of a case's chain."""
    return f"case:{case_id}"


def record(
    session: Session,
    *,
    workspace_id: int,
    kind: EventKind,
    actor: str,
    now: datetime,
    case_id: int | None = None,
    facts: dict[str, Any] | None = None,
    content: str = "",
) -> None:
    """Append one event to its chain (the case's, else the workspace's).

    `facts` holds ids, enums, numbers and digests; what people typed goes into `content`, which is erasable.
    """
    salt = secrets.token_hex(16) if content else ""
    said = {
        "workspace_id": workspace_id,
        "chain": WORKSPACE_CHAIN if case_id is None else case_chain(case_id),
        "case_id": case_id,
        "kind": kind,
        "actor": actor,
        "at": now,
        "facts": facts or {},
        "content_digest": digest(salt, content) if content else None,
    }
    session.flush()
    event_id = None
    while event_id is None:
        # Another process may take the place meanwhile; then this event follows that one.
        event_id = _appended(session, said)
    if content:
        session.add(EventContent(workspace_id=workspace_id, event_id=event_id, salt=salt, content=content))


def digest(salt: str, content: str) -> str:
    """Return the salted digest under which erasable content enters the chain (HMAC-SHA-256, hex)."""
    return hmac.digest(salt.encode(), content.encode(), "sha256").hex()


def seal(said: Mapping[str, Any]) -> str:
    """Return the hash over everything an event says, by column, and the hash before it (SHA-256, hex)."""
    told = {"kind": str(said["kind"]), "at": said["at"].isoformat()}
    words = [told.get(name, said[name]) for name in SEALED]
    text = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def contents_of(session: Session, workspace_id: int, event_ids: list[int]) -> dict[int, str]:
    """Return what people typed with these events, by event id; erased content is absent."""
    wanted = select(EventContent).where(
        EventContent.workspace_id == workspace_id, col(EventContent.event_id).in_(event_ids)
    )
    return {row.event_id: row.content for row in session.exec(wanted)}


def history(session: Session, workspace_id: int, case_id: int, *, after: int = 0) -> list[Told]:
    """Return a case's events after sequence number `after`, oldest first, also those that cannot be read."""
    wanted = (
        sa.select(Event)
        .where(
            col(Event.workspace_id) == workspace_id,
            col(Event.chain) == case_chain(case_id),
            col(Event.seq) > after,
        )
        .order_by(col(Event.seq))
    )
    return _told(session, wanted)


def last_of(session: Session, workspace_id: int, case_id: int, kind: EventKind) -> Told | None:
    """Return a case's latest event of a kind, if it has one, also if it cannot be read."""
    wanted = (
        sa.select(Event)
        .where(
            col(Event.workspace_id) == workspace_id,
            col(Event.chain) == case_chain(case_id),
            col(Event.kind) == kind,
        )
        .order_by(col(Event.seq).desc())
        .limit(1)
    )
    return next(iter(_told(session, wanted)), None)


def _told(session: Session, wanted: sa.Select[Event]) -> list[Told]:
    found = entities_of(session, wanted, col(Event.id), sa.cast(col(Event.seq), sa.String))
    return [_read(row) for row in found]


def _read(row: Event | UnreadableRow) -> Told:
    if isinstance(row, UnreadableRow):
        return UnreadableEvent(row.row_id, int(row.key), row.reference)
    if isinstance(row.facts, dict):
        return row
    return UnreadableEvent(row.pk, row.seq, logged("event", row.pk, TypeError("no facts")))


def expect_tail(session: Session, workspace_id: int, chain: str, seq: int, digest: str) -> None:
    """Tell where a chain ended a moment ago, so that the next event need not ask; it may have gone on since."""
    _tails(session)[workspace_id, chain] = seq, digest


def _tails(session: Session) -> dict[tuple[int, str], tuple[int, str]]:
    found: dict[tuple[int, str], tuple[int, str]] = session.info.setdefault(TAILS, {})
    return found


def _tail(session: Session, workspace_id: int, chain: str) -> tuple[int, str]:
    expected = _tails(session).pop((workspace_id, chain), None)
    if expected is not None:
        return expected
    last = session.connection().execute(last_of_chain(), {"workspace": workspace_id, "chain": chain}).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def _appended(session: Session, said: Mapping[str, Any]) -> int | None:
    seq, previous = _tail(session, said["workspace_id"], said["chain"])
    placed = {**said, "seq": seq + 1, "previous_hash": previous}
    values = {**placed, "hash": seal(placed)}
    found: int | None = session.connection().execute(_appending(is_sqlite(session)), values).scalar()
    if found is not None:
        expect_tail(session, said["workspace_id"], said["chain"], seq + 1, values["hash"])
    return found


# Building a statement costs more than running it, and these run in every decision.
@cache
def last_of_chain() -> sa.Select[int, str]:
    """Return the statement for the place and the hash of the last event of the chain `chain` in `workspace`."""
    return (
        sa.select(col(Event.seq), col(Event.hash))
        .where(col(Event.workspace_id) == sa.bindparam("workspace"), col(Event.chain) == sa.bindparam("chain"))
        .order_by(col(Event.seq).desc())
        .limit(1)
    )


@cache
def _appending(for_sqlite: bool) -> sa.Executable:
    insert = inserting(for_sqlite, Event)
    return insert.on_conflict_do_nothing(index_elements=PLACE).returning(col(Event.id))
