"""Importing a CSV file of flagged accounts and posts: once or twice, the desk holds the same afterwards."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from bot.clock import Clock
from bot.desk.importing.plan import new_only, place
from bot.desk.importing.rows import ImportFile, Rejected, Row
from bot.desk.importing.runs import DryRun, NewMatters, Run
from storage.database.engine import Store
from storage.database.seen_on_disk import SeenOnDisk
from storage.vocabulary import EventKind

BATCH = 1000
SHOWN_REJECTS = 10
OFFLINE_ACTOR = "import"
"""Who files what is imported at the command line, where nobody has a Slack account."""


@dataclass(frozen=True)
class ImportResult:
    """What became of a file: items + duplicates + rejected is the number of its rows."""

    matters: int = 0
    cases: int = 0
    items: int = 0
    duplicates: int = 0
    rejected: int = 0
    first_rejects: tuple[Rejected, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.items + self.duplicates + self.rejected

    @property
    def sentence(self) -> str:
        """The result in one line."""
        return (
            f"imported {self.cases} cases, {self.items} items; "
            f"{self.duplicates} duplicates; {self.rejected} rejected"
        )

    def __add__(self, other: "ImportResult") -> "ImportResult":
        """Return the result of two parts of a file."""
        return ImportResult(
            self.matters + other.matters,
            self.cases + other.cases,
            self.items + other.items,
            self.duplicates + other.duplicates,
            self.rejected + other.rejected,
            (self.first_rejects + other.first_rejects)[:SHOWN_REJECTS],
        )


def import_rows(
    store: Store,
    clock: Clock,
    workspace_id: int,
    lines: BinaryIO | ImportFile,
    *,
    actor: str = OFFLINE_ACTOR,
    create_matters: NewMatters | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda read: None,
    on_rejected: Callable[[Rejected], None] = lambda rejected: None,
) -> ImportResult:
    """Import a CSV file in short transactions and return what became of its rows; a dry run keeps nothing.

    Rows of a matter that is not known are rejected unless `create_matters` says how to open it.
    `progress` is told the bytes read so far, `on_rejected` every rejected row. Raise HeaderRefused, with
    nothing imported, if the header cannot be used.
    """
    file = lines if isinstance(lines, ImportFile) else ImportFile(lines)
    settings = (store, clock, workspace_id, actor, create_matters)
    result = ImportResult()
    with SeenOnDisk() if dry_run else nullcontext() as seen:
        run = Run(*settings) if seen is None else DryRun(*settings, seen)
        for batch in _batches(file.rows()):
            done, rejected = _import_batch(run, batch)
            result += done
            for one in rejected:
                on_rejected(one)
            progress(file.bytes_read)
    if result.items and not dry_run:
        _record(run, result)
    return result


def _batches(rows: Iterator[Row | Rejected]) -> Iterator[list[Row | Rejected]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _import_batch(run: Run, batch: list[Row | Rejected]) -> tuple[ImportResult, list[Rejected]]:
    rows = [row for row in batch if isinstance(row, Row)]
    with run.batch() as session:
        now = run.clock.now()
        matters = run.matters(session, {row.matter for row in rows})
        opened = run.open_matters(session, [row for row in rows if row.matter not in matters], now)
        placed, unplaced = place(rows, matters | opened)
        new = new_only(placed, run.known(session, placed))
        filed = run.file(session, new, now)
    rejected = sorted([row for row in batch if isinstance(row, Rejected)] + unplaced, key=lambda one: one.line)
    counted = ImportResult(
        matters=run.count_opened(opened),
        cases=filed,
        items=len(new),
        duplicates=len(placed) - len(new),
        rejected=len(rejected),
        first_rejects=tuple(rejected[:SHOWN_REJECTS]),
    )
    return counted, rejected


def _record(run: Run, result: ImportResult) -> None:
    facts = {
        "rows": result.rows,
        "cases": result.cases,
        "items": result.items,
        "duplicates": result.duplicates,
        "rejected": result.rejected,
    }
    with run.store.write() as session:
        run.note(session, EventKind.IMPORTED, run.clock.now(), facts)
