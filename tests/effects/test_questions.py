"""Acts in doubt: the receiver is asked a few times, then they wait for a person."""

import pytest

from bot.effects.completion import QUESTIONS
from bot.effects.protocols import Cancel, MayBeDone
from storage.ledger.leases import database_seconds
from storage.vocabulary import EffectStatus
from tests.effects.stage import Receiver, Stage


def leave_in_doubt(stage: Stage, *, arrived: bool) -> None:
    def doubt(_: str) -> None:
        raise MayBeDone("read time-out")

    stage.order("a")
    if arrived:
        stage.receiver.after = doubt
    else:
        stage.receiver.before = doubt
    stage.worker().step()
    stage.receiver.before = stage.receiver.after = lambda _: None
    assert stage.status("a") is EffectStatus.UNKNOWN


def seconds_until_next_question(stage: Stage) -> float:
    with stage.store.read() as session:
        return stage.row("a").not_before - database_seconds(session)


def test_found_at_the_receiver_means_sent(stage: Stage) -> None:
    leave_in_doubt(stage, arrived=True)
    stage.ask_now("a")
    stage.worker().step()
    assert (stage.status("a"), stage.row("a").reference) == (EffectStatus.SENT, "ref-a")
    assert stage.receiver.counts["a"] == 1
    assert stage.notes.told == [("unknown", "a"), ("finished", "a")]


def test_provably_absent_means_back_before_the_gate(stage: Stage) -> None:
    leave_in_doubt(stage, arrived=False)
    stage.gate.verdicts["a"] = Cancel("the approval has expired")
    stage.ask_now("a")
    stage.worker().step()
    assert stage.status("a") is EffectStatus.CANCELLED
    assert stage.notes.told == [("unknown", "a"), ("absent", "a")]
    assert stage.receiver.arrived == []


def test_asked_a_few_times_with_growing_rests_and_then_left_to_a_person(stage: Stage) -> None:
    leave_in_doubt(stage, arrived=True)
    stage.receiver.knows = False
    worker = stage.worker()
    for rest in (*QUESTIONS, QUESTIONS[-1]):
        assert rest - 2 < seconds_until_next_question(stage) <= rest
        assert worker.step() == 0
        stage.ask_now("a")
        worker.step()
    assert stage.receiver.asked == ["a"] * len(QUESTIONS)
    assert stage.status("a") is EffectStatus.UNKNOWN


def test_nobody_is_asked_who_cannot_answer(stage: Stage) -> None:
    leave_in_doubt(stage, arrived=True)
    stage.receiver = Receiver()  # type: ignore[assignment]
    stage.ask_now("a")
    assert stage.worker().step() == 0
    assert stage.row("a").failures == 0


@pytest.mark.parametrize("where", ["find", "recall", "finished"])
def test_trouble_while_asking_counts_as_no_answer(stage: Stage, where: str) -> None:
    leave_in_doubt(stage, arrived=True)

    def trouble(*_: object) -> None:
        raise KeyError(where)

    if where == "find":
        stage.receiver.find = trouble  # type: ignore[method-assign,assignment]
    elif where == "recall":
        stage.gate.recall = trouble  # type: ignore[method-assign]
    else:
        stage.notes.trouble = KeyError(where)
    stage.ask_now("a")
    stage.worker().step()
    assert (stage.status("a"), stage.row("a").failures) == (EffectStatus.UNKNOWN, 1)
    assert stage.receiver.counts["a"] == 1
