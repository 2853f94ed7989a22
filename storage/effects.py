"""Ordering, changing and settling outward acts: what the desk may do with the ledger."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage import lanes
from storage.leases import is_sqlite
from storage.models import Card, Effect
from storage.vocabulary import EffectKind, EffectStatus

OVER = (EffectStatus.SENT, EffectStatus.FAILED, EffectStatus.CANCELLED)
IN_FLIGHT = (EffectStatus.LEASED, EffectStatus.SENDING)
NOT_BEGUN = (EffectStatus.READY, EffectStatus.LEASED)
KEY = ("workspace_id", "idem_key")


class Settlement(StrEnum):
    """What a named person decided about an act of which nobody knows whether it arrived."""

    AS_SENT = "as_sent"
    AGAIN = "again"
    CANCEL = "cancel"


class NothingToSettle(Exception):
    """The act is no longer in doubt."""

    def __init__(self, status: EffectStatus) -> None:
        super().__init__(f"This has been settled meanwhile: it is now {status}. Nothing was changed.")
        self.status = status


@dataclass(frozen=True)
class Asking:
    """That a standing act be served once more; a `payload` of None leaves the one it has."""

    kind: EffectKind
    idem_key: str
    due_at: datetime
    case_id: int | None = None
    notice_id: int | None = None
    lane: str = lanes.NO_LANE
    payload: dict[str, Any] | None = None


def order(
    session: Session,
    *,
    workspace_id: int,
    kind: EffectKind,
    idem_key: str,
    now: datetime,
    due_at: datetime | None = None,
    case_id: int | None = None,
    notice_id: int | None = None,
    lane: str = lanes.NO_LANE,
    payload: dict[str, Any] | None = None,
    status: EffectStatus = EffectStatus.READY,
) -> Effect | None:
    """Write an act into the ledger and return it, or None if one of this `idem_key` was ordered before."""
    values = {
        "workspace_id": workspace_id,
        "kind": kind,
        "idem_key": idem_key,
        "status": status,
        "case_id": case_id,
        "notice_id": notice_id,
        "lane": lane or lanes.usual(kind),
        "payload": payload or {},
        "due_at": due_at or now,
        "created_at": now,
    }
    session.flush()
    new = session.connection().execute(_ordering(is_sqlite(session)), values).scalar()
    return None if new is None else session.get(Effect, new)


def refresh(
    session: Session,
    *,
    workspace_id: int,
    kind: EffectKind,
    idem_key: str,
    now: datetime,
    due_at: datetime | None = None,
    case_id: int | None = None,
    notice_id: int | None = None,
    lane: str = lanes.NO_LANE,
    payload: dict[str, Any] | None = None,
) -> None:
    """Ask that a standing act (a card, a Home tab, a history) be served once more with what is now true.

    Askings before it is served are served together. An act in flight is served again when it is finished; one
    that waits for a later instant, or is over, becomes due. A new `payload` replaces the old one.
    """
    asking = Asking(kind, idem_key, due_at or now, case_id, notice_id, lane, payload)
    refresh_together(session, workspace_id, (asking,), now)


def refresh_together(session: Session, workspace_id: int, askings: Sequence[Asking], now: datetime) -> None:
    """Ask that several standing acts be served once more, in one statement: all with a new payload, or none."""
    values = [
        {
            "workspace_id": workspace_id,
            "kind": asking.kind,
            "idem_key": asking.idem_key,
            "status": EffectStatus.READY,
            "case_id": asking.case_id,
            "notice_id": asking.notice_id,
            "lane": asking.lane or lanes.usual(asking.kind),
            "payload": asking.payload or {},
            "due_at": asking.due_at,
            "created_at": now,
        }
        for asking in askings
    ]
    renews = all(asking.payload is not None for asking in askings)
    session.flush()
    session.connection().execute(_asking(is_sqlite(session), renews), values)
    asked = {(workspace_id, asking.idem_key) for asking in askings}
    for known in list(session.identity_map.values()):
        if isinstance(known, Effect) and (known.workspace_id, known.idem_key) in asked:
            session.refresh(known)


def cancel(
    session: Session,
    *,
    workspace_id: int,
    now: datetime,
    reason: str,
    idem_key: str | None = None,
    case_id: int | None = None,
    kinds: Collection[EffectKind] = (),
) -> int:
    """Cancel the acts that were not begun, by key or by case and kinds; return how many.

    What is being sent, or may have been, stays as it is. Raise ValueError if nothing is named.
    """
    return _change(
        session,
        _named(workspace_id, idem_key, case_id, kinds),
        {"status": EffectStatus.CANCELLED, "error": reason[:255], "finished_at": now},
    )


def reschedule(
    session: Session,
    *,
    workspace_id: int,
    due_at: datetime,
    idem_key: str | None = None,
    case_id: int | None = None,
    kinds: Collection[EffectKind] = (),
) -> int:
    """Move the acts that were not begun to `due_at`, by key, by case, by kinds or by both; return how many.

    This also wakes acts that their gate told to wait. Raise ValueError if nothing is named.
    """
    named = _named(workspace_id, idem_key, case_id, kinds)
    return _change(session, named, {"status": EffectStatus.READY, "due_at": due_at})


def settle(session: Session, effect: Effect, answer: Settlement, *, by: str, now: datetime) -> None:
    """Record what the person `by` decided about an act in doubt; raise NothingToSettle if it no longer is.

    `AGAIN` puts it back before its gate, which judges it anew. Events and follow-ups are the caller's.
    """
    locked = select(Effect).where(Effect.id == effect.id).with_for_update()
    row = session.exec(locked.execution_options(populate_existing=True)).one()
    if row.status is not EffectStatus.UNKNOWN:
        raise NothingToSettle(row.status)
    row.result = {**row.result, "settled": {"answer": answer, "by": by, "at": now.isoformat()}}
    row.owner, row.lease_until, row.not_before, row.failures = None, None, 0.0, 0
    if answer is Settlement.AGAIN:
        row.status, row.due_at = EffectStatus.READY, now
    else:
        row.status = EffectStatus.SENT if answer is Settlement.AS_SENT else EffectStatus.CANCELLED
        row.finished_at = now
        row.done = row.wanted if answer is Settlement.AS_SENT else row.done
    session.flush()


def find(session: Session, workspace_id: int, idem_key: str) -> Effect | None:
    """Return the act of this key, if it was ever ordered."""
    wanted = {"workspace": workspace_id, "key": idem_key}
    return session.scalars(_finding(), wanted).first()


@dataclass(frozen=True)
class Standing:
    """Whether the card of a case is posted, and whether another act was ever ordered."""

    card: bool
    other: bool


def standing(session: Session, workspace_id: int, case_id: int, other_key: str = "") -> Standing:
    """Return whether the card of a case is posted, and whether the act `other_key` was ever ordered."""
    wanted = {"workspace": workspace_id, "case": case_id, "key": other_key}
    return Standing(*session.connection().execute(_standing(), wanted).one())


def of_case(
    session: Session,
    workspace_id: int,
    case_id: int,
    statuses: Collection[EffectStatus] = tuple(EffectStatus),
) -> list[Effect]:
    """Return a case's acts in these statuses, oldest first."""
    return list(
        session.exec(
            select(Effect)
            .where(
                Effect.workspace_id == workspace_id,
                Effect.case_id == case_id,
                col(Effect.status).in_(statuses),
            )
            .order_by(col(Effect.id))
        )
    )


