from collections.abc import Iterator

import pytest

from bot.simulator.slack.state.stress import Stress
from tests.bad_input.stage import Stage, staged


@pytest.fixture(scope="package")
def shared_stage() -> Iterator[Stage]:
    with staged() as stage:
        yield stage


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    """A desk whose Slack each test may trouble; afterwards it behaves again."""
    shared_stage.desk.town.slack.refused.clear()
    yield shared_stage
    shared_stage.desk.town.slack.stress = Stress()
