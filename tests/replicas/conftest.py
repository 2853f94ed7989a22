from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.clock import MovableClock
from storage.database.engine import Store
from storage.models import Workspace
from tests.effects.stage import Stage
from tests.replicas.house import House
from tests.support.database import clock, database_kind, database_url, empty_url, store, workspace
from tests.support.nursery import Nursery
from tests.support.slack_side import slack_side

__all__ = ["clock", "database_kind", "database_url", "empty_url", "store", "workspace"]


@pytest.fixture(scope="package")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where processes are started from that has loaded the program once, for all."""
    opened = Nursery(tmp_path_factory.mktemp("nursery") / "log")
    yield opened
    opened.close()


@pytest.fixture
def house(empty_url: str, tmp_path: Path, nursery: Nursery) -> Iterator[House]:
    """Processes of one installation on a database that has no tables yet, and its Slack."""
    side = slack_side()
    with ExitStack() as stack:
        stack.enter_context(side.served())
        house = House(side, empty_url, tmp_path, nursery)
        stack.callback(house.close)
        yield house


@pytest.fixture
def stage(store: Store, workspace: Workspace, clock: MovableClock) -> Iterator[Stage]:
    opened = Stage(store, workspace, clock)
    yield opened
    opened.close()
