"""Lanes: order within one, independence of the others, and the rates of their receivers."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest

from bot.effects import rates
from bot.effects.protocols import NotDone
from bot.effects.rates import RATES, Rate, rate_of
from storage.ledger import lanes
from storage.vocabulary import EffectKind, EffectStatus, Platform
from tests.effects.stage import Stage
from tests.effects.test_worker import wait_for

DIRECT_MESSAGE = EffectKind.DIRECT_MESSAGE
LANE = lanes.posting("C1")


def test_rates_are_found_by_the_longest_part_of_the_name() -> None:
    assert rate_of(RATES, lanes.posting("C1")) == Rate(timedelta(seconds=1), burst=5)
    assert rate_of(RATES, "slack:chat.update") == Rate(timedelta(minutes=1) / 50, burst=20)
    assert rate_of(RATES, lanes.platform(Platform.MASTODON, "Chirp.Example")) == RATES["platform"]
    assert rate_of(RATES, "elsewhere") is None
    assert rate_of(RATES, "") is None


def test_a_lane_is_served_oldest_first(stage: Stage) -> None:
    for place in range(12):
        stage.order(f"t{place}", DIRECT_MESSAGE, lane=LANE)
    assert stage.worker().step() == 12
    assert stage.receiver.arrived == [f"t{place}" for place in range(12)]


def test_one_act_of_a_lane_at_a_time(stage: Stage) -> None:
    with stage.store.write() as session:
        for place in range(20):
            stage.order_in(session, f"t{place}", DIRECT_MESSAGE, lane=LANE)
    under_way: list[str] = []
    together: list[int] = []

    def enter(key: str) -> None:
        under_way.append(key)
        together.append(len(under_way))
        time.sleep(0.002)
        under_way.remove(key)

    stage.receiver.before = enter
    workers = [stage.worker(lease=timedelta(seconds=30)) for _ in range(2)]
    for worker in workers:
        worker.start()
    wait_for(lambda: len(stage.receiver.arrived) == 20, 15)
    assert [worker.stop() for worker in workers] == [True, True]
    assert stage.receiver.arrived == [f"t{place}" for place in range(20)]
    assert max(together) == 1


def test_a_slow_lane_does_not_stop_the_others(stage: Stage) -> None:
    leave = Event()
    stage.receiver.before = blocking("slow", leave)
    with stage.store.write() as session:
        for place in range(200):
            stage.order_in(session, f"slow{place}", DIRECT_MESSAGE, lane="slack:chat.postMessage:CSLOW")
        for place in range(10):
            stage.order_in(session, f"t{place}", DIRECT_MESSAGE, lane=LANE)
    worker = stage.worker(lease=timedelta(seconds=30), batch=4)
    worker.start()
    wait_for(lambda: len(stage.receiver.arrived) == 10)
    stopped = worker.stop(timedelta(seconds=0.05))
    leave.set()
    assert not stopped
    assert worker.stop()


def test_slow_kinds_leave_threads_for_the_others(stage: Stage) -> None:
    leave = Event()
    stage.receiver.before = blocking("out", leave)
    with stage.store.write() as session:
        for place in range(50):
            stage.order_in(session, f"out{place}", EffectKind.SEND_EMAIL)
        for place in range(50):
            stage.order_in(session, f"home{place}", EffectKind.REPLY)
    worker = stage.worker(lease=timedelta(seconds=30), threads=4, batch=8)
    worker.start()
    wait_for(lambda: len(stage.receiver.arrived) == 50)
    leave.set()
    wait_for(lambda: len(stage.receiver.arrived) == 100)
    assert worker.stop()


def test_a_failed_message_holds_its_lane_and_keeps_the_order(stage: Stage) -> None:
    for place in range(3):
        stage.order(f"t{place}", DIRECT_MESSAGE, lane=LANE)
    stage.receiver.before = failing_once(NotDone("connection refused"))
    worker = stage.worker()
    assert worker.step() == 1
    worker.run_until_idle()
    assert stage.receiver.arrived == ["t0", "t1", "t2"]


def test_a_failed_card_steps_aside(stage: Stage) -> None:
    for place in range(3):
        stage.refresh(f"card{place}")
    stage.receiver.before = failing_once(NotDone("connection refused"))
    assert stage.worker().step() == 3
    assert stage.receiver.arrived == ["card1", "card2"]


def test_retry_after_closes_the_lane_for_all_workers(stage: Stage) -> None:
    for place in range(3):
        stage.refresh(f"card{place}")
    stage.refresh("home", EffectKind.HOME)
    stage.receiver.before = failing_once(NotDone("ratelimited", retry_after=timedelta(seconds=3)))
    assert stage.worker().step() == 2
    assert stage.receiver.arrived == ["home"]
    closed_at = time.monotonic()
    assert stage.worker().step() == 0
    stage.clock.advance(timedelta(days=1))
    assert stage.worker().step() == 0
    assert stage.worker().run_until_idle() == 3
    assert time.monotonic() - closed_at > 2.0
    assert stage.receiver.arrived[1:] == ["card0", "card1", "card2"]


def test_a_burst_and_then_the_rate(stage: Stage) -> None:
    for place in range(6):
        stage.order(f"t{place}", DIRECT_MESSAGE, lane=LANE)
    fast = {lanes.SLACK_POSTING: Rate(timedelta(seconds=0.3), burst=3)}
    worker = stage.worker(rates=fast)
    began = time.monotonic()
    done = worker.step()
    assert 3 <= done <= 3 + (time.monotonic() - began) / 0.3
    assert worker.run_until_idle() == 6 - done
    assert time.monotonic() - began >= 0.85
    assert stage.receiver.arrived == [f"t{place}" for place in range(6)]


def test_a_token_gone_at_the_last_moment_puts_the_act_back(stage: Stage) -> None:
    stage.order("t0", DIRECT_MESSAGE, lane=LANE)
    known = {lanes.SLACK_POSTING: Rate(timedelta(seconds=0.3), burst=1)}

    class Jealous(type(stage.gate)):  # type: ignore[misc]
        """Another worker takes the last token between the claim and the gate."""

        def check(self, session, effect, now):  # type: ignore[no-untyped-def]
            rates.take(session, known, (effect.workspace_id, LANE))
            return super().check(session, effect, now)

    usual, stage.gate = stage.gate, Jealous()
    assert stage.worker(rates=known).step() == 0
    assert stage.status("t0") is EffectStatus.READY
    stage.gate = usual
    assert stage.worker(rates=known).run_until_idle() == 1


def blocking(start: str, leave: Event) -> Callable[[str], None]:
    def block(key: str) -> None:
        if key.startswith(start):
            leave.wait(10)

    return block


def failing_once(error: Exception) -> Callable[[str], None]:
    errors = [error]

    def fail(_: str) -> None:
        if errors:
            raise errors.pop()

    return fail


@pytest.mark.parametrize("host", ["a" * 300, "Chirp.Example"])
def test_names_of_lanes_fit_their_column(host: str) -> None:
    assert len(lanes.platform(Platform.MASTODON, host)) <= 120
    assert len(lanes.mail(host)) <= 120
