"""Putting into the database what no version of the desk would: by SQL, with its checks off."""

import sqlalchemy as sa

from storage.engine import Store, is_sqlite


def spoil(store: Store, table: str, assignment: str, condition: str) -> None:
    """Change rows of a table, whatever its CHECKs say; exactly one row fulfils the condition."""
    if is_sqlite(store.engine):
        _spoil_sqlite(store, f"UPDATE {table} SET {assignment} WHERE {condition}")
    else:
        _spoil_postgresql(store, table, f"UPDATE {table} SET {assignment} WHERE {condition}")


def _spoil_sqlite(store: Store, statement: str) -> None:
    engine = sa.create_engine(store.engine.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=15000")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        assert connection.exec_driver_sql(statement).rowcount == 1
        connection.commit()


def _spoil_postgresql(store: Store, table: str, statement: str) -> None:
    checks = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass"
    with store.write() as session:
        connection = session.connection()
        for name in connection.exec_driver_sql(checks, (table,)).scalars().all():
            connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        assert connection.exec_driver_sql(statement).rowcount == 1
