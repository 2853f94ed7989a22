"""Importing a CSV file of flagged accounts and posts: once or twice, the desk holds the same afterwards."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.desk.importing.plan import Known, KnownMatter, Placed, new_only, place
from bot.desk.importing.rehearsal import add_rehearsed, first_seen, rehearse
from bot.desk.importing.rows import ImportFile, Rejected, Row
from bot.desk.importing.writing import ImportWriter, file_batch
from bot.desk.matters.opening import KEY
from storage.audit import events
from storage.database.bulk import insert_new
from storage.database.engine import Store
from storage.database.loading import Values
from storage.database.seen_on_disk import SeenOnDisk
from storage.models import Matter
from storage.queries import items
from storage.vocabulary import EventKind, Ground

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


@dataclass(frozen=True)
class NewMatters:
    """Where the business days and times of the matters that an import opens are counted."""

    region: str = "US"
    zone: str = "America/New_York"


@dataclass(frozen=True)
class _Run:
    store: Store
    clock: Clock
    workspace_id: int
    actor: str
    new_matters: NewMatters | None
    seen: SeenOnDisk | None


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
    result = ImportResult()
    with SeenOnDisk() if dry_run else nullcontext() as seen:
        run = _Run(store, clock, workspace_id, actor, create_matters, seen)
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


def _import_batch(run: _Run, batch: list[Row | Rejected]) -> tuple[ImportResult, list[Rejected]]:
    rows = [row for row in batch if isinstance(row, Row)]
    with run.store.read() if run.seen else run.store.write() as session:
        now = run.clock.now()
        matters = _matters(session, run.workspace_id, {row.matter for row in rows})
        opened = _open_matters(run, session, [row for row in rows if row.matter not in matters], now)
        placed, unplaced = place(rows, matters | opened)
        new = new_only(placed, _known(run, session, placed))
        if run.seen is None:
            filed = file_batch(ImportWriter(session, run.workspace_id, run.actor, now), new)
        else:
            filed = rehearse(run.seen, session, run.workspace_id, new)
    rejected = sorted([row for row in batch if isinstance(row, Rejected)] + unplaced, key=lambda one: one.line)
    counted = ImportResult(
        matters=len(opened) if run.seen is None else first_seen(run.seen, opened),
        cases=filed,
        items=len(new),
        duplicates=len(placed) - len(new),
        rejected=len(rejected),
        first_rejects=tuple(rejected[:SHOWN_REJECTS]),
    )
    return counted, rejected


def _matters(session: Session, workspace_id: int, keys: Iterable[str]) -> dict[str, KnownMatter]:
    wanted = select(Matter).where(Matter.workspace_id == workspace_id, col(Matter.key).in_(set(keys)))
    return {row.key: KnownMatter(row.key, row.ground, row.id) for row in session.exec(wanted)}


def _open_matters(run: _Run, session: Session, rows: list[Row], now: datetime) -> dict[str, KnownMatter]:
    if run.new_matters is None:
        return {}
    firsts: dict[str, Row] = {}
    for row in rows:
        if KEY.fullmatch(row.matter):
            firsts.setdefault(row.matter, row)
    grounds = {key: first.ground or Ground.TOS_OTHER for key, first in firsts.items()}
    if run.seen is not None:
        return {key: KnownMatter(key, ground) for key, ground in grounds.items()}
    homes = run.new_matters
    inserted = insert_new(
        session,
        Matter,
        [_matter(run, homes, key, ground, now) for key, ground in grounds.items()],
        "id",
        "key",
    )
    for opened in sorted(inserted, key=lambda one: str(one["key"])):
        facts = {"matter": opened["id"], "key": opened["key"], "ground": grounds[opened["key"]].value}
        _tell(run, session, EventKind.MATTER_OPENED, now, facts)
    return _matters(session, run.workspace_id, grounds)


def _matter(run: _Run, homes: NewMatters, key: str, ground: Ground, now: datetime) -> Values:
    return {
        "workspace_id": run.workspace_id,
        "key": key,
        "title": key,
        "ground": ground,
        "region": homes.region,
        "zone": homes.zone,
        "created_by": run.actor,
        "created_at": now,
    }


def _known(run: _Run, session: Session, placed: list[Placed]) -> Known:
    keys = {one.matter.id: one.matter.key for one in placed if one.matter.id is not None}
    urls = {one.row.url_key for one in placed}
    external = {one.row.external_id for one in placed if one.row.external_id}
    known = Known(
        {
            (keys[matter], url): identities
            for (matter, url), identities in items.identities_by_url(
                session, run.workspace_id, keys, urls
            ).items()
        },
        {
            (keys[matter], found)
            for matter, found in items.known_external_ids(session, run.workspace_id, keys, external)
        },
    )
    if run.seen is not None:
        add_rehearsed(run.seen, known, placed)
    return known


def _record(run: _Run, result: ImportResult) -> None:
    facts = {
        "rows": result.rows,
        "cases": result.cases,
        "items": result.items,
        "duplicates": result.duplicates,
        "rejected": result.rejected,
    }
    with run.store.write() as session:
        _tell(run, session, EventKind.IMPORTED, run.clock.now(), facts)


def _tell(run: _Run, session: Session, kind: EventKind, now: datetime, facts: Values) -> None:
    events.record(session, workspace_id=run.workspace_id, kind=kind, actor=run.actor, now=now, facts=facts)
