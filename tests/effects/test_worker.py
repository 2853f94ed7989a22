"""One worker and what becomes of the acts it does."""

import time
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa

from bot.effects.kinds import POLICIES, Backoff, policy_of
from bot.effects.protocols import Cancel, Done, MayBeDone, NotDone, Skip, Wait
from bot.effects.registry import Registry
from bot.effects.worker import StillBusy, Worker
from storage.vocabulary import EffectKind, EffectStatus
from tests.effects.stage import Stage

MESSAGE, STANDING = EffectKind.SEND_DIRECT, EffectKind.CARD


def fail_with(error: BaseException) -> Any:
    def fail(_: str) -> None:
        raise error

    return fail


def test_every_kind_has_a_policy() -> None:
    assert set(POLICIES) == set(EffectKind)
    assert all(POLICIES[kind].is_message for kind in EffectKind if POLICIES[kind].outward)


def test_back_off_doubles_up_to_its_most() -> None:
    backoff = Backoff(timedelta(seconds=1), timedelta(seconds=5))
    assert [backoff.after(n).total_seconds() for n in (1, 2, 3, 4, 4000)] == [1, 2, 4, 5, 5]


def test_done_is_recorded(stage: Stage) -> None:
    stage.order("a")
    assert stage.worker().step() == 1
    row = stage.row("a")
    assert (row.status, row.reference, row.result) == (EffectStatus.SENT, "ref-a", {"seen": True})
    assert (row.owner, row.lease_until, row.attempt) == (None, None, 1)
    assert stage.notes.told == [("finished", "a")]


def test_verdicts(stage: Stage) -> None:
    now = stage.clock.now()
    stage.gate.verdicts = {
        "cancel": Cancel("the approval has expired"),
        "wait": Wait(now + timedelta(hours=1), "quiet hours"),
        "skip": Skip(),
    }
    for key in ("cancel", "wait", "skip", "go"):
        stage.order(key)
    assert stage.worker().step() == 1
    assert stage.receiver.arrived == ["go"]
    found = {key: (stage.status(key), stage.row(key).error) for key in ("cancel", "wait", "skip")}
    assert found == {
        "cancel": (EffectStatus.CANCELLED, "the approval has expired"),
        "wait": (EffectStatus.READY, "quiet hours"),
        "skip": (EffectStatus.SENT, None),
    }
    assert stage.row("wait").due_at == now + timedelta(hours=1)


@pytest.mark.parametrize("kind", [MESSAGE, STANDING])
def test_proven_failure_is_tried_again_after_a_rest(stage: Stage, kind: EffectKind) -> None:
    stage.order("a", kind)
    stage.receiver.before = fail_with(NotDone("connection refused"))
    worker = stage.worker()
    assert worker.step() == 1
    row = stage.row("a")
    assert (row.status, row.failures, row.error) == (EffectStatus.READY, 1, "connection refused")
    assert worker.step() == 0
    stage.receiver.before = lambda _: None
    stage.ask_now("a")
    assert worker.step() == 1
    assert stage.status("a") is EffectStatus.SENT
    assert stage.row("a").failures == 0


def test_a_final_refusal_is_told_to_the_recorder(stage: Stage) -> None:
    stage.order("a")
    stage.receiver.before = fail_with(NotDone("this account takes no messages", final=True))
    stage.worker().step()
    assert stage.status("a") is EffectStatus.FAILED
    assert stage.notes.told == [("refused", "a")]


def test_it_is_given_up_after_its_kinds_number_of_tries(stage: Stage) -> None:
    stage.order("a", EffectKind.REPLY)
    stage.receiver.before = fail_with(NotDone("connection refused"))
    worker = stage.worker()
    for _ in range(policy_of(EffectKind.REPLY).tries):
        stage.ask_now("a")
        assert worker.step() == 1
    assert stage.status("a") is EffectStatus.FAILED


def test_a_refused_standing_act_that_was_asked_for_meanwhile_is_tried_anew(stage: Stage) -> None:
    stage.refresh("card")

    def refuse_the_first(_: str) -> None:
        stage.receiver.before = lambda _: None
        stage.refresh("card")
        raise NotDone("channel_not_found", final=True)

    stage.receiver.before = refuse_the_first
    assert stage.worker().step() == 2
    assert stage.notes.told == [("finished", "card")]


@pytest.mark.parametrize("error", [MayBeDone("read time-out"), TimeoutError("secret text")])
def test_doubt_about_a_message_is_kept_as_doubt(stage: Stage, error: Exception) -> None:
    stage.order("a")
    stage.receiver.after = fail_with(error)
    worker = stage.worker()
    assert worker.step() == 1
    assert stage.status("a") is EffectStatus.UNKNOWN
    assert "secret" not in (stage.row("a").error or "")
    assert stage.notes.told == [("unknown", "a")]
    assert worker.step() == 0
    assert stage.receiver.arrived == ["a"]


