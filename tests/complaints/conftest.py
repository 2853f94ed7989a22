"""A running desk for the complaints that people have about bots like this one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import opened_stage, stage, way
from tests.journeys.stage import Stage

__all__ = ["stage"]


@pytest.fixture(scope="session", params=["http", "postgresql"])
def transport(request: pytest.FixtureRequest) -> str:
    """Signed HTTP, to a desk on SQLite and to one on PostgreSQL."""
    return way(request)


@pytest.fixture(scope="session")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk on SQLite; what is complained of has little to do with the database."""
    with opened_stage(tmp_path_factory.mktemp("complaints"), "http") as stage:
        yield stage


@pytest.fixture
def own_stage(transport: str, tmp_path: Path) -> Iterator[Stage]:
    """A desk for one test alone, on each database."""
    with opened_stage(tmp_path, transport) as stage:
        yield stage
