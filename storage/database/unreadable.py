"""Rows that this version cannot read: a word it does not know, broken JSON, an impossible date."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import DataError
from sqlmodel import Session

BROKEN = (LookupError, TypeError, ValueError, DataError)
"""What reading a row raises when a value in it is none of its column's."""


@dataclass(frozen=True)
class UnreadableRow:
    """A row that cannot be read: the key of its case, and the reference by which the log names it too."""

    row_id: int
    key: str
    reference: str


def read_each(run: Callable[[Any], Iterable[Any]], wanted: Any, row_id: Any, key: Any) -> list[Any]:
    """Return the rows of a statement, in its order; one that cannot be read is an `Unreadable` in its place.

    `row_id` tells the rows apart and `key` is the key of the case that each is about. Unless something is
    broken this is the one statement.
    """
    try:
        return list(run(wanted))
    except BROKEN:
        names = list(run(wanted.with_only_columns(row_id, key)))
    return [row for number, name in names for row in _alone(run, wanted, row_id, number, name)]


def entities_of(session: Session, wanted: Any, row_id: Any, key: Any) -> list[Any]:
    """Return what a statement of one entity finds; what cannot be read is an `Unreadable` in its place."""
    found = read_each(session.execute, wanted, row_id, key)
    return [row if isinstance(row, UnreadableRow) else row[0] for row in found]


def noted(table: str, row_id: int, key: str, error: Exception) -> UnreadableRow:
    """Log that a row cannot be read, without anything that stands in it, and return its reference."""
    return UnreadableRow(row_id, key, logged(table, row_id, error))


def logged(table: str, row_id: int | str, error: Exception) -> str:
    """Log that a row cannot be read, without anything that stands in it; return the reference alone."""
    reference = f"{table.removeprefix('takedown_')}:{row_id}"
    structlog.get_logger("storage").error("unreadable_row", reference=reference, error=type(error).__name__)
    return reference


def _alone(run: Callable[[Any], Iterable[Any]], wanted: Any, row_id: Any, number: int, key: str) -> list[Any]:
    try:
        return list(run(wanted.where(row_id == number)))
    except BROKEN as error:
        return [noted(row_id.table.name, number, key, error)]
