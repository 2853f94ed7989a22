"""The database is down: whoever asks is told that nothing was saved, and keeps what they typed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.simulator.person import shown_text
from bot.simulator.slack.state.stress import Stress
from storage.database.engine import Store
from tests.journeys.case import Case
from tests.journeys.conftest import opened_stage
from tests.journeys.stage import FACTS, Stage
from tests.support.postgres import OwnServer

PATIENCE_OF_SLACK = 3.0
NOT_SAVED = "nothing was saved"
MATTER = {
    "key": "NEW", "title": "Another leak", "client": "Northlight Pictures", "facts": FACTS,
    "ground": "private_info",
}  # fmt: skip

Outage = Callable[[], None]


def ready(stage: Stage) -> tuple[int, dict[str, bool]]:
    answer = httpx.get(f"{stage.desk.bot.url}/readyz", timeout=30, trust_env=False, verify=False)
    return answer.status_code, answer.json()


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[tuple[Stage, OwnServer]]:
    """A desk whose PostgreSQL can be stopped."""
    server = OwnServer()
    try:
        with opened_stage(tmp_path, extra={"DATABASE_URL": server.new_database()}) as stage:
            yield stage, server
    finally:
        server.close()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Stage]:
    with opened_stage(tmp_path) as stage:
        stage.desk.town.slack.stress = Stress(ack_seconds=PATIENCE_OF_SLACK)
        yield stage


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Have somebody else hold SQLite's file for writing, as a tool that copies it may."""
    engine = sa.create_engine(store.engine.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=15000")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.exec_driver_sql("ROLLBACK")


def whoever_asks_is_told(stage: Stage, case: Case, form: dict[str, object]) -> None:
    """Ask for something in each way there is; nothing is saved, nothing typed is lost."""
    ada, rob = stage.person("ada"), stage.person("rob")
    said = stage.says("ada", "/takedown pause because of a reason I typed")
    assert NOT_SAVED in said
    assert "You typed: /takedown pause because of a reason I typed" in said
    answer = ada.submit(form, **MATTER, channel=stage.home)
    assert answer["response_action"] == "errors", answer
    assert any(NOT_SAVED in sentence for sentence in answer["errors"].values())
    assert [view["id"] for view in ada.views()] == [form["id"]]
    rob.click(case.card(), "Take")
    assert NOT_SAVED in shown_text(rob.modal())
    stage.clear(rob)


def all_is_well_again(stage: Stage, case: Case, form: dict[str, object]) -> None:
    """The same form is taken now, unchanged, and so is the click."""
    ada = stage.person("ada")
    stage.until(lambda: ready(stage)[0] == 200)
    assert ada.submit(form, **MATTER, channel=stage.home)["response_action"] == "update"
    stage.clear(ada)
    case.click("rob", "Take")
    case.until(f"Owner <@{stage.person('rob').id}>")
    assert "*NEW*" in stage.says("ada", "/takedown matter list")
    assert stage.broken_chains() == []


def test_postgresql_is_stopped_and_started_again(on_postgresql: tuple[Stage, OwnServer]) -> None:
    stage, server = on_postgresql
    case = stage.x_case(shown=False)
    form = stage.opens("ada", "/takedown matter new")
    server.stop()
    status, said = ready(stage)
    assert (status, said["ready"], said["database"]) == (503, False, False)
    assert httpx.get(f"{stage.desk.bot.url}/healthz", trust_env=False, verify=False).status_code == 200
    whoever_asks_is_told(stage, case, form)
    assert NOT_SAVED in stage.says("ada", "/takedown list")
    server.start()
    all_is_well_again(stage, case, form)


def test_sqlite_is_locked_by_somebody_else_for_long(on_sqlite: Stage) -> None:
    """Slack waits three seconds for an answer; SQLite would have been waited for much longer."""
    stage = on_sqlite
    case = stage.x_case(shown=False)
    form = stage.opens("ada", "/takedown matter new")
    with locked(stage.desk.process.store):
        began = time.monotonic()
        whoever_asks_is_told(stage, case, form)
        assert time.monotonic() - began < 3 * PATIENCE_OF_SLACK
        status, said = ready(stage)
        assert (status, said["database"]) == (503, False)
        assert case.key in stage.says("ada", "/takedown list")
    all_is_well_again(stage, case, form)
