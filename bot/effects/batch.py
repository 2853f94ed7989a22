"""What one worker has in hand, and the transactions by which it takes acts and writes down their ends."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sqlmodel import Session

from bot.clock import Clock
from bot.effects.claims import Claim, ClaimedEffect, Report, Trouble
from bot.effects.kinds import policy_of
from bot.effects.ledger import Ledger
from storage.database.engine import Store

Result = TypeVar("Result")
Step = Callable[[Session], Result]


class Fence(Protocol):
    """Stands between one step and the loop: an error that nobody foresaw ends the step, not the loop."""

    def __call__(self, call: Callable[[], Result]) -> Result | Trouble:
        """Return the result of `call`, or Trouble instead of any error."""
        ...


class Batch:
    """The acts that one worker has claimed or begun. Used by one thread only."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        clock: Clock,
        *,
        batch: int,
        threads: int,
        lease: float,
        fence: Fence,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._fence = fence
        self._batch = batch
        self._slow_share = max(1, threads // 2)
        self._renewal = lease / 3
        self._renewed = time.monotonic()
        self._queue: list[Claim] = []
        self._unrecorded: list[Report] = []
        self._begun: dict[tuple[int, int], tuple[ClaimedEffect, float]] = {}
        self.opens_in: float | None = None

    @property
    def begun(self) -> int:
        """How many acts were begun and are not written down yet."""
        return len(self._begun)

    @property
    def waiting(self) -> int:
        """How many acts are claimed and not begun."""
        return len(self._queue)

    def is_pending(self) -> bool:
        """Whether anything is due or in flight, be it resting until its next try."""
        with self._store.read() as session:
            return self._ledger.is_pending(session, self._clock.now())

    def take(self, free: int) -> list[ClaimedEffect]:
        """Return up to `free` acts to be done or asked about now, each on record as such.

        On the way, acts of dead workers are taken over. A ledger with nothing to do is only read.
        """
        with self._store.read() as session:
            found = self._ledger.look(session, self._clock.now())
        if found.lost:
            self._reap()
        acts = self._ask(max(1, free // 2)) if found.doubted else []
        if found.due:
            self._claim(free)
        acts += self._open(self._next(free - len(acts)))
        started = time.monotonic()
        self._begun |= {_key(act.claim): (act, started) for act in acts}
        return acts

    def record(self, reports: Sequence[Report]) -> None:
        """Write down what became of acts, all in one transaction if possible; what fails is kept."""
        pending = [*self._unrecorded, *reports]
        if not pending:
            return
        now = self._clock.now()
        together = self._write(lambda session: self._ledger.finish(session, pending, now))
        failed = isinstance(together, Trouble)
        self._unrecorded = [report for report in pending if failed and not self._record_alone(report)]
        kept = {_key(report.act.claim) for report in self._unrecorded}
        for key in {_key(report.act.claim) for report in pending} - kept:
            self._begun.pop(key, None)

    def hold_on(self) -> None:
        """Renew the leases when a third has passed, except of calls that outlasted their kind's patience."""
        moment = time.monotonic()
        if moment - self._renewed < self._renewal:
            return
        self._renewed = moment
        mine = [
            *self._queue,
            *(
                act.claim
                for act, started in self._begun.values()
                if moment - started < policy_of(act.claim.kind).patience.total_seconds()
            ),
        ]
        if mine:
            with self._store.write() as session:
                self._ledger.renew(session, mine)

    def hand_back(self) -> None:
        """Make ready for others what was claimed and not begun."""
        claims, self._queue = self._queue, []
        if claims:
            with self._store.write() as session:
                self._ledger.give_back(session, claims)

    def _reap(self) -> None:
        now = self._clock.now()
        self._first_of(
            lambda session: self._ledger.reap(session, self._batch, now),
            lambda session: self._ledger.reap(session, 1, now),
            lambda session: self._ledger.reap(session, 1, now, records=False),
        )

    def _ask(self, limit: int) -> list[ClaimedEffect]:
        now = self._clock.now()
        asked = self._first_of(
            lambda session: self._ledger.ask(session, limit, now),
            lambda session: self._ledger.ask(session, 1, now),
            lambda session: self._ledger.ask(session, 1, now, recalls=False),
        )
        return [] if isinstance(asked, Trouble) else asked

    def _claim(self, free: int) -> None:
        slow = sum(_is_slow(claim) for claim in self._queue)
        room = self._batch - (len(self._queue) - slow)
        self.opens_in = None
        if room <= 0 or len(self._queue) - slow >= free:
            return
        now, slow_too = self._clock.now(), not slow
        with self._store.read() as session:
            choice = self._ledger.choose(session, room, now, slow_too=slow_too)
        self.opens_in = choice.opens_in
        if choice.ids:
            with self._store.write() as session:
                claims = self._ledger.claim(session, room, now, slow_too=slow_too)
            self._queue += claims

    def _next(self, free: int) -> list[Claim]:
        slow_room = self._slow_share - sum(_is_slow(act.claim) for act, _ in self._begun.values())
        chosen: list[Claim] = []
        for claim in self._queue:
            if len(chosen) >= free:
                break
            if _is_slow(claim):
                if slow_room <= 0:
                    continue
                slow_room -= 1
            chosen.append(claim)
        self._queue = [claim for claim in self._queue if claim not in chosen]
        return chosen

    def _open(self, claims: Sequence[Claim]) -> list[ClaimedEffect]:
        if not claims:
            return []
        acts = self._write(lambda session: self._ledger.gate(session, claims, self._clock.now()))
        if not isinstance(acts, Trouble):
            return acts
        return [act for claim in claims for act in self._open_alone(claim)]

    def _open_alone(self, claim: Claim) -> list[ClaimedEffect]:
        now = self._clock.now()
        acts = self._write(lambda session: self._ledger.gate(session, [claim], now))
        if not isinstance(acts, Trouble):
            return acts
        trouble = acts
        self._first_of(
            lambda session: self._ledger.stumbled(session, claim, trouble, now, records=True),
            lambda session: self._ledger.stumbled(session, claim, trouble, now, records=False),
        )
        return []

    def _record_alone(self, report: Report) -> bool:
        now = self._clock.now()
        recorded = self._first_of(
            lambda session: self._ledger.finish(session, [report], now),
            lambda session: self._ledger.finish_in_doubt(session, report, now, records=True),
            lambda session: self._ledger.finish_in_doubt(session, report, now, records=False),
        )
        return not isinstance(recorded, Trouble)

    def _first_of(self, *ways: Step[Result]) -> Result | Trouble:
        result: Result | Trouble = Trouble("", "")
        for way in ways:
            result = self._write(way)
            if not isinstance(result, Trouble):
                break
        return result

    def _write(self, step: Step[Result]) -> Result | Trouble:
        def in_one_transaction() -> Result:
            with self._store.write() as session:
                return step(session)

        return self._fence(in_one_transaction)


def _key(claim: Claim) -> tuple[int, int]:
    return claim.effect_id, claim.attempt


def _is_slow(claim: Claim) -> bool:
    return policy_of(claim.kind).slow
