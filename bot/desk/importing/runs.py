"""What an import does with a batch: keeping it, or, in a dry run, only remembering what it would have kept."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.desk.importing.plan import Known, KnownMatter, Placed
from bot.desk.importing.rehearsal import add_rehearsed, first_seen, rehearse
from bot.desk.importing.rows import Row
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


@dataclass(frozen=True)
class NewMatters:
    """Where the business days and times of the matters that an import opens are counted."""

    region: str = "US"
    zone: str = "America/New_York"


@dataclass(frozen=True)
class Run:
    """An import that keeps what it files, in one write transaction a batch."""

    store: Store
    clock: Clock
    workspace_id: int
    actor: str
    new_matters: NewMatters | None

    def batch(self) -> AbstractContextManager[Session]:
        """Begin the transaction of one batch."""
        return self.store.write()

    def matters(self, session: Session, keys: Iterable[str]) -> dict[str, KnownMatter]:
        """Return the matters that exist among these keys."""
        wanted = select(Matter).where(Matter.workspace_id == self.workspace_id, col(Matter.key).in_(set(keys)))
        return {row.key: KnownMatter(row.key, row.ground, row.id) for row in session.exec(wanted)}

    def open_matters(self, session: Session, rows: Iterable[Row], now: datetime) -> dict[str, KnownMatter]:
        """Open the matters that rows name and nobody knows, on the ground of the first row of each."""
        if self.new_matters is None:
            return {}
        firsts: dict[str, Row] = {}
        for row in rows:
            if KEY.fullmatch(row.matter):
                firsts.setdefault(row.matter, row)
        grounds = {key: first.ground or Ground.TOS_OTHER for key, first in firsts.items()}
        return self._opened(session, self.new_matters, grounds, now)

    def count_opened(self, matters: Iterable[str]) -> int:
        """Return how many matters this batch opened."""
        return len(set(matters))

    def known(self, session: Session, placed: list[Placed]) -> Known:
        """Return what is filed already of what these rows name."""
        keys = {one.matter.id: one.matter.key for one in placed if one.matter.id is not None}
        urls = {one.row.url_key for one in placed}
        external = {one.row.external_id for one in placed if one.row.external_id}
        filed = items.identities_by_url(session, self.workspace_id, keys, urls)
        named = items.known_external_ids(session, self.workspace_id, keys, external)
        return Known(
            {(keys[matter], url): identities for (matter, url), identities in filed.items()},
            {(keys[matter], found) for matter, found in named},
        )

    def file(self, session: Session, new: list[Placed], now: datetime) -> int:
        """File rows that are new; return how many cases were opened for them."""
        return file_batch(ImportWriter(session, self.workspace_id, self.actor, now), new)

    def note(self, session: Session, kind: EventKind, now: datetime, facts: Values) -> None:
        """Put on record what the import did."""
        events.record(
            session, workspace_id=self.workspace_id, kind=kind, actor=self.actor, now=now, facts=facts
        )

    def _opened(
        self, session: Session, homes: NewMatters, grounds: dict[str, Ground], now: datetime
    ) -> dict[str, KnownMatter]:
        rows = [self._matter(homes, key, ground, now) for key, ground in grounds.items()]
        inserted = insert_new(session, Matter, rows, "id", "key")
        for opened in sorted(inserted, key=lambda one: str(one["key"])):
            facts = {"matter": opened["id"], "key": opened["key"], "ground": grounds[opened["key"]].value}
            self.note(session, EventKind.MATTER_OPENED, now, facts)
        return self.matters(session, grounds)

    def _matter(self, homes: NewMatters, key: str, ground: Ground, now: datetime) -> Values:
        return {
            "workspace_id": self.workspace_id,
            "key": key,
            "title": key,
            "ground": ground,
            "region": homes.region,
            "zone": homes.zone,
            "created_by": self.actor,
            "created_at": now,
        }


@dataclass(frozen=True)
class DryRun(Run):
    """An import that writes nothing: what earlier batches would have filed is `seen`, and counts as known."""

    seen: SeenOnDisk

    def batch(self) -> AbstractContextManager[Session]:
        """Begin the reading of one batch."""
        return self.store.read()

    def count_opened(self, matters: Iterable[str]) -> int:
        """Return how many matters this batch would open for the first time."""
        return first_seen(self.seen, set(matters))

    def known(self, session: Session, placed: list[Placed]) -> Known:
        """Return what is filed already, and what would have been by earlier batches."""
        known = super().known(session, placed)
        add_rehearsed(self.seen, known, placed)
        return known

    def file(self, session: Session, new: list[Placed], now: datetime) -> int:
        """Remember rows as if they were filed; return how many cases would be opened for them."""
        return rehearse(self.seen, session, self.workspace_id, new)

    def _opened(
        self, session: Session, homes: NewMatters, grounds: dict[str, Ground], now: datetime
    ) -> dict[str, KnownMatter]:
        return {key: KnownMatter(key, ground) for key, ground in grounds.items()}
