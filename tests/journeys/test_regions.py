"""A region in any spelling that a desk is started with, or has stored before, counts days when it is needed."""

from pathlib import Path

import pytest
from sqlmodel import select

from storage.models import Matter
from tests.journeys.conftest import Way, opened_stage
from tests.journeys.stage import Stage


@pytest.mark.parametrize("region", ["US-CA", "uk"])
def test_whatever_region_starts_the_desk_opens_the_draft_and_counts_its_days(
    way: Way, tmp_path: Path, region: str
) -> None:
    with opened_stage(tmp_path, way, extra={"GRACE_REGION": region}) as stage:
        _warns(stage)
        _store_region(stage, "GBR-ENG")
        _warns(stage)


def _warns(stage: Stage) -> None:
    case = stage.chirp_case()
    case.warned()
    case.until("Asked first", "*Escalate*: not before")
    assert len(case.inbox()) == 1


def _store_region(stage: Stage, region: str) -> None:
    with stage.desk.process.store.write() as session:
        for matter in session.exec(select(Matter)):
            matter.region = region
            session.add(matter)
