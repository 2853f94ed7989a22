"""Several processes on one database: they start together, share the work, and outlive each other."""

import signal
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from bot.simulator.slack.state.stress import Fault, FaultKind, Stress
from storage.database.engine import open_store
from storage.database.migrate import is_migrated, migrate
from storage.models import Effect, Workspace
from storage.vocabulary import EffectStatus
from tests.replicas.house import House, until
from tests.support.nursery import Nursery
from tests.support.slack_side import slack_side

LEASE = 30.0
TAKEN_OVER_WITHIN = 2.0
SLOWNESS = 5.0
"""Seconds that a machine with more to do than it can may add."""


def test_all_start_at_once_on_an_empty_database_and_share_the_work(house: House) -> None:
    house.worker()
    fronts = [house.front(), house.front()]
    house.worker()
    house.await_ready(*fronts)
    with house.store.read() as session:
        assert len(session.exec(select(Workspace)).all()) == 1
    words = [house.asks(url, house.side.ada, "help").json()["text"] for url in fronts]
    assert words[0] == words[1]
    keys = [f"t{number}" for number in range(8)]
    began = time.monotonic()
    house.order(*keys)
    until(lambda: house.are(EffectStatus.SENT, *keys))
    # Five at once and then one a second, however many workers there are.
    assert time.monotonic() - began >= 2.5
    assert sorted(house.said()) == keys
    assert "Traceback" not in house.log()


def test_a_dead_workers_act_is_taken_over_and_said_once(house: House) -> None:
    hanging = [Fault(FaultKind.HANG, seconds=60.0)]
    house.side.slack.stress = Stress(
        fault=lambda method: hanging.pop() if method == "chat.postMessage" and hanging else None
    )
    first = house.worker()
    until(lambda: _is_claimed(house))
    house.order("t0")
    until(lambda: house.are(EffectStatus.SENDING, "t0"))
    house.worker()
    first.send_signal(signal.SIGKILL)
    first.wait()
    left = _seconds_left(house)
    assert LEASE - 15 < left <= LEASE
    house.age_leases(left - 3.0)
    took = until(lambda: not house.are(EffectStatus.SENDING, "t0"))
    assert took <= 3.0 + TAKEN_OVER_WITHIN + SLOWNESS
    [row] = house.rows("t0")
    assert row.status in {EffectStatus.UNKNOWN, EffectStatus.SENT}
    house.ask_now("t0")
    until(lambda: house.are(EffectStatus.SENT, "t0"))
    assert house.said() == ["t0"]


def test_a_worker_that_is_told_to_stop_leaves_nothing_held(house: House) -> None:
    house.side.slack.stress = Stress(latency=0.5)
    worker = house.start("worker")
    until(lambda: _is_claimed(house))
    keys = [f"t{number}" for number in range(30)]
    for key in keys:
        house.order(key, lane=f"slack:none:{key}")
    until(lambda: any(row.status is EffectStatus.SENDING for row in house.rows(*keys)))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    rows = house.rows(*keys)
    assert {row.status for row in rows} <= {EffectStatus.READY, EffectStatus.SENT}
    assert {row.owner for row in rows} == {None}
    assert sorted(house.said()) == sorted(row.idem_key for row in rows if row.status is EffectStatus.SENT)
    assert any(row.status is EffectStatus.READY for row in rows)


@pytest.mark.parametrize("words", [["run"], ["run", "--no-worker"], ["worker"], ["verify"]])
def test_an_old_program_refuses_a_newer_schema(house: House, words: list[str]) -> None:
    migrate(house.store)
    with house.store.write() as session:
        session.connection().execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert house.start(*words).wait(60) == 2
    assert house.log().strip().removeprefix(f"takedown {words[0]}: ") == (
        "The database is at schema 9999, which this version of Takedown Desk does not know. "
        "Start the newer version, or restore the backup made before the upgrade."
    )
    with house.store.read() as session:
        found = session.connection().execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    assert found == "9999"


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_bell_is_rung_for_the_workers_of_other_processes(house: House) -> None:
    front = house.front()
    house.worker()
    house.await_ready(front)
    until(lambda: _is_claimed(house))
    until(lambda: _listeners(house) == 1)
    assert house.asks(front, house.side.ada, f"roles add <@{house.side.rita}> reviewer").status_code == 200
    until(lambda: all(row.status is EffectStatus.SENT for row in _all(house)))


def test_a_database_that_is_away_is_a_sentence_without_its_password(tmp_path: Path, nursery: Nursery) -> None:
    side = slack_side()
    house = House(side, "postgresql://desk:hunter2@127.0.0.1:1/desk", tmp_path, nursery)
    assert house.start("worker").wait(60) == 2
    assert house.log().strip() == "The database named by DATABASE_URL cannot be opened."


def _listeners(house: House) -> int:
    listening = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'takedown-bell' AND query = 'LISTEN takedown_effects'"
    )
    with house.store.read() as session:
        return int(session.connection().execute(listening).scalar_one())


def _is_claimed(house: House) -> bool:
    """Whether a worker has told the database which workspace this is, and so is at work."""
    store = open_store(house.url)
    try:
        if not is_migrated(store):
            return False
        with store.read() as session:
            return bool(session.exec(select(Workspace)).all())
    finally:
        store.close()


def _all(house: House) -> list[Effect]:
    with house.store.read() as session:
        return list(session.exec(select(Effect)))


def _seconds_left(house: House) -> float:
    with house.store.read() as session:
        now = (
            "SELECT (julianday('now') - 2440587.5) * 86400.0"
            if house.url.startswith("sqlite")
            else "SELECT extract(epoch FROM clock_timestamp())"
        )
        real = float(session.connection().execute(sa.text(now)).scalar_one())
    [row] = house.rows("t0")
    assert row.lease_until is not None
    return row.lease_until - real
