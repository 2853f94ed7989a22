"""The migrations lead exactly to the schema that the models describe, and never touch a newer one."""

from enum import StrEnum

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from storage.database.engine import Store
from storage.database.migrate import NewerSchema, is_migrated, migrate
from storage.models import Table

TABLES = sorted(Table.metadata.tables)
# Columns that held plain text before they had a vocabulary: a new CHECK would rebuild the table.
WERE_TEXT = {"act", "deadline_what"}


def test_the_migrated_schema_is_the_one_of_the_models(store: Store) -> None:
    with store.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": False})
        assert compare_metadata(context, Table.metadata) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_word_of_every_vocabulary_passes_its_check(store: Store, table: str) -> None:
    with store.read() as session:
        checks = sa.inspect(session.connection()).get_check_constraints(table)
    texts = [check["sqltext"] for check in checks]
    for column in Table.metadata.tables[table].columns:
        vocabulary = getattr(getattr(column.type, "impl", None), "enum_class", None)
        if isinstance(vocabulary, type) and issubclass(vocabulary, StrEnum) and column.name not in WERE_TEXT:
            assert any(all(f"'{word.value}'" in text for word in vocabulary) for text in texts), column


def test_migrating_twice_changes_nothing(store: Store) -> None:
    migrate(store)
    assert is_migrated(store)


def test_an_unknown_newer_schema_is_left_alone_with_a_clear_word(store: Store) -> None:
    with store.write() as session:
        session.connection().execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchema, match="9999"):
        migrate(store)
    assert not is_migrated(store)


def test_a_word_that_is_in_no_vocabulary_is_refused(store: Store) -> None:
    workspace = sa.text("INSERT INTO workspace (id, key, name, created_at) VALUES (1, 'w', 'W', '2026-11-24')")
    grant = sa.text("INSERT INTO role_grant VALUES (1, 'U1', 'emperor', 'U1', '2026-11-24')")
    with store.engine.connect() as connection:
        connection.execute(workspace)
        with pytest.raises(IntegrityError):
            connection.execute(grant)
