"""What the desk may do with the ledger: order, refresh, cancel, reschedule, settle."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from bot.effects.protocols import UNTIL_WOKEN, Wait
from storage.ledger import effects, refresh_queue
from storage.ledger.effects import NothingToReconcile, Reconciliation
from storage.models import Effect
from storage.vocabulary import EffectKind, EffectStatus
from tests.effects.stage import Stage

HOUR = timedelta(hours=1)


def test_an_act_is_ordered_once(stage: Stage) -> None:
    first = stage.order("warn:NLP-17:1", payload={"a": 1})
    assert first is not None
    assert first.id is not None
    assert stage.order("warn:NLP-17:1", payload={"a": 2}) is None
    assert stage.row("warn:NLP-17:1").payload == {"a": 1}


def test_kinds_have_their_usual_lane(stage: Stage) -> None:
    stage.refresh("card:1")
    stage.order("tell:1", EffectKind.DIRECT_MESSAGE, lane="slack:chat.postMessage:C1")
    assert stage.row("card:1").lane == "slack:chat.update"
    assert stage.row("tell:1").lane == "slack:chat.postMessage:C1"


def test_refreshing_ten_times_serves_once(stage: Stage) -> None:
    for turn in range(10):
        stage.refresh("card:1", payload={"turn": turn})
    assert stage.worker().step() == 1
    row = stage.row("card:1")
    assert (row.status, row.requested_rev, row.served_rev, row.payload) == (
        EffectStatus.SENT,
        10,
        10,
        {"turn": 9},
    )


@pytest.mark.parametrize("over", [EffectStatus.SENT, EffectStatus.FAILED, EffectStatus.CANCELLED])
def test_a_refresh_brings_back_what_is_over(stage: Stage, over: EffectStatus) -> None:
    stage.refresh("card:1")
    stage.change("card:1", status=over, failures=3, not_before=9e12)
    stage.refresh("card:1")
    assert stage.worker().step() == 1


def test_a_refresh_while_under_way_is_served_afterwards(stage: Stage) -> None:
    stage.refresh("card:1")
    first = [True]

    def change_of_mind(_: str) -> None:
        if first.pop() if first else False:
            stage.refresh("card:1")
            assert stage.status("card:1") is EffectStatus.SENDING

    stage.receiver.after = change_of_mind
    assert stage.worker().step() == 2
    assert stage.row("card:1").served_rev == 2


def test_a_recorder_may_refresh_its_own_row(stage: Stage) -> None:
    stage.refresh("card:1")

    def once_more(session: Session, effect: Effect, now: datetime) -> None:
        stage.notes.then = lambda *_: None
        refresh_queue.refresh(
            session,
            workspace_id=effect.workspace_id,
            kind=effect.kind,
            idem_key=effect.idem_key,
            now=now,
        )

    stage.notes.then = once_more
    assert stage.worker().step() == 2
    assert stage.status("card:1") is EffectStatus.SENT


def test_a_refresh_never_delays(stage: Stage) -> None:
    stage.refresh("card:1")
    stage.refresh("card:1", due_at=stage.clock.now() + HOUR)
    assert stage.worker().step() == 1


def test_an_act_due_later_waits_for_the_desks_clock(stage: Stage) -> None:
    stage.order("later", EffectKind.GRACE_ENDS, due_at=stage.clock.now() + 72 * HOUR)
    worker = stage.worker()
    assert worker.step() == 0
    stage.clock.advance(72 * HOUR)
    assert worker.step() == 1


def test_cancelling_by_key_and_by_case_and_kind(stage: Stage) -> None:
    for key in ("a", "b", "c"):
        stage.order(key, EffectKind.DIRECT_MESSAGE if key == "c" else EffectKind.SEND_DIRECT)
    now = stage.clock.now()
    with stage.store.write() as session:
        named = {"workspace_id": stage.workspace_id, "now": now, "reason": "the case was withdrawn"}
        assert effects.cancel(session, idem_key="a", **named) == 1
        assert effects.cancel(session, kinds=[EffectKind.SEND_DIRECT], **named) == 1
        with pytest.raises(ValueError, match="name an act"):
            effects.cancel(session, **named)
    assert stage.worker().step() == 1
    assert stage.receiver.arrived == ["c"]
    assert stage.row("a").error == "the case was withdrawn"


def test_what_is_being_sent_is_not_cancelled(stage: Stage) -> None:
    stage.order("a")
    stage.change("a", status=EffectStatus.SENDING)
    with stage.store.write() as session:
        count = effects.cancel(
            session, workspace_id=stage.workspace_id, now=stage.clock.now(), reason="no", idem_key="a"
        )
    assert count == 0
    assert stage.status("a") is EffectStatus.SENDING


def test_a_waiting_act_is_not_judged_again_until_it_is_woken(stage: Stage) -> None:
    stage.order("a")
    stage.gate.verdicts["a"] = Wait(UNTIL_WOKEN, "the desk is paused")
    worker = stage.worker()
    assert worker.step() == worker.step() == 0
    assert stage.gate.judged == ["a"]
    stage.gate.verdicts.clear()
    with stage.store.write() as session:
        effects.reschedule(
            session,
            workspace_id=stage.workspace_id,
            due_at=stage.clock.now(),
            kinds=[EffectKind.SEND_DIRECT],
        )
    assert worker.step() == 1


@pytest.mark.parametrize(
    ("answer", "status", "sent"),
    [
        (Reconciliation.AS_SENT, EffectStatus.SENT, 0),
        (Reconciliation.CANCEL, EffectStatus.CANCELLED, 0),
        (Reconciliation.AGAIN, EffectStatus.SENT, 1),
    ],
)
def test_a_person_settles_a_doubt(
    stage: Stage, answer: Reconciliation, status: EffectStatus, sent: int
) -> None:
    stage.order("a")
    stage.change("a", status=EffectStatus.UNKNOWN, not_before=9e12, failures=3)
    with stage.store.write() as session:
        [doubted] = effects.in_doubt(session, stage.workspace_id)
        effects.reconcile(session, doubted, answer, by="U0CARLA", now=stage.clock.now())
    assert stage.worker().step() == sent
    row = stage.row("a")
    assert row.status is status
    assert (row.result["settled"]["by"], row.result["settled"]["answer"]) == ("U0CARLA", answer)


def test_a_doubt_is_settled_once(stage: Stage) -> None:
    row = stage.order("a")
    assert row is not None
    with stage.store.write() as session, pytest.raises(NothingToReconcile, match="now ready"):
        effects.reconcile(session, row, Reconciliation.CANCEL, by="U0CARLA", now=stage.clock.now())
