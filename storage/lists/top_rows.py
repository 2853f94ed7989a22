"""The first rows of a list and its length, as quick with a million cases as with ten thousand.

A person is shown some of the matters, and of each an index knows the first rows of every list. So a list is
put together from the first rows of its matters, and counted no further than people read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, func

from storage.database.dialects import is_sqlite
from storage.models import Case, Matter
from storage.vocabulary import ENDED, WAITING

MOST_COUNTED: Final = 10_000
"""How far a list of cases is counted, which an index alone does."""

MOST_WAITING: Final = 200
"""How far texts are counted that wait for somebody: each of them has to be looked at with its approvals."""

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Length:
    """How many rows a list has; if it `has_more`, nobody counted how many beyond that."""

    number: int
    has_more: bool = False

    def __bool__(self) -> bool:
        """Whether there is any row."""
        return self.number > 0

    def __add__(self, other: "Length") -> "Length":
        """Return the length of this list with another one behind it."""
        return Length(self.number + other.number, self.has_more or other.has_more)


def goes_on() -> Condition:
    """Return the condition that a case is not over."""
    return col(Case.status).not_in(literal_words(ENDED))


def is_waiting() -> Condition:
    """Return the condition that a case waits for a decision or for sending."""
    return col(Case.status).in_(literal_words(WAITING))


def cases_of(session: Session, conditions: Sequence[Condition], order: Sequence[Any], most: int) -> sa.Join:
    """Return the first `most` cases of each matter that fulfil all conditions, joined to their matters.

    The statement that selects from them names the matters, and repeats the order and the limit.
    """
    near = (
        sa.select(col(Case.id))
        .where(col(Case.matter_id) == col(Matter.id), *conditions)
        .order_by(*order)
        .limit(most)
        .correlate(Matter)
    )
    if is_sqlite(session):
        return sa.join(Matter, Case, col(Case.id).in_(near))
    each = near.lateral("near")
    return sa.join(sa.join(Matter, each, sa.true()), Case, col(Case.id) == each.c.id)


def counted(session: Session, matters: Condition, conditions: Sequence[Condition]) -> Length:
    """Return how many cases of the matters fulfil all conditions."""
    of_matters = sa.join(Matter, Case, col(Case.matter_id) == col(Matter.id))
    one: sa.Label[int] = sa.literal_column("1", sa.Integer).label("one")
    wanted = sa.select(one).select_from(of_matters).where(matters, *conditions)
    return counted_rows(session, wanted, MOST_COUNTED)


def counted_rows(session: Session, wanted: "sa.Select[Any]", most: int) -> Length:
    """Return how many rows a statement finds, up to `most`."""
    some = wanted.limit(most + 1).subquery()
    found = int(session.connection().execute(sa.select(func.count()).select_from(some)).scalar_one())
    return Length(min(found, most), has_more=found > most)


def literal_words(words: Sequence[StrEnum]) -> list[sa.ColumnClause[Any]]:
    """Return words as part of a statement, for an index of some rows is of no use to parameters."""
    return [sa.literal_column(f"'{word.value}'") for word in words]
