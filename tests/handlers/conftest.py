from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.desk.core.context import Desk, Installation
from bot.outward.platforms import Capabilities, StancePlatforms
from bot.platforms.stances import load_stances
from storage.database.engine import Store
from storage.models import Workspace
from tests.desk.office import Office, opened_office
from tests.handlers.office import ADMIN, Someone, employ
from tests.support.database import KINDS, clock, database_url, store, workspace

__all__ = ["clock", "database_url", "store", "workspace"]

ABOUT_LISTS = ("test_digests", "test_home", "test_lists")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is about lists on both databases."""
    is_about_lists = metafunc.module.__name__.rpartition(".")[2] in ABOUT_LISTS
    chosen = any("database_kind" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if is_about_lists and not chosen and "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", KINDS)


@pytest.fixture
def database_kind() -> str:
    """The answers to requests do not depend on the database."""
    return "sqlite"


@pytest.fixture
def desk(store: Store, clock: MovableClock) -> Desk:
    installation = Installation(verify_url="https://northlight.example/verify", admins=(ADMIN,))
    return Desk(store, clock, installation, StancePlatforms(load_stances(), Capabilities(), clock))


@pytest.fixture
def rita(desk: Desk, workspace: Workspace) -> Someone:
    """A reviewer in the channel of the matters that she opens."""
    return employ(desk, workspace.pk, "U1RITA", "reviewer")


@pytest.fixture
def carla(desk: Desk, workspace: Workspace) -> Someone:
    """Counsel, in the same channel."""
    return employ(desk, workspace.pk, "U1CARLA", "counsel")


@pytest.fixture
def admin(desk: Desk, workspace: Workspace) -> Someone:
    """The first admin, named in the settings; in no channel."""
    return Someone(desk, workspace.pk, ADMIN)


@pytest.fixture
def stranger(desk: Desk, workspace: Workspace) -> Someone:
    """Somebody without a role."""
    return Someone(desk, workspace.pk, "U1STRANGER")


@pytest.fixture
def office(store: Store, workspace: Workspace, clock: MovableClock, tmp_path: Path) -> Office:
    return opened_office(store, clock, workspace.pk, tmp_path)
