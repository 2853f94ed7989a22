"""The ledger of outward acts: how fast it is emptied, by how many statements, and how soon an act is begun.

The performers do nothing, so that the ledger alone is measured; there are neither lanes nor rates.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from holdings import KINDS, POSTGRESQL, empty
from outcome import Figure, finished
from sqlmodel import Session, col
from tables import in_ms

from bot.clock import SystemClock
from bot.effects.protocols import Done, Go, NoOpRecorder
from bot.effects.registry import Registry
from bot.effects.worker import Worker
from storage.database.engine import Store, open_store
from storage.ledger import effects
from storage.ledger.notify import Listener, Notifier
from storage.models import Effect
from storage.vocabulary import EffectKind, EffectStatus

KIND = EffectKind.GRACE_ENDS
BATCH = 32
ACTS = 1600
ORDERS = 40
WARM_UP = 5
PAUSE_SECONDS = 0.35
MOST_STATEMENTS = 2.1
MOST_SECONDS = 0.05
PATIENCE_SECONDS = 120.0


class Always:
    """A gate that is open."""

    def check(self, session: Session, effect: Effect, now: datetime) -> Go:
        del session, effect, now
        return Go(None)


class Noting:
    """A performer that does nothing but say when it was called."""

    def perform(self, request: Any) -> Done:
        del request
        return Done(result={"begun": time.time()})


def worker(store: Store, *, threads: int = 8) -> Worker:
    registry = Registry()
    registry.register(KIND, Always(), Noting(), NoOpRecorder())
    return Worker(store, registry, SystemClock(), name="bench", batch=BATCH, threads=threads, rates={})


def main() -> int:
    """Print rates, statements and delays on both databases; return 1 if a promise is not kept."""
    if len(sys.argv) > 1:
        return _work_elsewhere(sys.argv[1])
    figures: list[Figure] = []
    for kind in KINDS:
        with empty(kind) as (store, workspace_id):
            figures += _drained(kind, store, workspace_id)
            figures.append(_begun(f"order to start, one process ({kind})", store, workspace_id, _own(store)))
            if kind == POSTGRESQL:
                name = f"order to start, two processes ({kind})"
                figures.append(_begun(name, store, workspace_id, _other(store)))
    return finished("desk", "reference", figures)


def _drained(kind: str, store: Store, workspace_id: int) -> list[Figure]:
    """Empty a full ledger with as many threads as a batch has acts, and count what the database is asked."""
    with store.write() as session:
        for place in range(ACTS):
            _order(session, workspace_id, f"drain:{place}")
    asked: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    busy = worker(store, threads=BATCH)
    began = time.perf_counter()
    busy.start()
    _await(lambda: _count(store, EffectStatus.SENT) == ACTS)
    took = time.perf_counter() - began
    busy.stop()
    own = [each for each in asked if "count(*)" not in each and not each.startswith("BEGIN")]
    raw = _raw(store, ACTS)
    return [
        Figure(f"acts a second ({kind})", f"{ACTS / took:,.0f}", f"{ACTS / raw:,.0f} by two bare UPDATEs each"),
        Figure(
            f"statements for an act, in batches ({kind})",
            f"{len(own) / ACTS:.2f}",
            "2 bare UPDATEs",
            len(own) / ACTS,
            at_most=MOST_STATEMENTS,
        ),
    ]


def _raw(store: Store, acts: int) -> float:
    """Return the seconds for two committed UPDATEs for each act, which is the least that a crash survives."""
    change = sa.update(Effect).where(col(Effect.id) == sa.bindparam("number"))
    began = time.perf_counter()
    for number in range(1, acts + 1):
        for status in (EffectStatus.SENDING, EffectStatus.SENT):
            with store.write() as session:
                session.connection().execute(change.values(status=status), {"number": number})
    return time.perf_counter() - began


def _begun(
    name: str, store: Store, workspace_id: int, working: AbstractContextManager[Callable[[], None]]
) -> Figure:
    """Return how long after its commit an act is begun, when the ledger was idle before."""
    delays, commits = [], []
    with working as notify:
        for place in range(WARM_UP + ORDERS):
            time.sleep(PAUSE_SECONDS)
            key = f"{name}:{place}"
            began = time.time()
            with store.write() as session:
                _order(session, workspace_id, key)
            committed = time.time()
            notify()
            begun = _await(lambda key=key: _begin_of(store, workspace_id, key))  # type: ignore[misc]
            delays.append(begun - committed)
            commits.append(committed - began)
    median = statistics.median(delays[WARM_UP:])
    shown = (f"{in_ms(median)} at the median", f"{in_ms(statistics.median(commits))} for its commit")
    return Figure(name, *shown, median * 1000, at_most=MOST_SECONDS * 1000)


@contextmanager
def _own(store: Store) -> Iterator[Callable[[], None]]:
    busy = worker(store)
    busy.start()
    yield busy.wake
    busy.stop()


@contextmanager
def _other(store: Store) -> Iterator[Callable[[], None]]:
    url = store.engine.url.render_as_string(hide_password=False)
    notifier = Notifier(store)
    notifier.start()
    command = [sys.executable, __file__, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield notifier.notify
        process.communicate()
    notifier.stop()


def _work_elsewhere(url: str) -> int:
    store = open_store(url)
    busy = worker(store)
    listener = Listener(store, busy.wake)
    listener.start()
    busy.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    busy.stop()
    listener.stop()
    store.close()
    return 0


def _order(session: Session, workspace_id: int, key: str) -> None:
    effects.order(session, workspace_id=workspace_id, kind=KIND, idem_key=key, now=datetime.now(UTC))


def _begin_of(store: Store, workspace_id: int, key: str) -> float:
    with store.read() as session:
        found = effects.find(session, workspace_id, key)
        return float(found.result.get("begun", 0.0)) if found else 0.0


def _count(store: Store, status: EffectStatus) -> int:
    counted = sa.select(sa.func.count()).select_from(Effect).where(col(Effect.status) == status)
    with store.read() as session:
        return int(session.connection().execute(counted).scalar_one())


def _await(call: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := call()):
        if time.monotonic() > deadline:
            raise SystemExit(f"nothing happened within {timedelta(seconds=PATIENCE_SECONDS)}")
        time.sleep(0.02)
    return found


if __name__ == "__main__":
    sys.exit(main())
