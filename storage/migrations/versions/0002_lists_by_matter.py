"""Indexes that know the first rows of every list, matter by matter; and SQLite is told how large a desk grows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIVE = "status NOT IN ('resolved', 'withdrawn', 'refused')"
WAITING = "status IN ('warning_review', 'warning_approved', 'escalation_review', 'escalation_approved')"
OF_CASES = {
    "ix_takedown_case_matter": (["matter_id", "id"], None),
    "ix_takedown_case_live": (["matter_id", "id"], LIVE),
    "ix_takedown_case_due": (["matter_id", "deadline_at", "id"], f"{LIVE} AND deadline_at IS NOT NULL"),
    "ix_takedown_case_owned": (["matter_id", "owner_id", "id"], f"{LIVE} AND owner_id IS NOT NULL"),
    "ix_takedown_case_owned_due": (
        ["matter_id", "owner_id", "deadline_at", "id"],
        f"{LIVE} AND owner_id IS NOT NULL",
    ),
    "ix_takedown_case_unowned": (["matter_id", "id"], f"{LIVE} AND owner_id IS NULL"),
    "ix_takedown_case_waiting": (["matter_id", "id"], WAITING),
    "ix_takedown_case_skip": (["matter_id", "id"], "skip_asked_by IS NOT NULL AND skip_approved_by IS NULL"),
    "ix_takedown_case_filed": (["matter_id", "created_at", "id"], None),
    "ix_takedown_case_resolved": (["matter_id", "resolved_at", "id"], "resolved_at IS NOT NULL"),
}
REPLACED = ("queue", "deadline", "owner", "created", "resolved")
# SQLite plans by how many rows share the first columns of an index (sqlite_stat1), and without a word on that it
# guesses ten: it would walk through a whole workspace rather than look up twenty ids. So it plans for a large
# desk from the start, whatever ANALYZE would find in a small one.
STATISTICS = {
    "takedown_case": {
        "sqlite_autoindex_takedown_case_1": "1000000 50000 1",
        "sqlite_autoindex_takedown_case_2": "1000000 50000 1",
        "ix_takedown_case_account": "1000000 1000000 2",
        "ix_takedown_case_person_id": "1000000 2",
        "ix_takedown_case_matter": "1000000 50000 1",
        "ix_takedown_case_live": "400000 20000 1",
        "ix_takedown_case_due": "200000 10000 10 1",
        "ix_takedown_case_owned": "200000 10000 500 1",
        "ix_takedown_case_owned_due": "200000 10000 500 2 1",
        "ix_takedown_case_unowned": "200000 10000 1",
        "ix_takedown_case_waiting": "40000 2000 1",
        "ix_takedown_case_skip": "100 5 1",
        "ix_takedown_case_filed": "1000000 50000 2 1",
        "ix_takedown_case_resolved": "600000 30000 2 1",
    },
    "item": {
        "sqlite_autoindex_item_1": "1500000 2 1",
        "ix_item_url": "1500000 1500000 2",
        "ix_item_external": "1500000 1500000 2",
    },
    "event": {
        "sqlite_autoindex_event_1": "4000000 4000000 4 1",
        "ix_event_at": "4000000 4000000 4",
    },
    "person": {"sqlite_autoindex_person_1": "1000000 1000000 200000 1"},
    "matter": {"sqlite_autoindex_matter_1": "50 50 1"},
    "notice": {
        "sqlite_autoindex_notice_1": "50000 2 1 1",
        "ix_notice_case_id": "50000 2",
        "ix_notice_status": "50000 50000 8000 1",
        "ix_notice_waiting": "2000 2000 1",
    },
    "hold": {"ix_hold_case": "2000 2000 1", "ix_hold_dispute": "200 200 1"},
}


def upgrade() -> None:
    for name in REPLACED:
        op.drop_index(f"ix_takedown_case_{name}", table_name="takedown_case")
    for name, (columns, where) in OF_CASES.items():
        _index(name, "takedown_case", columns, where)
    _index("ix_notice_waiting", "notice", ["workspace_id", "id"], "status IN ('in_review', 'approved')")
    _index("ix_hold_dispute", "hold", ["workspace_id", "id"], "kind = 'dispute' AND lifted_at IS NULL")
    if op.get_bind().dialect.name == "postgresql":
        # The beginning of a handle is looked for, in whatever order the database's language has.
        op.drop_index("ix_takedown_case_account", table_name="takedown_case")
        op.create_index(
            "ix_takedown_case_account",
            "takedown_case",
            ["workspace_id", "account"],
            postgresql_ops={"account": "varchar_pattern_ops"},
        )
    else:
        _tell_sqlite()


def _tell_sqlite() -> None:
    op.execute("ANALYZE sqlite_schema")
    told = sa.table("sqlite_stat1", sa.column("tbl"), sa.column("idx"), sa.column("stat"))
    op.execute(sa.delete(told).where(told.c.tbl.in_(list(STATISTICS))))
    rows = [
        {"tbl": table, "idx": index, "stat": numbers}
        for table, indexes in STATISTICS.items()
        for index, numbers in indexes.items()
    ]
    op.bulk_insert(told, rows)


def _index(name: str, table: str, columns: list[str], where: str | None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
