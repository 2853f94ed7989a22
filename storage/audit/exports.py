"""Reading whole tables page by page for an export: each page one short statement, memory flat."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from storage.database.engine import Store
from storage.database.unreadable import BROKEN, logged
from storage.models import Case, Effect, Event, EventContent, Item, Matter, Notice, Workspace

PAGE = 1000
Columns = Sequence[sa.ColumnElement[Any]]
Row = Mapping[Any, Any]
Run = Callable[[sa.Select[Any]], sa.CursorResult[Any]]


class Noun(StrEnum):
    """What can be exported."""

    CASES = "cases"
    ITEMS = "items"
    EVENTS = "events"
    NOTICES = "notices"
    EFFECTS = "effects"


def column_names(noun: Noun) -> tuple[str, ...]:
    """Return the names of the columns, in their order."""
    return ("workspace", *(column.key or "" for column in _source(noun)[1]))


def count_rows(store: Store, noun: Noun, matter: str | None = None) -> int:
    """Count the rows of an export, of one matter (by its key) or of all."""
    table, _ = _source(noun)
    with store.read() as session:
        counted = _joined(sa.select(sa.func.count()).select_from(table), table, matter)
        counted_rows: int = session.connection().execute(counted).scalar_one()
    return counted_rows


def rows(store: Store, noun: Noun, matter: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of an export, oldest first, of one matter (by its key) or of all.

    What of a row cannot be read is yielded as the text that stands in the database, and the row is logged.
    """
    table, columns = _source(noun)
    selected: Any = sa.select(col(table.id).label("row_id"), col(Workspace.key).label("workspace"), *columns)
    after = 0
    while True:
        page = _joined(selected.select_from(table), table, matter)
        with store.read() as session:
            wanted = page.where(col(table.id) > after).order_by(col(table.id)).limit(PAGE)
            found = _page(session.connection().execute, wanted, col(table.id))
        for row in found:
            yield {name: value for name, value in row.items() if name != "row_id"}
        if len(found) < PAGE:
            return
        after = found[-1]["row_id"]


def is_matter(store: Store, key: str) -> bool:
    """Whether any workspace has a matter with this key."""
    with store.read() as session:
        return session.exec(select(Matter.id).where(Matter.key == key)).first() is not None


def _page(run: Run, wanted: sa.Select[Any], row_id: Any) -> Sequence[Row]:
    try:
        return run(wanted).mappings().all()
    except BROKEN:
        numbers = run(wanted.with_only_columns(row_id)).scalars().all()
    return [_alone(run, wanted.where(row_id == number), row_id.table.name, number) for number in numbers]


def _alone(run: Run, wanted: sa.Select[Any], table: str, number: int) -> Row:
    try:
        return run(wanted).mappings().one()
    except BROKEN as error:
        logged(table, number, error)
        return {column.key: _value(run, wanted, column) for column in wanted.selected_columns}


def _value(run: Run, wanted: sa.Select[Any], column: Any) -> Any:
    try:
        return run(wanted.with_only_columns(column)).scalar_one()
    except BROKEN:
        return run(wanted.with_only_columns(sa.cast(column.element, sa.Text))).scalar_one()


def _source(noun: Noun) -> tuple[Any, Columns]:
    return {
        Noun.CASES: (Case, _case_columns()),
        Noun.ITEMS: (Item, _item_columns()),
        Noun.EVENTS: (Event, _event_columns()),
        Noun.NOTICES: (Notice, _notice_columns()),
        Noun.EFFECTS: (Effect, _effect_columns()),
    }[noun]


def _joined(statement: sa.Select[Any], table: Any, matter: str | None) -> sa.Select[Any]:
    statement = statement.join(Workspace, col(Workspace.id) == col(table.workspace_id))
    if table is not Case:
        statement = statement.outerjoin(Case, col(Case.id) == col(table.case_id))
    if table is Event:
        statement = statement.outerjoin(EventContent, col(EventContent.event_id) == col(Event.id))
    statement = statement.outerjoin(Matter, col(Matter.id) == col(Case.matter_id))
    return statement if matter is None else statement.where(col(Matter.key) == matter)


def _case_columns() -> Columns:
    return (
        *_of(Case, "key"),
        col(Matter.key).label("matter"),
        *_of(Case, "platform", "account", "code", "status", "owner_id", "filed_by", "version"),
        *_of(Case, "warned_at", "reminded_at", "grace_ends_at", "escalated_at", "skip_reason", "skip_asked_by"),
        *_of(Case, "skip_approved_by", "disputed_at", "answer_reference", "answered_at", "was_forwarded"),
        *_of(Case, "account_outcome", "account_outcome_until", "deadline_at", "deadline_what"),
        *_of(Case, "created_at", "updated_at", "resolved_at"),
    )


def _item_columns() -> Columns:
    return (
        *_inside(),
        *_of(Item, "number", "url", "platform_item_id", "kind", "ground", "note", "external_id"),
        *_of(Item, "outcome", "outcome_until", "outcome_by", "outcome_at", "filed_by", "created_at"),
    )


def _event_columns() -> Columns:
    return (
        *_inside(),
        *_of(Event, "chain", "seq", "kind", "actor", "at", "facts"),
        col(EventContent.content).label("content"),
        *_of(Event, "content_digest", "previous_hash", "hash"),
    )


def _notice_columns() -> Columns:
    return (
        *_inside(),
        *_of(Notice, "kind", "number", "template", "template_version", "status", "route", "author_id"),
        *_of(Notice, "sender_id", "signatory_id", "recipient", "recipient_name", "subject", "body"),
        *_of(Notice, "content_hash", "revision", "created_at", "approved_at", "sent_at", "reference"),
        *_of(Notice, "void_reason"),
    )


def _effect_columns() -> Columns:
    return (
        *_inside(),
        *_of(Effect, "id", "kind", "idem_key", "status", "notice_id", "due_at", "attempt", "failures", "error"),
        *_of(Effect, "reference", "created_at", "started_at", "finished_at"),
    )


def _inside() -> Columns:
    return (col(Case.key).label("case"), col(Matter.key).label("matter"))


def _of(table: Any, *names: str) -> Columns:
    """Return columns under their stored names: those are exported, whatever their members are called."""
    mapper = sa.inspect(table)
    keys = {name: mapper.get_property_by_column(table.__table__.c[name]).key for name in names}
    return [col(getattr(table, key)).label(name) for name, key in keys.items()]
