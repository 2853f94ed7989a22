"""A rehearsal: everything goes to one address, headed as what it is, and nothing counts as sent."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Way, opened_stage, without_a_blemish
from tests.journeys.stage import Stage

ADDRESS = "rehearsal@northlight.example"


@pytest.fixture
def rehearsal(way: Way, tmp_path: Path):
    extra = {"MAIL_REDIRECT_TO": ADDRESS}
    with opened_stage(tmp_path, way, extra=extra) as stage, without_a_blemish(stage):
        yield stage


def test_nothing_is_recorded_as_sent(rehearsal: Stage) -> None:
    stage = rehearsal
    case = stage.chirp_case().asked()
    case.click("rita", "Send warning")
    case.told("Rehearsal: the warning went to our own address only and counts as not sent")
    case.until("Message approved, not sent yet")
    [mail] = stage.mails("REHEARSAL")
    assert mail["to"] == ADDRESS
    assert mail["subject"].startswith("REHEARSAL")
    assert case.links[0] in mail["text"]
    assert case.inbox() == []
    case.click("rita", "Send warning")
    stage.until(lambda: len(stage.mails("REHEARSAL")) == 2)
    assert case.inbox() == []

    report = stage.chirp_case(ground="ncii")
    report.drafted(rule="rule on intimate images", explanation="It shows a person who has not agreed.")
    report.hand_in("rob", "Approve").hand_in("carla", "Approve")
    report.click("rita", "Send escalation")
    report.told("Rehearsal: the report to the platform went to our own address only")
    report.until("Notice to the platform approved, not sent yet")
    [letter] = stage.mails(report.key)
    assert letter["to"] == ADDRESS
    assert letter["subject"].startswith("REHEARSAL: ")
    assert "this would have gone to legal@chirp.example" in letter["text"]
    assert letter["attachments"]

    by_hand = stage.x_case().asked()
    by_hand.until("This desk is in rehearsal: nothing is recorded as sent.")
    assert "I sent it" not in by_hand.buttons()
