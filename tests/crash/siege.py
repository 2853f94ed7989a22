"""One installation whose processes are killed again and again while people work on."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread

import sqlalchemy as sa
from sqlmodel import col, select

from bot.app import Process, build
from bot.clock import SystemClock
from bot.settings import load_settings
from storage.database.engine import Store
from storage.ledger import effects
from storage.ledger.leases import HELD
from storage.models import Effect, Workspace
from storage.vocabulary import EffectKind, EffectStatus
from tests.crash.dooms import Boundary, Death
from tests.crash.errands import Errands
from tests.crash.ledger_clock import LedgerClock
from tests.crash.town import Town
from tests.support.nursery import Nursery, is_alive
from tests.support.slack_side import free_port

AT_ONCE = 4
BACKLOG = 24
LONGEST_START = 15.0
LONGEST_LIFE = 8.0
LOOK_SECONDS = 0.04
WATCH_SECONDS = 0.008
HURRY_SECONDS = 0.4
WORDS = (["worker"], ["worker"], ["worker"], ["run"])


class Siege:
    """Keeps processes alive, dooms each, takes note of the dead, and lets time pass for those who follow."""

    def __init__(self, town: Town, url: str, folder: Path, random: Random) -> None:
        self.town, self._url, self._folder, self._random = town, url, folder, random
        self.nursery = Nursery(folder / "log")
        self.process = _own_desk(town, url, folder)
        self.store: Store = self.process.store
        self.clock = LedgerClock(self.store)
        with self.store.read() as session:
            self.workspace_id = session.exec(select(Workspace)).one().pk
        self.errands = Errands(self.process.desk, self.workspace_id, town, random)
        self.doubted: set[int] = set()
        self._numbers = count(1)
        self._living: dict[int, float] = {}
        self._new: set[int] = set()
        self._buried = 0
        self._ended = Event()
        self._watch = Thread(target=self._watch_ledger, daemon=True)

    def run(self, kills: int, seconds: float) -> None:
        """Go on until so many have been killed; fail if that takes too long."""
        self._watch.start()
        deadline, hurried = time.monotonic() + seconds, 0.0
        plan = self._plan()
        while len(self.town.dooms.take_dead(0)) < kills:
            assert time.monotonic() < deadline, f"{self.town.dooms.count()} were killed in {seconds} s"
            while len(self._living) < AT_ONCE:
                self._start(next(plan))
            if self.pending() < BACKLOG:
                self.errands.run()
                self._strike_idle()
            self._end_long_lives()
            self._bury()
            time.sleep(LOOK_SECONDS)
            if time.monotonic() - hurried > HURRY_SECONDS:
                self.hurry()
                hurried = time.monotonic()
        self.town.dooms.pardon()
        self._ended.set()
        self._watch.join()

    def calm_down(self, seconds: float = 60.0) -> None:
        """Let nothing go wrong any more, and wait until nothing is left to do."""
        self.town.faults.stop()
        while self._buried < len(self.town.dooms.take_dead(0)):
            self._bury()
            time.sleep(0.02)
        for _ in range(2):
            self.start()
        self.until(self.is_quiet, seconds)

    def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Let time pass until something is true."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.left_over()
            self.hurry()
            time.sleep(0.1)

    def hurry(self) -> None:
        """Let time pass, and take note of what is in doubt."""
        self.doubted |= {row.pk for row in self.in_doubt()}
        self.clock.hurry()

    def in_doubt(self) -> list[Effect]:
        """Return the acts of which nobody knows whether they arrived."""
        with self.store.read() as session:
            return effects.in_doubt(session, self.workspace_id)

    def start(self, *words: str, port: int = 0) -> int:
        """Start a process that is not doomed; return its id."""
        number = next(self._numbers)
        own = self.town.variables(self._folder, self._url, number) | {"PORT": str(port or free_port())}
        pid = self.nursery.start(list(words) or ["worker"], own, self._folder)
        self.town.callers.enter(number, pid)
        return pid

    def pending(self) -> int:
        """Return how many acts are due or under way."""
        with self.store.read() as session:
            return int(session.connection().execute(_pending(sa.func.count())).scalar_one())

    def is_quiet(self) -> bool:
        """Whether nothing is due, under way, or can still be asked about."""
        with self.store.read() as session:
            askable = sa.select(sa.func.count()).where(
                col(Effect.status) == EffectStatus.UNKNOWN, col(Effect.failures) < 3, _can_be_asked()
            )
            return not self.pending() and not session.connection().execute(askable).scalar_one()

    def left_over(self) -> str:
        """Return what is still to be done, for whoever reads of a failure."""
        with self.store.read() as session:
            rows = session.connection().execute(
                _pending(col(Effect.idem_key), col(Effect.status), col(Effect.owner), col(Effect.error))
            )
            return f"still to do: {[tuple(row) for row in rows][:20]}"

    def close(self) -> None:
        self._ended.set()
        self.nursery.close()
        self.process.stop()

    def _plan(self) -> Iterator[Boundary]:
        while True:
            round_ = list(Boundary)
            self._random.shuffle(round_)
            yield from round_

    def _start(self, boundary: Boundary) -> None:
        pid = self.start(*self._random.choice(WORDS))
        life = self._random.uniform(0.05, 1.5) if boundary is Boundary.RANDOM else LONGEST_START
        self._living[pid] = time.monotonic() + life
        self._new.add(pid)
        self.town.dooms.assign(pid, boundary)

    def _strike_idle(self) -> None:
        """An act was ordered just now: kill one that would have claimed it."""
        for pid in self.town.dooms.awaiting(Boundary.READY):
            if pid in self.town.callers.greeted:
                self.town.dooms.strike(pid, Boundary.READY)
                return

    def _end_long_lives(self) -> None:
        now = time.monotonic()
        for pid, end in self._living.items():
            if pid in self._new and pid in self.town.callers.greeted:
                self._new.discard(pid)
                self._living[pid] = min(end, now + LONGEST_LIFE)
            if now > end:
                self.town.dooms.strike(pid, Boundary.RANDOM)

    def _bury(self) -> None:
        for death in self.town.dooms.take_dead(self._buried):
            self._living.pop(death.pid, None)
            if is_alive(death.pid) or self.town.callers.is_busy(death.pid):
                return
            self._check(death)
            self.clock.end_leases(death.pid)
            self._buried += 1

    def _check(self, death: Death) -> None:
        """See from what it left whether it died when it was meant to."""
        left = self.clock.holdings(death.pid)
        missed = (death.boundary is Boundary.READY and left) or (
            death.boundary is Boundary.LEASED and EffectStatus.LEASED not in left
        )
        if missed:
            self.town.dooms.amend(self._buried, Boundary.RANDOM)

    def _watch_ledger(self) -> None:
        """Strike where no receiver can see it: when an act is claimed, and when it was recorded."""
        sending: dict[int, int] = {}
        dooms = self.town.dooms
        while not self._ended.wait(WATCH_SECONDS):
            if not dooms.awaiting(Boundary.LEASED) + dooms.awaiting(Boundary.RECORDED):
                continue
            held = self._held()
            for effect_id, pid in sending.items():
                if effect_id not in held and dooms.awaits(pid, Boundary.RECORDED):
                    dooms.strike(pid, Boundary.RECORDED)
            for pid, status in held.values():
                if status is EffectStatus.LEASED and dooms.awaits(pid, Boundary.LEASED):
                    dooms.strike(pid, Boundary.LEASED)
            sending = {
                effect_id: pid for effect_id, (pid, status) in held.items() if status is EffectStatus.SENDING
            }

    def _held(self) -> dict[int, tuple[int, EffectStatus]]:
        wanted = sa.select(col(Effect.id), col(Effect.owner), col(Effect.status))
        with self.store.engine.connect() as connection:
            rows = connection.execute(wanted.where(col(Effect.status).in_(HELD))).all()
        return {number: (int(owner.partition("@")[0]), status) for number, owner, status in rows}


@contextmanager
def siege(town: Town, url: str, folder: Path, random: Random) -> Iterator[Siege]:
    """An installation under siege, until the block ends."""
    opened = Siege(town, url, folder, random)
    try:
        yield opened
    finally:
        opened.close()


def _own_desk(town: Town, url: str, folder: Path) -> Process:
    """The desk as the test itself uses it: no worker, no web."""
    settings = load_settings(town.variables(folder, url, 0), dotenv=None)
    process = build(settings, SystemClock(), with_web=False, with_worker=False)
    process.start()
    deadline = time.monotonic() + 20
    while True:
        with process.store.read() as session:
            if session.exec(select(Workspace)).all():
                return process
        assert time.monotonic() < deadline, "Slack was not reached"
        time.sleep(0.02)


def _pending(*wanted: sa.ColumnElement[object]) -> sa.Select[tuple[object, ...]]:
    due = sa.and_(col(Effect.status) == EffectStatus.READY, col(Effect.due_at) <= SystemClock().now())
    return sa.select(*wanted).select_from(Effect).where(sa.or_(due, col(Effect.status).in_(HELD)))


def _can_be_asked() -> sa.ColumnElement[bool]:
    return col(Effect.kind) != EffectKind.SEND_EMAIL
