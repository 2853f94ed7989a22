"""A migrated database in a temporary folder, and a workspace in it; loaded as a pytest plugin."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import MovableClock
from storage.engine import Store, open_store
from storage.migrate import migrate
from storage.models import Workspace

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(TUESDAY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'takedown.db'}")
    migrate(store)
    yield store
    store.close()


@pytest.fixture
def workspace(store: Store) -> Workspace:
    with store.write() as session:
        row = Workspace(key="northlight", name="Northlight", slack_team_id="T0NORTH", created_at=TUESDAY)
        session.add(row)
    return row
