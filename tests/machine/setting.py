"""One desk with its ledger's worker, driven by hand: nothing happens between two steps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.clock import MovableClock
from bot.effects.protocols import NoOpPerformer
from bot.effects.registry import Registry
from bot.effects.worker import Worker
from bot.outward.direct import DirectGate, DirectPerformer
from bot.outward.notice_mail import LetterGate, LetterPerformer
from bot.outward.notices import NoticeRecorder
from bot.outward.timers import ExpiryGate, ExpiryRecorder, GraceGate, GraceRecorder
from handlers.front.performers import register
from storage.database.engine import Store, open_store
from storage.models import Effect, RateLimit, Workspace
from storage.vocabulary import EffectKind, EffectStatus, Ground
from tests.desk.office import CHANNEL, PEOPLE, Office, opened_office
from tests.machine.outside import Arrival, Inbox, Killed, Mailbox, Pictures, PretendSlack, World
from tests.support.database import TUESDAY, engine_at, make_migrated

GUEST = "U0GUEST"
MATTERS = {
    "NLP": Ground.PRIVATE_INFO,
    "HAK": Ground.HACKED_CONFIDENTIAL,
    "DMC": Ground.COPYRIGHT_US,
    "NCI": Ground.NCII,
}


class MortalStore(Store):
    """A store whose process dies just before or just after its nth write from now is committed."""

    def __init__(self, engine: sa.Engine) -> None:
        super().__init__(engine)
        self.dies_at: tuple[int, bool] | None = None

    @contextmanager
    def write(self) -> Iterator[Session]:
        left, before = self.dies_at or (0, False)
        self.dies_at = (left - 1, before) if left > 1 else None
        with super().write() as session:
            yield session
            if left == 1 and before:
                raise Killed
        if left == 1:
            raise Killed


def template_of(folder: Path) -> Path:
    """Return a migrated, empty database file to copy."""
    path = make_migrated(folder / "template.db")
    store = open_store(f"sqlite:///{path}")
    with store.write() as session:
        session.add(Workspace(key="northlight", name="Northlight", slack_team_id="T0NORTH", created_at=TUESDAY))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


class Setting:
    """The office, its Slack, the world outside, and the worker between them."""

    def __init__(self, path: Path, folder: Path, witness: Callable[[Arrival], None]) -> None:
        self.store = MortalStore(engine_at(f"sqlite:///{path}"))
        self.clock = MovableClock(TUESDAY)
        self.office: Office = opened_office(self.store, self.clock, 1, folder)
        for key, ground in list(MATTERS.items())[1:]:
            self.office.open_matter(key, ground)
        people = {user_id: name for user_id, (name, _) in PEOPLE.items()}
        self.slack = PretendSlack(CHANNEL, people, "T0NORTH")
        self.world = World(self.clock.now, witness)
        self.worker = self._hired()

    def close(self) -> None:
        self.store.close()

    def step(self) -> None:
        """Let the worker do what is due; a worker that is killed is followed by another one."""
        try:
            self.worker.step()
        except Killed:
            self._succeed()

    def rest(self) -> None:
        """Let so much of the machine's own time pass that every lease, lane and back-off is over."""
        with self.store.write() as session:
            session.exec(sa.update(Effect).values(not_before=0.0))
            held = col(Effect.status).in_((EffectStatus.LEASED, EffectStatus.SENDING))
            session.exec(sa.update(Effect).where(held).values(lease_until=0.0))
            session.exec(sa.delete(RateLimit))

    def settle(self) -> None:
        """Let everything that can be done now be done, with nothing in the way."""
        self.slack.fates.waiting.clear()
        self.world.fates.waiting.clear()
        self.store.dies_at = None
        idle = 0
        for _ in range(100):
            self.rest()
            # What is taken over from a dead worker is due at the next look.
            idle = 0 if self.worker.step() else idle + 1
            if idle == 3:
                return
        raise AssertionError("the ledger never comes to rest")

    def _succeed(self) -> None:
        self.store.dies_at = None
        self.worker = self._hired()

    def _hired(self) -> Worker:
        registry, desk = Registry(), self.office.desk
        recorder = NoticeRecorder(desk)
        register(registry, desk, self.slack, Pictures())
        registry.register(EffectKind.GRACE_ENDS, GraceGate(), NoOpPerformer(), GraceRecorder(desk))
        registry.register(EffectKind.APPROVALS_EXPIRE, ExpiryGate(), NoOpPerformer(), ExpiryRecorder(desk))
        messages = DirectPerformer({"": Inbox(self.world)})
        registry.register(EffectKind.SEND_DIRECT, DirectGate(desk), messages, recorder)
        letters = LetterPerformer(
            Mailbox(self.world), "desk@northlight.example", reply_to=None, fonts=None, rehearsal_address=None
        )
        registry.register(EffectKind.SEND_EMAIL, LetterGate(desk), letters, recorder)
        return Worker(
            self.store, registry, self.clock, name="worker", rates={}, lease=timedelta(seconds=600), threads=2
        )
