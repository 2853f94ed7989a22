"""A worker dies at every boundary; another one takes over. Nothing is lost, no message is done twice."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.effects.protocols import Go
from storage.database.engine import Store, open_store
from storage.vocabulary import EffectKind, EffectStatus
from tests.effects.stage import SHORT_LEASE, Killed, Stage
from tests.effects.test_worker import wait_for

MESSAGE, STANDING = EffectKind.SEND_DIRECT, EffectKind.CARD
BOUNDARIES = [
    "before the claim is committed",
    "after the claim is committed",
    "in the gate",
    "before sending is committed",
    "after sending is committed",
    "before it arrives",
    "after it arrived",
    "before the result is committed",
    "after the result is committed",
]


class Mortal(Store):
    """A store whose process dies just before or just after its nth write is committed."""

    def __init__(self, store: Store, write: int, *, before: bool) -> None:
        super().__init__(store.engine)
        self._left, self._before = write, before

    @contextmanager
    def write(self) -> Iterator[Session]:
        self._left -= 1
        with super().write() as session:
            yield session
            if self._left == 0 and self._before:
                raise Killed
        if self._left == 0:
            raise Killed


def let_it_die(stage: Stage, boundary: str) -> None:
    """Run a worker that dies at the boundary, and let its lease run out."""
    store = stage.store
    writes = {"claim": 1, "sending": 2, "result": 3}
    for name, number in writes.items():
        if f"{name} is committed" in boundary or boundary.endswith(f"{name} is committed"):
            store = Mortal(stage.store, number, before=boundary.startswith("before"))

    def die(*_: object) -> Go:
        raise Killed

    usual_gate = stage.gate.check
    if boundary == "in the gate":
        stage.gate.check = die  # type: ignore[method-assign,assignment]
    if boundary == "before it arrives":
        stage.receiver.before = die  # type: ignore[assignment]
    if boundary == "after it arrived":
        stage.receiver.after = die  # type: ignore[assignment]
    with pytest.raises(Killed):
        stage.worker(store).step()
    stage.gate.check = usual_gate  # type: ignore[method-assign]
    stage.receiver.before = stage.receiver.after = lambda _: None
    time.sleep(SHORT_LEASE.total_seconds() + 0.05)


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("knows", [True, False])
def test_a_message_is_done_once_or_is_in_doubt(stage: Stage, boundary: str, knows: bool) -> None:
    stage.receiver.knows = knows
    stage.order("a", MESSAGE)
    let_it_die(stage, boundary)
    arrived_before = stage.receiver.counts["a"]
    successor = stage.worker()
    successor.run_until_idle()
    if stage.status("a") is EffectStatus.UNKNOWN:
        assert stage.notes.told[-1] == ("unknown", "a")
        stage.ask_now("a")
        successor.run_until_idle()
    assert stage.receiver.counts["a"] <= 1
    if knows or stage.status("a") is not EffectStatus.UNKNOWN:
        assert stage.status("a") is EffectStatus.SENT
        assert stage.receiver.counts["a"] == 1
    else:
        assert stage.receiver.counts["a"] == arrived_before


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_standing_act_is_done_at_least_once(stage: Stage, boundary: str) -> None:
    stage.refresh("card")
    let_it_die(stage, boundary)
    stage.worker().run_until_idle()
    assert stage.status("card") is EffectStatus.SENT
    assert stage.receiver.counts["card"] in (1, 2)


def test_nothing_expires_because_the_desks_clock_is_moved(stage: Stage) -> None:
    stage.order("a")
    let_it_lie = stage.worker(Mortal(stage.store, 2, before=False), lease=timedelta(seconds=30))
    with pytest.raises(Killed):
        let_it_lie.step()
    stage.clock.advance(timedelta(days=3))
    assert stage.worker().step() == 0
    assert stage.status("a") is EffectStatus.SENDING


def test_a_living_worker_keeps_the_lease_of_a_long_call(stage: Stage) -> None:
    stage.order("a")
    stage.receiver.before = lambda _: time.sleep(5)
    lease = timedelta(seconds=2)
    first, second = stage.worker(lease=lease), stage.worker(lease=lease)
    first.start()
    wait_for(lambda: stage.status("a") is EffectStatus.SENDING)
    second.start()
    wait_for(lambda: stage.status("a") is EffectStatus.SENT)
    assert first.stop()
    assert second.stop()
    assert stage.notes.told == [("finished", "a")]


@pytest.mark.parametrize(("kind", "late"), [(MESSAGE, False), (STANDING, True)])
def test_a_result_after_the_lease_was_lost(stage: Stage, kind: EffectKind, late: bool) -> None:
    """A message's own answer ends the doubt; whatever was done again meanwhile keeps its newer result."""
    stage.order("a", kind)
    stage.receiver.knows = False

    def be_overtaken(_: str) -> None:
        stage.receiver.after = lambda _: None
        time.sleep(SHORT_LEASE.total_seconds() + 0.05)
        stage.worker().step()
        if kind is STANDING:
            stage.ask_now("a")
            stage.worker().step()

    stage.receiver.after = be_overtaken
    stage.worker().step()
    row = stage.row("a")
    assert row.status is EffectStatus.SENT
    assert stage.receiver.counts["a"] == (2 if kind is STANDING else 1)
    assert ("late" in row.result) is late


def test_two_workers_on_one_database_do_nothing_twice(stage: Stage) -> None:
    total = 120
    with stage.store.write() as session:
        for place in range(total):
            stage.order_in(session, f"m{place}", MESSAGE, lane=f"platform:p{place % 7}" if place % 2 else "")
    other = open_store(stage.store.engine.url.render_as_string(hide_password=False))
    workers = [
        stage.worker(store, lease=timedelta(seconds=30), batch=8, threads=4) for store in (stage.store, other)
    ]
    for worker in workers:
        worker.start()
    wait_for(lambda: len(stage.receiver.arrived) >= total, 30)
    stopped = [worker.stop() for worker in workers]
    other.close()
    assert stopped == [True, True]
    assert set(stage.receiver.counts.values()) == {1}
    assert len(stage.notes.told) == total


def test_a_database_that_fails_for_a_while_loses_no_result(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.order("a")
    worker = stage.worker(lease=timedelta(seconds=30))
    broken = [False]
    usual = Store.write

    @contextmanager
    def write(self: Store) -> Iterator[Session]:
        if broken[0]:
            raise OSError("disk full")
        with usual(self) as session:
            yield session

    monkeypatch.setattr(Store, "write", write)

    def breaking(_: str) -> None:
        broken[0] = True

    stage.receiver.after = breaking
    worker.start()
    wait_for(lambda: stage.receiver.arrived == ["a"])
    time.sleep(0.1)
    assert stage.status("a") is EffectStatus.SENDING
    broken[0] = False
    wait_for(lambda: stage.status("a") is EffectStatus.SENT)
    assert worker.stop()
    assert stage.receiver.arrived == ["a"]
