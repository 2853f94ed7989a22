"""A running desk for the complaints that people have about bots like this one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import Way, opened_stage, stage, way
from tests.journeys.stage import Stage

__all__ = ["stage", "way"]


@pytest.fixture(scope="session")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk on SQLite; what is complained of has little to do with the database."""
    with opened_stage(tmp_path_factory.mktemp("complaints")) as stage:
        yield stage


@pytest.fixture
def own_stage(way: Way, tmp_path: Path) -> Iterator[Stage]:
    """A desk for one test alone, in each way."""
    with opened_stage(tmp_path, way) as stage:
        yield stage
