"""Many events appended at once, chained like those that are recorded one by one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.audit import events
from storage.database.loading import Values, load, reserve_ids
from storage.models import Event, EventContent
from storage.vocabulary import EventKind


@dataclass(frozen=True)
class EventDraft:
    """What happened in one case, before it has its place in the case's chain."""

    case_id: int
    kind: EventKind
    facts: Values
    content: str = ""


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
