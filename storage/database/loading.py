"""Loading thousands of rows the shortest way there is: `executemany` on SQLite, COPY on PostgreSQL."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from storage.database.dialects import is_sqlite
from storage.models import Table

Values = dict[str, Any]
Bind = Callable[[Any], Any]

MOST_KNOWN = 1000


def reserve_ids(session: Session, table: type[Table], count: int) -> Sequence[int]:
    """Return `count` ids, ascending, that no other row of the table has or will get; the session writes."""
    name = _table(table).name
    connection = session.connection()
    if is_sqlite(session):
        # Who writes is alone until the transaction ends, and SQLite goes on behind the highest id.
        last: int = connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {name}").scalar_one()  # noqa: S608 - a table of ours
        return range(last + 1, last + 1 + count)
    taken = sa.select(sa.func.nextval(sa.func.pg_get_serial_sequence(name, "id")))
    return sorted(connection.scalars(taken.select_from(sa.func.generate_series(1, count))))


def load(session: Session, table: type[Table], rows: Sequence[Values]) -> None:
    """Insert rows that all name the same columns; other columns get the model's default.

    Raise IntegrityError if a row breaks a constraint.
    """
    if not rows:
        return
    connection = session.connection()
    given = tuple(rows[0])
    defaults = {name: value for name, value in column_defaults(table).items() if name not in rows[0]}
    columns = [_bound([row[name] for row in rows], _binding(table, name, connection.dialect)) for name in given]
    columns += [
        _bound([value], _binding(table, name, connection.dialect)) * len(rows)
        for name, value in defaults.items()
    ]
    names = ", ".join((*given, *defaults))
    if is_sqlite(session):
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {_table(table).name} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
        connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))
    else:
        _copy(connection, f"COPY {_table(table).name} ({names}) FROM STDIN", zip(*columns, strict=True))


def listed(session: Session, values: Collection[str]) -> sa.Select[str]:
    """Return texts as a statement with one parameter, however many they are; in ascending order."""
    ordered = sorted(values)
    if is_sqlite(session):
        each = sa.func.json_each(json.dumps(ordered)).table_valued("value")
        return sa.select(each.c.value)
    return sa.select(sa.func.unnest(sa.literal(ordered, sa.ARRAY(sa.Text))).column_valued("value"))


def among(session: Session, column: Any, values: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds one of many texts."""
    if is_sqlite(session):
        found: sa.ColumnElement[bool] = column.in_(listed(session, values))
        return found
    return sa.type_coerce(column, sa.Text) == sa.any_(sa.literal(sorted(values), sa.ARRAY(sa.Text)))


def paired(session: Session, pairs: Collection[tuple[int, str]]) -> sa.Select[int, str]:
    """Return pairs as a statement with one or two parameters, however many they are."""
    ordered = sorted(pairs)
    if is_sqlite(session):
        each = sa.func.json_each(json.dumps(ordered)).table_valued("value").c.value
        number = sa.func.json_extract(each, "$[0]", type_=sa.Integer)
        return sa.select(number, sa.func.json_extract(each, "$[1]", type_=sa.Text))
    numbers = sa.literal([number for number, _ in ordered], sa.ARRAY(sa.Integer))
    texts = sa.literal([text for _, text in ordered], sa.ARRAY(sa.Text))
    columns = sa.column("number", sa.Integer), sa.column("text", sa.Text)
    both = sa.func.unnest(numbers, texts).table_valued(*columns).render_derived()
    return sa.select(both.c.number, both.c.text)


def column_defaults(table: type[Table]) -> Values:
    """Return what the model gives to columns that a row does not name, but for its id, by stored names."""
    stored = sa.inspect(table).columns
    return {
        stored[name].name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in table.model_fields.items()
        if not field.is_required() and name != "id"
    }


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    import psycopg

    driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error


def _bound(values: list[Any], bind: Bind | None) -> list[Any]:
    return values if bind is None else [bind(value) for value in values]


@cache
def _binding(table: type[Table], name: str, dialect: Dialect) -> Bind | None:
    """Return what makes the driver's value of the desk's, or None if they are the same.

    Words and instants repeat from row to row, so each is made once.
    """
    kind = _table(table).c[name].type
    bind: Bind | None = kind.dialect_impl(dialect).bind_processor(dialect)
    if bind is None or isinstance(kind, sa.JSON):
        return bind
    return _remembered(bind)


def _remembered(bind: Bind) -> Bind:
    known: dict[Any, Any] = {}

    def bound(value: Any) -> Any:
        if value not in known:
            if len(known) > MOST_KNOWN:
                known.clear()
            known[value] = bind(value)
        return known[value]

    return bound


def _table(table: type[Table]) -> sa.Table:
    found: sa.Table = table.__table__  # type: ignore[attr-defined]  # set by SQLModel
    return found
