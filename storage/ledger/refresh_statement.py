"""The one statement by which standing acts are asked for once more, put together for SQLite and PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from storage.database.dialects import inserting
from storage.models import Card, Effect
from storage.vocabulary import EffectStatus

WRITTEN: Final = (
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

OVER = (EffectStatus.SENT, EffectStatus.FAILED, EffectStatus.CANCELLED)
IN_FLIGHT = (EffectStatus.LEASED, EffectStatus.SENDING)
KEY = ("workspace_id", "idem_key")


@dataclass(frozen=True)
class Shape:
    """What of an asking is part of the statement, and not one of its values."""

    waits_for_card: bool
    follows: bool


# Building a statement costs more than running it, and this one runs in every decision.
@cache
def asking_statement(for_sqlite: bool, renews_payload: bool, shapes: tuple[Shape, ...]) -> sa.Executable:
    """Return the statement for askings of these shapes; its values are named by their place, as `due_at_0`."""
    rows = sa.union_all(*(_row(place, shape) for place, shape in enumerate(shapes))).subquery()
    insert = inserting(for_sqlite, Effect)
    changes = asked_again(insert.excluded.due_at)
    if renews_payload:
        changes["payload"] = insert.excluded.payload
    # SQLite takes an ON that follows a bare SELECT for that of a join.
    found = sa.select(*rows.columns).where(sa.true())
    return insert.from_select(WRITTEN, found).on_conflict_do_update(index_elements=KEY, set_=changes)


def _row(place: int, shape: Shape) -> sa.Select[Any]:
    """Return the row of one asking; due later without a card, and none where nothing is followed."""
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
    row = sa.select(*(told[name] if name in told else given(name) for name in WRITTEN))
    if not shape.follows:
        return row
    known = sa.exists().where(
        col(Effect.workspace_id) == of_workspace, col(Effect.idem_key) == given("idem_key")
    )
    return row.where(known)


def _has_card(case_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    of_case = col(Card.case_id) == case_id, col(Card.workspace_id) == sa.bindparam("workspace")
    return sa.exists().where(*of_case, col(Card.ts).is_not(None))


def asked_again(due: sa.ColumnElement[datetime]) -> dict[str, Any]:
    """Return what changes in the row of an act that was asked for before, by stored names.

    One that is over is ready again; one that is under way keeps its time, and one that waits the sooner one.
    """
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
