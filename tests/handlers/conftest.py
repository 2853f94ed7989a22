import pytest

from bot.clock import MovableClock
from bot.desk.context import Desk, Policy
from bot.outward.reach import Abilities, StancedReach
from bot.platforms.stances import load_stances
from storage.engine import Store
from storage.models import Workspace
from tests.handlers.office import ADMIN, Someone, employ
from tests.support.database import clock, database_kind, database_url, store, workspace

__all__ = ["clock", "database_kind", "database_url", "store", "workspace"]


@pytest.fixture
def desk(store: Store, clock: MovableClock) -> Desk:
    policy = Policy(verify_url="https://northlight.example/verify", admins=(ADMIN,))
    return Desk(store, clock, policy, StancedReach(load_stances(), Abilities(), clock))


@pytest.fixture
def rita(desk: Desk, workspace: Workspace) -> Someone:
    """A reviewer in the channel of the matters that she opens."""
    return employ(desk, workspace.id or 0, "U1RITA", "reviewer")


@pytest.fixture
def carla(desk: Desk, workspace: Workspace) -> Someone:
    """Counsel, in the same channel."""
    return employ(desk, workspace.id or 0, "U1CARLA", "counsel")


@pytest.fixture
def admin(desk: Desk, workspace: Workspace) -> Someone:
    """The first admin, named in the settings; in no channel."""
    return Someone(desk, workspace.id or 0, ADMIN)


@pytest.fixture
def stranger(desk: Desk, workspace: Workspace) -> Someone:
    """Somebody without a role."""
    return Someone(desk, workspace.id or 0, "U1STRANGER")
