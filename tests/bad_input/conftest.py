from collections.abc import Iterator

import pytest

from tests.bad_input.stage import Stage, staged


@pytest.fixture(scope="package")
def shared_stage() -> Iterator[Stage]:
    with staged() as stage:
        yield stage


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    """The one stage of all these tests; after each, Slack has refused nothing, and nothing was injected."""
    for person in vars(shared_stage.people).values():
        for view in person.views()[-1:]:
            person.close_view(view, whole_stack=True)
    shared_stage.desk.town.slack.refused.clear()
    yield shared_stage
    shared_stage.behaves()
