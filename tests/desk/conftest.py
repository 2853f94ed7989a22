from pathlib import Path

import pytest

from bot.clock import MovableClock
from storage.database.engine import Store
from storage.models import Workspace
from tests.desk.office import Office, opened_office
from tests.support.database import clock, database_kind, database_url, store, workspace

__all__ = ["clock", "database_kind", "database_url", "office", "store", "workspace"]


@pytest.fixture
def office(store: Store, workspace: Workspace, clock: MovableClock, tmp_path: Path) -> Office:
    return opened_office(store, clock, workspace.pk, tmp_path)