def test_doubt_about_a_standing_act_means_doing_it_again(stage: Stage) -> None:
    stage.order("a", STANDING)
    stage.receiver.after = fail_with(MayBeDone("read time-out"))
    stage.worker().step()
    assert stage.status("a") is EffectStatus.READY
    assert stage.notes.told == []


def test_one_failing_gate_does_not_hold_up_the_others(stage: Stage) -> None:
    stage.gate.trouble["bad"] = KeyError("secret text")
    for key in ("a", "bad", "b"):
        stage.order(key)
    assert stage.worker().step() == 2
    assert sorted(stage.receiver.arrived) == ["a", "b"]
    row = stage.row("bad")
    assert (row.status, row.failures) == (EffectStatus.READY, 1)
    assert "reference" in (row.error or "")
    assert "secret" not in (row.error or "")


def test_what_was_sent_but_not_recorded_stays_visible(stage: Stage) -> None:
    stage.order("a")
    stage.order("card", STANDING)
    stage.notes.trouble = KeyError("secret text")
    stage.worker().step()
    row = stage.row("a")
    assert (row.status, row.reference, row.result["arrived"]) == (EffectStatus.UNKNOWN, "ref-a", True)
    assert stage.status("card") is EffectStatus.READY
    stage.notes.trouble = None
    stage.ask_now("a")
    stage.worker().step()
    assert stage.status("a") is EffectStatus.SENT
    assert stage.receiver.counts["a"] == 1


def test_a_result_that_cannot_be_stored_leaves_a_doubt_with_its_reference(stage: Stage) -> None:
    stage.order("a")
    stage.receiver.perform = lambda _: Done("ref", {"no": object()})  # type: ignore[method-assign]
    stage.worker().step()
    assert (stage.status("a"), stage.row("a").reference) == (EffectStatus.UNKNOWN, "ref")


def test_kinds_nobody_registered_are_left_alone(stage: Stage) -> None:
    stage.order("a")
    worker = Worker(stage.store, Registry(), stage.clock, name="empty-handed")
    assert worker.step() == 0
    assert stage.status("a") is EffectStatus.READY


def test_an_idle_worker_writes_nothing(stage: Stage) -> None:
    statements: list[str] = []
    sa.event.listen(stage.store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert stage.worker().step() == 0
    assert {statement for statement in statements if not statement.startswith("SELECT")} <= {"BEGIN"}
    assert statements


def test_few_statements_an_effect(stage: Stage) -> None:
    for place in range(32):
        stage.order(f"r{place}", EffectKind.GRACE_ENDS)
    statements: list[str] = []
    sa.event.listen(stage.store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert stage.worker(threads=32).step() == 32
    writes = [statement for statement in statements if statement.startswith("UPDATE")]
    assert len(writes) <= 32 + 2


def test_waiting_for_rest_gives_up_at_its_limit(stage: Stage) -> None:
    stage.order("a", STANDING)
    stage.receiver.before = fail_with(NotDone("down", retry_after=timedelta(minutes=1)))
    with pytest.raises(StillBusy):
        stage.worker().run_until_idle(timedelta(seconds=0.2))


def test_a_started_worker_wakes_at_once_and_stops(stage: Stage) -> None:
    worker = stage.worker(poll=timedelta(seconds=5), lease=timedelta(seconds=30))
    assert not worker.is_alive()
    worker.start()
    try:
        assert worker.is_alive()
        stage.order("a")
        worker.wake()
        wait_for(lambda: stage.status("a") is EffectStatus.SENT)
        with pytest.raises(RuntimeError):
            worker.step()
    finally:
        assert worker.stop()
    assert not worker.is_alive()


def test_a_stopping_worker_finishes_what_it_began(stage: Stage) -> None:
    entered, leave = Event(), Event()

    def dawdle(_: str) -> None:
        entered.set()
        leave.wait(30)

    stage.receiver.before = dawdle
    for place in range(6):
        stage.order(f"m{place}", EffectKind.REPLY)
    worker = stage.worker(threads=1, lease=timedelta(seconds=30))
    worker.start()
    assert entered.wait(30)
    assert not worker.stop(timedelta(seconds=0.05))
    leave.set()
    assert worker.stop()
    statuses = [stage.status(f"m{place}") for place in range(6)]
    assert statuses == [EffectStatus.SENT] + [EffectStatus.READY] * 5


def wait_for(condition: Any, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)
