"""A running desk for the journeys, reached in both ways that Slack knows; at its end without a blemish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.commands.local_desk import local_desk
from tests.journeys.stage import ROLES, Stage
from tests.support.postgres import server_of

TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)
AT_ONCE: dict[str, Any] = {}
"""No rates: the local Slack takes whatever comes, and a journey need not wait for the real one's limits."""


@dataclass(frozen=True)
class Way:
    """How Slack's requests reach a desk, and on which database it is: PostgreSQL's of a folder, else SQLite."""

    socket_mode: bool = False
    databases: defaultdict[Any, str] | None = None


BY_HTTP = Way()


@pytest.fixture(scope="session", params=["http-sqlite", "socket-postgresql"])
def way(request: pytest.FixtureRequest) -> Way:
    """Both ways from Slack to a desk and both databases: each journey meets each of them once."""
    if request.param == "http-sqlite":
        return BY_HTTP
    return Way(socket_mode=True, databases=defaultdict(server_of(request.config).new_database))


@contextmanager
def opened_stage(folder: Any, way: Way = BY_HTTP, **settings: Any) -> Iterator[Stage]:
    """Run a desk whose people have their roles and whose matter NLP is open."""
    settings = {"start": TUESDAY, "rates": AT_ONCE} | settings
    if way.databases is not None:
        settings["extra"] = {"DATABASE_URL": way.databases[folder], **settings.get("extra", {})}
    with local_desk(socket_mode=way.socket_mode, **settings) as desk:
        stage = Stage(desk, folder)
        try:
            prepare(stage)
            yield stage
        finally:
            stage.close()


def prepare(stage: Stage) -> None:
    """Give roles and open the matter, unless a kept state has them."""
    if stage.desk.town.slack.restored:
        return
    for name, held in ROLES.items():
        stage.says("ada", f"/takedown roles add @{name} {' '.join(held)}")
    stage.open_matter("NLP")
    stage.until(stage.knows_everybody)


@pytest.fixture(scope="session")
def shared_stage(way: Way, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with opened_stage(tmp_path_factory.mktemp("journeys"), way) as stage:
        yield stage


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    """A desk that others have used before: every test files accounts of its own."""
    with without_a_blemish(shared_stage):
        yield shared_stage


@pytest.fixture
def own_stage(way: Way, tmp_path: Any) -> Iterator[Stage]:
    """A desk for one story alone."""
    with opened_stage(tmp_path, way) as stage, without_a_blemish(stage):
        yield stage


@contextmanager
def without_a_blemish(stage: Stage) -> Iterator[None]:
    """Check at the end that Slack refused nothing, nothing unforeseen happened, and the record holds."""
    refused = stage.desk.town.slack.refused
    before = len(refused)
    stage.forgiven.clear()
    with capture_logs() as logs:
        yield
    assert [each for each in logs if each["event"] == "trouble"] == []
    assert [each for each in refused[before:] if each.error not in stage.forgiven] == []
    assert stage.broken_chains() == []
