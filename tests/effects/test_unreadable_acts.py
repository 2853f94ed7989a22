"""An act that cannot be read is given up under its reference, and the ledger goes on with the others."""

import pytest
import sqlalchemy as sa

from storage.ledger import leases
from storage.ledger.leases import Lease
from storage.models import Effect
from storage.vocabulary import EffectKind, EffectStatus
from tests.complaints.spoiling import never, spoil
from tests.effects.stage import Stage

EVERYTHING = 10


def spoil_act(stage: Stage, key: str, *, json: bool = False) -> int:
    """Make an act unreadable; return its id."""
    number = stage.row(key).pk
    change = "payload = '{broken'" if json else f"created_at = '{never(stage.store)}'"
    spoil(stage.store, "effect", change, f"id = {number}")
    return number


def seen(stage: Stage, number: int) -> tuple[str, str]:
    with stage.store.read() as session:
        wanted = sa.text("SELECT status, error FROM effect WHERE id = :id")
        status, error = session.connection().execute(wanted, {"id": number}).one()
        return status, error


@pytest.mark.parametrize("kind", [EffectKind.CARD, EffectKind.SEND_DIRECT])
def test_it_is_given_up_and_the_others_are_done(stage: Stage, kind: EffectKind) -> None:
    for key in ("first", "bad", "last"):
        stage.order(key, kind, lane=f"lane:{key}")
    number = spoil_act(stage, "bad")
    stage.worker().run_until_idle()
    assert stage.receiver.arrived == ["first", "last"]
    status, error = seen(stage, number)
    assert status == EffectStatus.FAILED
    assert f"reference effect:{number}" in error


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_broken_json_is_no_better(stage: Stage) -> None:
    """PostgreSQL lets none in."""
    for key in ("bad", "good"):
        stage.order(key)
    number = spoil_act(stage, "bad", json=True)
    stage.worker().run_until_idle()
    assert stage.receiver.arrived == ["good"]
    assert seen(stage, number)[0] == EffectStatus.FAILED


def test_one_of_a_dead_worker_does_not_keep_the_others_from_being_taken_over(stage: Stage) -> None:
    for key in ("bad", "good"):
        stage.order(key, EffectKind.CARD, lane=f"lane:{key}")
    with stage.store.write() as session:
        ids = leases.choose(session, [EffectKind.CARD], [], EVERYTHING, stage.clock.now())
        assert len(leases.claim(session, ids, Lease("the dead", -1.0))) == 2
    number = spoil_act(stage, "bad")
    stage.worker().run_until_idle()
    assert stage.receiver.arrived == ["good"]
    assert seen(stage, number)[0] == EffectStatus.FAILED


def test_one_in_doubt_does_not_keep_the_others_from_being_asked_about(stage: Stage) -> None:
    for key in ("bad", "good"):
        stage.order(key, lane=f"lane:{key}")
        stage.change(key, status=EffectStatus.UNKNOWN)
    number = spoil_act(stage, "bad")
    stage.worker().run_until_idle()
    assert stage.receiver.asked == ["good"]
    assert seen(stage, number)[0] == EffectStatus.FAILED
    with stage.store.read() as session:
        assert session.get_one(Effect, stage.row("good").id).status is EffectStatus.SENT


@pytest.mark.parametrize("error", [LookupError("frozen"), ValueError("never"), TypeError("broken")])
@pytest.mark.parametrize("kind", [EffectKind.SEND_DIRECT, EffectKind.DIRECT_MESSAGE])
def test_one_whose_case_cannot_be_read_does_not_keep_its_lane_from_the_others(
    stage: Stage, kind: EffectKind, error: Exception
) -> None:
    for key in ("bad", "good"):
        stage.order(key, kind, lane="platform:one")
    stage.gate.trouble["bad"] = error
    worker = stage.worker()
    for _ in range(3):
        worker.step()
    assert stage.receiver.arrived == ["good"]
    assert stage.row("bad").status is EffectStatus.READY
