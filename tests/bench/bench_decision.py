"""One decision's transaction, `Take`, without HTTP: beside the same statements in raw sqlite3.

Both work on a copy of the same database, with `synchronous=FULL`: every statement that the desk sends is noted
with its values, and played again by sqlite3 alone.
"""

import sqlite3
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from bench_lists import Reader, reader
from holdings import CASES, POSTGRESQL, SQLITE, opened
from mixing import OWNERS, READER
from outcome import Figure, finished
from sqlmodel import col
from tables import in_ms

from bot.desk.case.owner import take
from bot.desk.core.context import Actor
from storage.models import Case
from storage.vocabulary import CaseStatus

DECISIONS = 400
WARM_UP = 40
LIMIT = 0.10

Statements = list[tuple[str, Any, bool]]


def main() -> int:
    """Print how long a decision takes; return 1 if the raw statements take less than a tenth of it."""
    with opened(CASES, SQLITE) as (store, workspace_id):
        on = reader(store, workspace_id, CASES)
        case_ids = _unowned(on)
        noted = _noted(on, case_ids)
        raw = _raw(noted[WARM_UP:])
    with opened(CASES, SQLITE) as (store, workspace_id):
        taken = _timed(reader(store, workspace_id, CASES), case_ids)
    with opened(CASES, POSTGRESQL) as (store, workspace_id):
        elsewhere = _timed(reader(store, workspace_id, CASES), case_ids)
    count = statistics.median(len(each) for each in noted)
    return finished(
        "desk",
        "raw sqlite3",
        [
            Figure("one decision (sqlite)", in_ms(taken), in_ms(raw), raw / taken, at_least=LIMIT),
            Figure("one decision (postgresql)", in_ms(elsewhere), in_ms(raw)),
            Figure("statements in one decision", f"{count:g}", "the same"),
        ],
    )


def _unowned(on: Reader) -> list[int]:
    wanted = sa.select(col(Case.id)).where(col(Case.owner_id).is_(None), col(Case.status) == CaseStatus.OPEN)
    with on.desk.store.read() as session:
        return [case for (case,) in session.execute(wanted.order_by(col(Case.id)).limit(DECISIONS + WARM_UP))]


def _decide(on: Reader, case_id: int, place: int) -> None:
    owners = [owner for owner in OWNERS if owner != READER]
    take(on.desk, Actor(on.actor.workspace_id, owners[place % len(owners)]), case_id, None)


def _timed(on: Reader, case_ids: Sequence[int]) -> float:
    times = []
    for place, case_id in enumerate(case_ids):
        began = time.perf_counter()
        _decide(on, case_id, place)
        times.append(time.perf_counter() - began)
    return statistics.median(times[WARM_UP:])


def _noted(on: Reader, case_ids: Sequence[int]) -> list[Statements]:
    """Note what the desk sends for each decision."""
    noted: list[Statements] = []

    def note(_: object, __: object, statement: str, values: Any, ___: object, many: bool) -> None:
        noted[-1].append((statement, values, many))

    sa.event.listen(on.desk.store.engine, "before_cursor_execute", note)
    for place, case_id in enumerate(case_ids):
        noted.append([])
        _decide(on, case_id, place)
    sa.event.remove(on.desk.store.engine, "before_cursor_execute", note)
    return noted


def _raw(noted: Sequence[Statements]) -> float:
    with opened(CASES, SQLITE) as (store, _):
        database = sqlite3.connect(store.engine.url.database or "", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            database.execute(f"PRAGMA {pragma}")
        times = []
        for statements in noted:
            began = time.perf_counter()
            for statement, values, many in statements:
                if many:
                    database.executemany(statement, values)
                else:
                    database.execute(statement, values).fetchall()
            database.execute("COMMIT")
            times.append(time.perf_counter() - began)
        database.close()
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
