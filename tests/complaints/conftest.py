"""A running desk for the complaints that people have about bots like this one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import OnPostgresql, opened_stage, without_a_blemish
from tests.journeys.stage import Stage
from tests.support.postgres import server_of


@pytest.fixture(scope="session", params=["http", "postgresql"])
def transport(request: pytest.FixtureRequest) -> str:
    """Signed HTTP, to a desk on SQLite and to one on PostgreSQL."""
    return OnPostgresql(server_of(request.config)) if request.param == "postgresql" else "http"


@pytest.fixture(scope="session")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk on SQLite; what is complained of has little to do with the database."""
    with opened_stage(tmp_path_factory.mktemp("complaints"), "http") as stage:
        yield stage


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    """A desk that other tests have used before: every test files accounts of its own."""
    with without_a_blemish(shared_stage):
        yield shared_stage


@pytest.fixture
def own_stage(transport: str, tmp_path: Path) -> Iterator[Stage]:
    """A desk for one test alone, on each database."""
    with opened_stage(tmp_path, transport) as stage:
        yield stage
