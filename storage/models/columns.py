"""Column types and the naming of constraints that all tables share."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """The base of every table, so that constraints are named alike on every database."""

    metadata = sa.MetaData(naming_convention=NAMING)

    @property
    def pk(self) -> int:
        """The id of a row that is saved. Raise ValueError for one that is not: nothing may refer to it yet."""
        found: int | None = getattr(self, "id", None)
        if found is None:
            raise ValueError(f"this {type(self).__name__} is not saved yet")
        return found


def words(vocabulary: type[StrEnum], check: str = "", *, is_checked: bool = True) -> type[Any]:
    """Return a column type that stores members of `vocabulary` as their strings, held by a CHECK.

    `check` names the CHECK where a table has two columns of one vocabulary. Columns that held plain text before
    they had a vocabulary are not checked by the database.
    """

    class Words(sa.types.TypeDecorator[StrEnum]):
        impl = sa.Enum
        cache_ok = True

        def __init__(self) -> None:
            super().__init__(
                vocabulary,
                native_enum=False,
                create_constraint=is_checked,
                length=48 if is_checked else None,
                name=check or vocabulary.__name__.lower(),
                values_callable=lambda members: [member.value for member in members],
            )

    Words.__name__ = Words.__qualname__ = f"{vocabulary.__name__}Words"
    return Words
