"""Writing many rows at once, past the session's objects: what an import of 100,000 rows needs."""

from collections.abc import Sequence

from sqlmodel import Session

from storage.database.dialects import inserting, is_sqlite
from storage.database.loading import Values, column_defaults
from storage.models import Table


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
