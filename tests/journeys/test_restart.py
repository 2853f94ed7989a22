"""A restart: everything is still there, and what was promised goes on."""

from pathlib import Path

from tests.journeys.case import Case
from tests.journeys.conftest import Way, opened_stage, without_a_blemish


def test_nothing_is_lost_and_everything_goes_on(way: Way, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with opened_stage(tmp_path, way, state=state) as stage, without_a_blemish(stage):
        port = stage.desk.page.port
        asked = stage.chirp_case().warned()
        approved = stage.chirp_case().asked()
        stale = approved.offering("Send warning")
        ends = asked.grace_ends()
        before, told = asked.card()["ts"], asked.told("The warning was sent")
    later = opened_stage(tmp_path, way, state=state, start=ends, port=port)
    with later as stage, without_a_blemish(stage):
        asked = Case(stage, asked.key, asked.links, asked.handle)
        approved = Case(stage, approved.key, approved.links, approved.handle)
        asked.until("the time to answer is over")
        assert asked.card()["ts"] == before
        assert asked.told("The time to answer is over").startswith(told)
        approved.until("nobody is asked to approve it yet")
        assert "not approved" in approved.answered("rita", "Send warning", card=stale)
        assert approved.inbox() == []
        assert len(asked.inbox()) == 1
        asked.escalated()
        assert len(stage.mails(asked.key)) == 1
        assert asked.key in stage.says("rob", "/takedown list NLP")
    with opened_stage(tmp_path, way, state=state, port=port) as stage, without_a_blemish(stage):
        asked = Case(stage, asked.key, asked.links, asked.handle)
        asked.until("With the platform")
        assert len(stage.mails(asked.key)) == 1
