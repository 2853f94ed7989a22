"""The loop that empties the ledger: one thread speaks with the database, a few call performers."""

import secrets
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Final, TypeVar

import structlog

from bot.clock import Clock
from bot.effects.batch import Batch
from bot.effects.claims import AttemptResult, ClaimedEffect, Report, Trouble
from bot.effects.ledger import Ledger
from bot.effects.protocols import Finder, MayBeDone, NotDone
from bot.effects.rates import RATES, Rates
from bot.effects.registry import Registry
from bot.effects.threads import Threads
from storage.database.engine import Store
from storage.database.unreadable import BROKEN
from storage.ledger.leases import Lease

Result = TypeVar("Result")

PULSE_SECONDS: Final = 30.0
SHORTEST_REST: Final = 0.005
BREATHERS: Final = 8.0
LONGEST_BREATHER: Final = 0.25
UNDER_PRESSURE: Final = 4.0
MOST_PER_STEP: Final = 10_000


class StillBusy(Exception):
    """The ledger was not empty in time."""

    def __init__(self, limit: timedelta) -> None:
        super().__init__(f"After {limit.total_seconds():g} s there is still something due.")


def attempt(call: Callable[[], Result]) -> Result | Trouble:
    """Call it; return its result, or Trouble for any error. Logged are its type and place, never its text."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - one bad act must not stop the others, and the log names it
        trouble = Trouble(secrets.token_hex(4), type(error).__name__, isinstance(error, BROKEN))
        place = traceback.extract_tb(error.__traceback__)[-1]
        structlog.get_logger("effects").error(
            "trouble", reference=trouble.reference, error=trouble.kind, place=f"{place.name}:{place.lineno}"
        )
        return trouble


class Worker:
    """Does what is due in the ledger. Any number of them may share one database.

    Use either `start` and `stop`, or `step` and `run_until_idle` in the calling thread.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        clock: Clock,
        *,
        name: str,
        lease: timedelta = timedelta(seconds=30),
        batch: int = 32,
        threads: int = 8,
        poll: timedelta = timedelta(milliseconds=500),
        rates: Rates = RATES,
    ) -> None:
        self._store = store
        self._registry = registry
        self._name = f"{name[:48]}-{secrets.token_hex(4)}"
        self._threads = threads
        self._poll = poll.total_seconds()
        seconds = lease.total_seconds()
        ledger = Ledger(registry, Lease(self._name, seconds), rates)
        self._batch = Batch(store, ledger, clock, batch=batch, threads=threads, lease=seconds, fence=attempt)
        self._reports: SimpleQueue[Report] = SimpleQueue()
        self._bell = Event()
        self._stopping = Event()
        self._pulse = time.monotonic()
        self._loop: Thread | None = None

    def start(self) -> None:
        """Begin to work in threads of its own. Raise RuntimeError if it did so before."""
        if self._loop is not None:
            raise RuntimeError("this worker was started before")
        pool = Threads(self._threads, self._do, self._hand_in, name=self._name)
        pool.start()
        self._pulse = time.monotonic()
        self._loop = Thread(target=self._work, args=(pool,), name=self._name, daemon=True)
        self._loop.start()

    def stop(self, timeout: timedelta = timedelta(seconds=10)) -> bool:
        """Give back what was not begun and finish what was; return whether that was done within `timeout`.

        A call that lasts longer is left behind: when its lease runs out, another worker decides about it.
        """
        self._stopping.set()
        self._bell.set()
        if self._loop is None:
            return True
        self._loop.join(timeout.total_seconds())
        return not self._loop.is_alive()

    def wake(self) -> None:
        """Look at the ledger now: call it after a commit that ordered an act, or when the clock was moved."""
        self._bell.set()

    def is_alive(self) -> bool:
        """Whether the loop runs and has lately looked at the ledger with success."""
        running = self._loop is not None and self._loop.is_alive()
        return running and time.monotonic() - self._pulse < PULSE_SECONDS

    def step(self) -> int:
        """Do all that is due and allowed now, in the calling thread; return how many acts that were."""
        if self._loop is not None:
            raise RuntimeError("this worker works by itself")
        count = 0
        while count < MOST_PER_STEP:
            before = self._batch.waiting
            acts = self._batch.take(self._threads)
            for act in acts:
                self._batch.record([self._do(act)])
            count += len(acts)
            if not acts and self._batch.waiting in (0, before):
                break
        return count

    def run_until_idle(self, limit: timedelta = timedelta(seconds=30)) -> int:
        """Step until nothing is due, waiting for rates and back-off; return how many acts that were.

        Raise StillBusy if that takes longer than `limit` of real time.
        """
        deadline, count = time.monotonic() + limit.total_seconds(), self.step()
        while self._batch.is_pending():
            if time.monotonic() > deadline:
                raise StillBusy(limit)
            time.sleep(min(self._batch.opens_in or self._poll, self._poll, 0.05))
            count += self.step()
        return count

    def _work(self, pool: Threads) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            rest = self._rest(attempt(lambda: self._turn(pool)))
            # However often the bell rings, most of the time belongs to those who wait for an answer.
            self._stopping.wait(self._breather(time.monotonic() - began))
            self._bell.wait(rest)
            self._bell.clear()
        attempt(self._batch.hand_back)
        while self._is_busy():
            self._bell.wait(self._poll)
            self._bell.clear()
        pool.dismiss()

    def _breather(self, busy: float) -> float:
        longer = UNDER_PRESSURE if self._store.is_pressed else 1.0
        return longer * min(BREATHERS * busy, LONGEST_BREATHER)

    def _turn(self, pool: Threads) -> float:
        """Look at everything once; return for how many seconds to rest unless the bell rings."""
        self._look_after()
        free = self._threads - self._batch.begun
        acts = self._batch.take(free) if free > 0 else []
        pool.submit(acts)
        self._pulse = time.monotonic()
        if acts and free > len(acts):
            return 0.0
        return max(min(self._poll, self._batch.opens_in or self._poll), SHORTEST_REST)

    def _is_busy(self) -> bool:
        attempt(self._look_after)
        return self._batch.begun > 0

    def _look_after(self) -> None:
        self._batch.record(self._collected())
        self._batch.hold_on()

    def _rest(self, turn: float | Trouble) -> float:
        return self._poll if isinstance(turn, Trouble) else turn

    def _collected(self) -> list[Report]:
        reports: list[Report] = []
        while True:
            try:
                reports.append(self._reports.get_nowait())
            except Empty:
                return reports

    def _hand_in(self, report: Report) -> None:
        self._reports.put(report)
        self._bell.set()

    def _do(self, act: ClaimedEffect) -> Report:
        return Report(act, attempt(lambda: self._perform(act)))

    def _perform(self, act: ClaimedEffect) -> AttemptResult:
        performer = self._registry.entry(act.claim.kind).performer
        if act.asks:
            return performer.find(act.request) if isinstance(performer, Finder) else None
        try:
            return performer.perform(act.request)
        except (NotDone, MayBeDone) as outcome:
            return outcome
