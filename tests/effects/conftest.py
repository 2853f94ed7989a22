import pytest

from bot.clock import MovableClock
from storage.engine import Store
from storage.models import Workspace
from tests.effects.stage import Stage
from tests.support.database import clock, database_kind, database_url, store, workspace

__all__ = ["clock", "database_kind", "database_url", "store", "workspace"]


@pytest.fixture
def stage(store: Store, workspace: Workspace, clock: MovableClock) -> Stage:
    return Stage(store, workspace, clock)
