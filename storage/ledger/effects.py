"""Ordering, changing and reconciling outward acts: what the desk may do with the ledger."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database.dialects import inserting, is_sqlite
from storage.ledger import lanes
from storage.models import Effect
from storage.vocabulary import EffectKind, EffectStatus

NOT_BEGUN = (EffectStatus.READY, EffectStatus.LEASED)
KEY = ("workspace_id", "idem_key")


class Reconciliation(StrEnum):
    """What a named person decided about an act of which nobody knows whether it arrived."""

    AS_SENT = "as_sent"
    AGAIN = "again"
    CANCEL = "cancel"


class NothingToReconcile(Exception):
    """The act is no longer in doubt."""

    def __init__(self, status: EffectStatus) -> None:
        super().__init__(f"This has been settled meanwhile: it is now {status}. Nothing was changed.")
        self.status = status


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


def reconcile(session: Session, effect: Effect, answer: Reconciliation, *, by: str, now: datetime) -> None:
    """Record what the person `by` decided about an act in doubt; raise NothingToReconcile if it no longer is.

    `AGAIN` puts it back before its gate, which judges it anew. Events and follow-ups are the caller's.
    """
    locked = select(Effect).where(Effect.id == effect.id).with_for_update()
    row = session.exec(locked.execution_options(populate_existing=True)).one()
    if row.status is not EffectStatus.UNKNOWN:
        raise NothingToReconcile(row.status)
    row.result = {**row.result, "settled": {"answer": answer, "by": by, "at": now.isoformat()}}
    row.owner, row.lease_until, row.not_before, row.failures = None, None, 0.0, 0
    if answer is Reconciliation.AGAIN:
        row.status, row.due_at = EffectStatus.READY, now
    else:
        row.status = EffectStatus.SENT if answer is Reconciliation.AS_SENT else EffectStatus.CANCELLED
        row.finished_at = now
        row.served_rev = row.requested_rev if answer is Reconciliation.AS_SENT else row.served_rev
    session.flush()


def find(session: Session, workspace_id: int, idem_key: str) -> Effect | None:
    """Return the act of this key, if it was ever ordered."""
    wanted = {"workspace": workspace_id, "key": idem_key}
    return session.scalars(_finding(), wanted).first()


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
def _ordering(for_sqlite: bool) -> sa.Executable:
    insert = inserting(for_sqlite, Effect)
    return insert.on_conflict_do_nothing(index_elements=KEY).returning(col(Effect.id))


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
