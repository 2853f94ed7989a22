"""Putting into the database what no version of the desk would: by SQL, with its checks and triggers off."""

import sqlalchemy as sa
from sqlmodel import col, select

from storage.database.dialects import is_sqlite
from storage.database.engine import Store
from storage.models import Case


def spoil(store: Store, table: str, assignment: str, condition: str) -> None:
    """Change rows of a table, whatever its CHECKs and triggers say; exactly one row fulfils the condition."""
    if is_sqlite(store.engine):
        _spoil_sqlite(store, table, f"UPDATE {table} SET {assignment} WHERE {condition}")
    else:
        _spoil_postgresql(store, table, f"UPDATE {table} SET {assignment} WHERE {condition}")


def break_case(store: Store, key: str, trouble: str) -> str:
    """Make a case unreadable, by `an unknown word` or by a date; return the reference by which it is named."""
    with store.read() as session:
        number = session.exec(select(col(Case.id)).where(Case.key == key)).one()
    change = "status = 'frozen'" if trouble == "an unknown word" else f"deadline_at = '{never(store)}'"
    spoil(store, "takedown_case", change, f"id = {number}")
    return f"case:{number}"


def never(store: Store) -> str:
    """Return a date that the database takes and no program can read."""
    return "2026-13-45 99:99:99.000000" if is_sqlite(store.engine) else "infinity"


def _spoil_sqlite(store: Store, table: str, statement: str) -> None:
    engine = sa.create_engine(store.engine.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=15000")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        triggers = connection.exec_driver_sql(wanted, (table,)).all()
        for name, _ in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        assert connection.exec_driver_sql(statement).rowcount == 1
        for _, made_by in triggers:
            connection.exec_driver_sql(made_by)
        connection.commit()


def _spoil_postgresql(store: Store, table: str, statement: str) -> None:
    wanted = (
        "SELECT conname, replace(pg_get_constraintdef(oid), ' NOT VALID', '') FROM pg_constraint "
        "WHERE contype = 'c' AND conrelid = %s::regclass"
    )
    with store.write() as session:
        connection = session.connection()
        checks = connection.exec_driver_sql(wanted, (table,)).all()
        for name, _ in checks:
            connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert connection.exec_driver_sql(statement).rowcount == 1
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for name, check in checks:
            # For what is written from here on: the next test has this database too.
            connection.exec_driver_sql(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {check} NOT VALID')