def in_doubt(session: Session, workspace_id: int, limit: int = 100) -> list[Effect]:
    """Return the acts of which nobody knows whether they arrived, oldest first, `limit` at most."""
    return list(
        session.exec(
            select(Effect)
            .where(Effect.workspace_id == workspace_id, Effect.status == EffectStatus.UNKNOWN)
            .order_by(col(Effect.due_at), col(Effect.id))
            .limit(limit)
        )
    )


# Building a statement costs more than running it, and these run several times in every decision.
@cache
def _finding() -> sa.Select[Effect]:
    return sa.select(Effect).where(
        col(Effect.workspace_id) == sa.bindparam("workspace"), col(Effect.idem_key) == sa.bindparam("key")
    )


@cache
def _standing() -> sa.Executable:
    of_case = col(Card.case_id) == sa.bindparam("case"), col(Card.workspace_id) == sa.bindparam("workspace")
    return sa.select(sa.exists().where(*of_case, col(Card.ts).is_not(None)), _finding().exists())


@cache
def _ordering(for_sqlite: bool) -> sa.Executable:
    return _insert(for_sqlite).on_conflict_do_nothing(index_elements=KEY).returning(col(Effect.id))


@cache
def _asking(for_sqlite: bool, renews_payload: bool) -> sa.Executable:
    insert = _insert(for_sqlite)
    changes = _asked_again(insert.excluded.due_at)
    if renews_payload:
        changes["payload"] = insert.excluded.payload
    return insert.on_conflict_do_update(index_elements=KEY, set_=changes)


def _insert(for_sqlite: bool) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(Effect) if for_sqlite else postgresql.insert(Effect)


def _asked_again(due: sa.ColumnElement[datetime]) -> dict[str, Any]:
    was_over = sa.or_(*(col(Effect.status) == status for status in OVER))
    in_flight = sa.or_(*(col(Effect.status) == status for status in IN_FLIGHT))
    ready = sa.literal(EffectStatus.READY, sa.inspect(Effect).columns.status.type)
    sooner = sa.and_(sa.not_(was_over), col(Effect.due_at) < due)
    return {
        "wanted": col(Effect.wanted) + 1,
        "status": sa.case((was_over, ready), else_=col(Effect.status)),
        "due_at": sa.case((sa.or_(in_flight, sooner), col(Effect.due_at)), else_=due),
        "failures": sa.case((was_over, 0), else_=col(Effect.failures)),
        "not_before": sa.case((was_over, 0.0), else_=col(Effect.not_before)),
    }


def _named(
    workspace_id: int, idem_key: str | None, case_id: int | None, kinds: Collection[EffectKind]
) -> list[sa.ColumnElement[bool]]:
    if idem_key is None and case_id is None and not kinds:
        raise ValueError("name an act by its key, its case or its kind")
    chosen = [col(Effect.workspace_id) == workspace_id, col(Effect.status).in_(NOT_BEGUN)]
    if idem_key is not None:
        chosen.append(col(Effect.idem_key) == idem_key)
    if case_id is not None:
        chosen.append(col(Effect.case_id) == case_id)
    if kinds:
        chosen.append(col(Effect.kind).in_(kinds))
    return chosen


def _change(session: Session, chosen: list[sa.ColumnElement[bool]], values: dict[str, Any]) -> int:
    changed = session.exec(
        sa.update(Effect)
        .where(*chosen)
        .values(owner=None, lease_until=None, **values)
        .execution_options(synchronize_session="fetch")
    )
    return int(changed.rowcount)
