"""Standing acts: a card, the history in its thread, a Home tab; one row each, served whenever asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from storage.database.dialects import inserting, is_sqlite
from storage.ledger import lanes
from storage.models import Card, Effect
from storage.vocabulary import EffectKind, EffectStatus

OVER = (EffectStatus.SENT, EffectStatus.FAILED, EffectStatus.CANCELLED)
IN_FLIGHT = (EffectStatus.LEASED, EffectStatus.SENDING)
KEY = ("workspace_id", "idem_key")
_WRITTEN: Final = (
    "workspace_id",
    "kind",
    "idem_key",
    "status",
    "case_id",
    "notice_id",
    "lane",
    "payload",
    "due_at",
    "created_at",
)


@dataclass(frozen=True)
class Asking:
    """That a standing act be served once more.

    A `payload` of None leaves the one it has. While the case has no card posted, the act is due at
    `without_card_at` instead. One that `follows` is served again only if it was ever asked for; its `payload`
    is as it was then.
    """

    kind: EffectKind
    idem_key: str
    due_at: datetime
    case_id: int | None = None
    notice_id: int | None = None
    lane: str = lanes.NO_LANE
    payload: dict[str, Any] | None = None
    without_card_at: datetime | None = None
    follows: bool = False


@dataclass(frozen=True)
class _Shape:
    """What of an asking is part of the statement, and not one of its values."""

    waits_for_card: bool
    follows: bool


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
    """Ask that a standing act be served once more with what is now true.

    Askings before it is served are served together. An act in flight is served again when it is finished; one
    that waits for a later instant, or is over, becomes due. A new `payload` replaces the old one.
    """
    asking = Asking(kind, idem_key, due_at or now, case_id, notice_id, lane, payload)
    refresh_together(session, workspace_id, (asking,), now)


def refresh_together(session: Session, workspace_id: int, askings: Sequence[Asking], now: datetime) -> None:
    """Ask that a few standing acts be served once more, in one statement.

    Raise ValueError if some bring a new payload and some leave what they have.
    """
    if not askings:
        return
    renewing = {asking.payload is not None for asking in askings if not asking.follows}
    if len(renewing) > 1:
        raise ValueError("either all of them bring a new payload, or none does")
    shapes = tuple(_Shape(asking.without_card_at is not None, asking.follows) for asking in askings)
    wanted = _asking(is_sqlite(session), True in renewing, shapes)
    values: dict[str, Any] = {"workspace": workspace_id, "now": now}
    for place, asking in enumerate(askings):
        values |= {f"{name}_{place}": value for name, value in _values(asking).items()}
    session.flush()
    session.connection().execute(wanted, values)
    asked = {(workspace_id, asking.idem_key) for asking in askings}
    for known in list(session.identity_map.values()):
        if isinstance(known, Effect) and (known.workspace_id, known.idem_key) in asked:
            session.refresh(known)


def refresh_found(session: Session, workspace_id: int, found: sa.Select[Any], now: datetime) -> None:
    """Ask that many standing acts be served once more, in one statement however many there are.

    `found` selects the kind, the key, the case and the lane of each, in the order in which to serve them.
    """
    acts = found.subquery()
    kind, idem_key, case_id, lane = acts.columns
    types = {name: column.type for name, column in sa.inspect(Effect).columns.items()}
    told = {
        "workspace_id": sa.literal(workspace_id),
        "kind": kind,
        "idem_key": idem_key,
        "status": sa.literal(EffectStatus.READY, types["status"]),
        "case_id": case_id,
        "notice_id": sa.null(),
        "lane": lane,
        "payload": sa.literal({}, types["payload"]),
        "due_at": sa.literal(now, types["due_at"]),
        "created_at": sa.literal(now, types["created_at"]),
    }
    insert = inserting(is_sqlite(session), Effect)
    rows = insert.from_select(_WRITTEN, sa.select(*(told[name] for name in _WRITTEN)).where(sa.true()))
    session.flush()
    session.connection().execute(
        rows.on_conflict_do_update(index_elements=KEY, set_=_asked_again(insert.excluded.due_at))
    )


def _values(asking: Asking) -> dict[str, Any]:
    return {
        "kind": asking.kind,
        "idem_key": asking.idem_key,
        "case_id": asking.case_id,
        "notice_id": asking.notice_id,
        "lane": asking.lane or lanes.usual(asking.kind),
        "payload": asking.payload or {},
        "due_at": asking.due_at,
        "without_card_at": asking.without_card_at,
    }


# Building a statement costs more than running it, and this one runs in every decision.
@cache
def _asking(for_sqlite: bool, renews_payload: bool, shapes: tuple[_Shape, ...]) -> sa.Executable:
    rows = sa.union_all(*(_row(place, shape) for place, shape in enumerate(shapes))).subquery()
    insert = inserting(for_sqlite, Effect)
    changes = _asked_again(insert.excluded.due_at)
    if renews_payload:
        changes["payload"] = insert.excluded.payload
    # SQLite takes an ON that follows a bare SELECT for that of a join.
    found = sa.select(*rows.columns).where(sa.true())
    return insert.from_select(_WRITTEN, found).on_conflict_do_update(index_elements=KEY, set_=changes)


def _row(place: int, shape: _Shape) -> sa.Select[Any]:
    types = {name: column.type for name, column in sa.inspect(Effect).columns.items()}

    def given(name: str, column: str = "") -> sa.BindParameter[Any]:
        return sa.bindparam(f"{name}_{place}", type_=types[column or name])

    due: sa.ColumnElement[Any] = given("due_at")
    if shape.waits_for_card:
        due = sa.case((_has_card(given("case_id")), due), else_=given("without_card_at", "due_at"))
    of_workspace = sa.bindparam("workspace", type_=types["workspace_id"])
    told = {
        "workspace_id": of_workspace,
        "status": sa.literal(EffectStatus.READY, types["status"]),
        "due_at": due,
        "created_at": sa.bindparam("now", type_=types["created_at"]),
    }
    row = sa.select(*(told[name] if name in told else given(name) for name in _WRITTEN))
    if not shape.follows:
        return row
    known = sa.exists().where(
        col(Effect.workspace_id) == of_workspace, col(Effect.idem_key) == given("idem_key")
    )
    return row.where(known)


def _has_card(case_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    of_case = col(Card.case_id) == case_id, col(Card.workspace_id) == sa.bindparam("workspace")
    return sa.exists().where(*of_case, col(Card.ts).is_not(None))


def _asked_again(due: sa.ColumnElement[datetime]) -> dict[str, Any]:
    was_over = sa.or_(*(col(Effect.status) == status for status in OVER))
    in_flight = sa.or_(*(col(Effect.status) == status for status in IN_FLIGHT))
    ready = sa.literal(EffectStatus.READY, sa.inspect(Effect).columns.status.type)
    sooner = sa.and_(sa.not_(was_over), col(Effect.due_at) < due)
    return {
        "wanted": col(Effect.requested_rev) + 1,
        "status": sa.case((was_over, ready), else_=col(Effect.status)),
        "due_at": sa.case((sa.or_(in_flight, sooner), col(Effect.due_at)), else_=due),
        "failures": sa.case((was_over, 0), else_=col(Effect.failures)),
        "not_before": sa.case((was_over, 0.0), else_=col(Effect.not_before)),
    }
