"""Importing accounts, beside loading the same rows raw: `executemany` of sqlite3, and COPY of PostgreSQL.

Each account of the file becomes a case, the person behind it, an item, two events of the audit record and their
contents; the references load exactly these rows into the same empty tables, with all their indexes, in one
transaction.
"""

import sqlite3
import sys
import time
from typing import Any

import psycopg
from filing import Filed, filed
from holdings import CASES, KINDS, POSTGRESQL, SQLITE, empty, filed_before, opened
from outcome import Figure, finished

from storage.database.engine import Store

ROWS = min(100_000, CASES)
TABLES = ("matter", "person", "takedown_case", "item", "event", "event_content")
PROMISED = {SQLITE: 0.30, POSTGRESQL: 0.18}
RAW = {SQLITE: "raw executemany", POSTGRESQL: "COPY"}
SECONDS_FOR_100_000 = 5.0
FLAT = 1.1


def main() -> int:
    """Print the rates, the seconds besides parsing and the memory; return 1 if a promise is not kept."""
    figures: list[Figure] = []
    for kind in KINDS:
        with empty(kind) as (store, _):
            url = store.engine.url.render_as_string(hide_password=False)
            took = filed(url, ROWS)
            raw = _executemany(store) if kind == SQLITE else _copy(store)
        figures += _of(kind, took, raw)
        figures.append(_memory(kind, took))
    return finished("desk", "reference", figures)


def _of(kind: str, took: Filed, raw: float) -> list[Figure]:
    rate, reference = took.rows / took.seconds, took.rows / raw
    besides = (took.seconds - took.parsing) * 100_000 / took.rows
    shown = f"{rate:,.0f} rows/s"
    return [
        Figure(
            f"import of {took.rows:,} rows ({kind})",
            shown,
            f"{reference:,.0f} rows/s {RAW[kind]}",
            rate / reference,
            at_least=PROMISED[kind],
        ),
        Figure(
            f"100,000 accounts besides parsing, in s ({kind})",
            f"{besides:.1f} s",
            f"{raw * 100_000 / took.rows:.1f} s {RAW[kind]}",
            besides,
            at_most=SECONDS_FOR_100_000,
        ),
        Figure(f"parsing alone ({kind})", f"{took.rows / took.parsing:,.0f} rows/s", ""),
    ]


def _memory(kind: str, small: Filed) -> Figure:
    large = filed_before(kind, CASES)
    if large is None:
        with opened(CASES, kind):
            large = filed_before(kind, CASES) or small
    return Figure(
        f"memory of an import of {large.rows:,} rows ({kind})",
        f"{large.memory:.0f} MB",
        f"{small.memory:.0f} MB for {small.rows:,} rows",
        large.memory / small.memory,
        at_most=FLAT,
    )


def _executemany(filled: Store) -> float:
    source = sqlite3.connect(filled.engine.url.database or "")
    rows = {table: source.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall() for table in TABLES}
    with empty(SQLITE) as (store, _):
        target = sqlite3.connect(store.engine.url.database or "", isolation_level=None)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            target.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            marks = ", ".join("?" * len(values[0]))
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        target.execute("COMMIT")
        took = time.perf_counter() - began
        target.close()
    source.close()
    return took


def _copy(filled: Store) -> float:
    with _connected(filled) as source:
        columns = {table: _columns(source, table) for table in TABLES}
        rows = {table: _copied(source, table, columns[table]) for table in TABLES}
    with empty(POSTGRESQL) as (store, _), _connected(store) as target:
        began = time.perf_counter()
        for table, blocks in rows.items():
            with target.cursor().copy(f"COPY {table} ({columns[table]}) FROM STDIN") as copy:
                for block in blocks:
                    copy.write(block)
        target.commit()
        return time.perf_counter() - began


def _connected(store: Store) -> "psycopg.Connection[tuple[Any, ...]]":
    words, facts = store.engine.dialect.create_connect_args(store.engine.url)
    return psycopg.connect(*words, **facts)


def _columns(source: "psycopg.Connection[tuple[Any, ...]]", table: str) -> str:
    found = source.execute(f"SELECT * FROM {table} LIMIT 0").description or []
    return ", ".join(f'"{column.name}"' for column in found)


def _copied(source: "psycopg.Connection[tuple[Any, ...]]", table: str, columns: str) -> list[bytes]:
    with source.cursor().copy(f"COPY (SELECT {columns} FROM {table}) TO STDOUT") as copy:
        return [bytes(block) for block in copy]


if __name__ == "__main__":
    sys.exit(main())
