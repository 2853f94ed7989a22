"""The kill switch: nothing leaves, every card says so, and resuming sends what waited."""

from collections.abc import Iterator

import pytest

from bot.simulator.person import shown_text
from tests.journeys.stage import Stage

PAUSED = "Paused* by"


@pytest.fixture
def stage(stage: Stage) -> Iterator[Stage]:
    yield stage
    stage.says("carla", "/takedown resume")


def test_nothing_leaves_while_paused_and_what_waited_is_sent_then(stage: Stage) -> None:
    approved, asked, by_hand = stage.chirp_case().asked(), stage.chirp_case().warned(), stage.x_case().asked()
    waiting, queued = stage.chirp_case().asked(), stage.chirp_case().asked()
    send, hand = approved.offering("Send warning"), by_hand.offering("I sent it")
    with waiting.held_up():
        for case in (waiting, queued):
            case.click("rita", "Send warning")
            case.until("being sent to")
        assert "takes the role" in stage.says("rob", "/takedown pause")
        assert "The desk is paused" in stage.says("carla", "/takedown pause wrong <!here> list")
        assert "paused already" in stage.says("ada", "/takedown pause")
    for case in (approved, asked, by_hand, waiting):
        said = case.until(PAUSED, "nothing goes to anyone outside")
        assert "&lt;!here&gt;" in said
        assert "<!here>" not in said
    approved.until("*Send warning*: The desk is paused")
    by_hand.until("*I sent it*: The desk is paused")
    assert not {"Send warning", "I sent it"} & {*approved.buttons(), *by_hand.buttons()}
    assert "paused" in approved.answered("rita", "Send warning", card=send)
    errors = by_hand.refused("rita", "I sent it", reference="https://x.com/messages/1", card=hand)
    assert "paused" in errors["reference"]
    waiting.nothing_arrives(1.5)
    assert approved.inbox() == []
    assert queued.inbox() == []

    stage.person("carla").home()
    stage.until(lambda: "Nothing goes outside" in shown_text(stage.person("carla").see_home() or {}))
    asked.hand_in("rita", "Record reply", reply="agreed")
    asked.until("agreed to take it down", PAUSED)

    assert "The desk goes on" in stage.says("ada", "/takedown resume")
    waiting.until("Asked first")
    queued.until("Asked first")
    assert len(waiting.inbox()) == len(queued.inbox()) == 1
    for case in (approved, asked, by_hand, waiting):
        stage.until(lambda case=case: PAUSED not in case.text())
    approved.click("rita", "Send warning")
    approved.until("Asked first")


def test_a_reply_takes_back_what_waits_to_be_sent(stage: Stage) -> None:
    case = stage.chirp_case().warned().grace_over()
    case.hand_in("rita", "Remind once").hand_in("rob", "Approve")
    case.offering("Send reminder")
    with case.held_up():
        case.click("rita", "Send reminder")
        case.until("being sent to")
        stage.says("carla", "/takedown pause")
    case.hand_in("rita", "Record reply", reply="no_contact", quote="Leave me alone.")
    case.until("Nobody writes to this person any more", "the time to answer is over")
    stage.says("carla", "/takedown resume")
    stage.until(lambda: PAUSED not in case.text())
    case.nothing_arrives(1.3)
    assert len(case.inbox()) == 1
    case.told("The reminder was discarded, unsent")
