from collections.abc import Iterator

import pytest

from bot.clock import MovableClock
from storage.database.engine import Store
from storage.models import Workspace
from tests.effects.stage import Stage
from tests.support.database import clock, database_kind, database_url, store, workspace

__all__ = ["clock", "database_kind", "database_url", "store", "workspace"]


@pytest.fixture
def stage(store: Store, workspace: Workspace, clock: MovableClock) -> Iterator[Stage]:
    opened = Stage(store, workspace, clock)
    yield opened
    opened.close()
