import pytest

from bot.clock import MovableClock
from storage.engine import Store
from storage.models import Workspace
from tests.effects.stage import Stage
from tests.support.database import clock, store, workspace

__all__ = ["clock", "store", "workspace"]


@pytest.fixture
def stage(store: Store, workspace: Workspace, clock: MovableClock) -> Stage:
    return Stage(store, workspace, clock)
