"""Writing many rows at once, past the session's objects: what an import of 100,000 rows needs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage import events
from storage.database.dialects import inserting, is_sqlite
from storage.database.loading import Values, column_defaults, load, reserve_ids
from storage.models import Event, EventContent, Table
from storage.vocabulary import EventKind


@dataclass(frozen=True)
class EventDraft:
    """What happened in one case, before it has its place in the case's chain."""

    case_id: int
    kind: EventKind
    facts: Values
    content: str = ""


def insert_new(session: Session, table: type[Table], rows: Sequence[Values], *wanted: str) -> list[Values]:
    """Insert rows that break no unique constraint and return the `wanted` columns of those that were new.

    Columns that a row does not name get the model's default. The order of the result is not that of `rows`.
    """
    if not rows:
        return []
    defaults = column_defaults(table)
    statement = inserting(is_sqlite(session), table).on_conflict_do_nothing()
    columns = [table.__table__.c[name] for name in wanted]  # type: ignore[attr-defined]  # set by SQLModel
    result = session.connection().execute(
        statement.returning(*columns) if columns else statement, [defaults | row for row in rows]
    )
    return [dict(row) for row in result.mappings()] if columns else []


def append_events(
    session: Session,
    *,
    workspace_id: int,
    actor: str,
    now: datetime,
    drafts: Iterable[EventDraft],
    fresh: Collection[int] = (),
) -> None:
    """Append events to the chains of their cases, in the order given.

    `fresh` are the cases whose chain begins here. The caller holds the others (`cases.lock`), so that no one
    else appends meanwhile.
    """
    wanted = list(drafts)
    known = {events.case_chain(draft.case_id) for draft in wanted if draft.case_id not in fresh}
    tails = _tails(session, workspace_id, known) if known else {}
    ids = reserve_ids(session, Event, len(wanted))
    chained = [
        _chained(event_id, workspace_id, actor, now, draft, tails)
        for event_id, draft in zip(ids, wanted, strict=True)
    ]
    load(session, Event, [event for event, _ in chained])
    load(session, EventContent, [content for _, content in chained if content])


def _chained(
    event_id: int,
    workspace_id: int,
    actor: str,
    now: datetime,
    draft: EventDraft,
    tails: dict[str, tuple[int, str]],
) -> tuple[Values, Values]:
    chain = events.case_chain(draft.case_id)
    seq, previous = tails.get(chain, (0, events.GENESIS))
    salt = token_hex(16) if draft.content else ""
    event: Values = {
        "id": event_id,
        "workspace_id": workspace_id,
        "chain": chain,
        "seq": seq + 1,
        "case_id": draft.case_id,
        "kind": draft.kind,
        "actor": actor,
        "at": now,
        "facts": draft.facts,
        "content_digest": events.digest(salt, draft.content) if draft.content else None,
        "previous_hash": previous,
    }
    event["hash"] = events.seal(event)
    tails[chain] = (seq + 1, event["hash"])
    content = {"workspace_id": workspace_id, "event_id": event_id, "salt": salt, "content": draft.content}
    return event, content if draft.content else {}


def _tails(session: Session, workspace_id: int, chains: set[str]) -> dict[str, tuple[int, str]]:
    last = (
        select(Event.chain, sa.func.max(col(Event.seq)).label("seq"))
        .where(Event.workspace_id == workspace_id, col(Event.chain).in_(chains))
        .group_by(col(Event.chain))
        .subquery()
    )
    rows = session.exec(
        select(Event.chain, Event.seq, Event.hash)
        .join(last, sa.and_(col(Event.chain) == last.c.chain, col(Event.seq) == last.c.seq))
        .where(Event.workspace_id == workspace_id)
    )
    return {chain: (seq, hashed) for chain, seq, hashed in rows}
