"""Deliveries of which nobody knows: found and counted once, or settled by a named person."""

import pytest

from bot.effects import completion
from bot.simulator.outside.faults import Fault, Trouble
from bot.simulator.slack.state.stress import Fault as SlackFault
from bot.simulator.slack.state.stress import FaultKind, Stress
from tests.journeys.stage import Stage

STATUSES = "/api/v1/statuses"
SETTLING = {"Mark as sent", "Send again", "Cancel"}


@pytest.fixture(autouse=True)
def _asked_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "QUESTIONS", (0.2, 0.2, 300.0))


@pytest.mark.parametrize("trouble", [Trouble.SERVER_ERROR, Trouble.BROKEN_OFF])
def test_what_arrived_is_found_and_counts_once(stage: Stage, trouble: Trouble) -> None:
    case = stage.chirp_case().asked()
    stage.desk.town.chirp.faults.expect("POST", STATUSES, Fault(trouble, after_the_work=True))
    case.click("rita", "Send warning")
    case.told("may have been sent; nobody knows whether it arrived")
    case.until("Asked first", "Warning sent by")
    assert len(case.inbox()) == 1
    assert not SETTLING & set(case.buttons())
    case.nothing_arrives()


def test_what_provably_did_not_arrive_is_sent(stage: Stage) -> None:
    case = stage.chirp_case().asked()
    stage.desk.town.chirp.faults.expect("POST", STATUSES, Fault(Trouble.SERVER_ERROR))
    case.click("rita", "Send warning")
    case.until("Asked first", "Warning sent by")
    assert len(case.inbox()) == 1


def test_a_platform_that_cannot_tell_leaves_it_to_a_person(stage: Stage) -> None:
    case = stage.chirp_case().asked()
    faults = stage.desk.town.chirp.faults
    faults.expect("POST", STATUSES, Fault(Trouble.BROKEN_OFF, after_the_work=True))
    faults.expect("GET", "verify_credentials", Fault(Trouble.SERVER_ERROR), times=3)
    case.click("rita", "Send warning")
    case.until("The warning *may have been sent*")
    assert set(case.buttons()) >= SETTLING
    assert "takes the role" in case.answered("rita", "Mark as sent")
    card = case.offering("Mark as sent")
    assert not {"Record outcome", "Withdraw"} & set(case.buttons())
    case.click("rob", "Mark as sent")
    case.until("Asked first")
    assert len(case.inbox()) == 1
    case.told("Nobody knew whether the warning arrived.", f"<@{stage.person('rob').id}> says: it was sent")
    assert "settled meanwhile" in case.answered("carla", "Send again", card=card)
    assert len(case.inbox()) == 1
    while faults.take("GET", "verify_credentials"):
        pass


def test_a_letter_in_doubt_is_never_sent_twice_blindly(stage: Stage) -> None:
    case = stage.chirp_case(ground="ncii")
    case.drafted(rule="rule on intimate images", explanation="It shows a person who has not agreed.")
    case.hand_in("rob", "Approve").hand_in("carla", "Approve")
    stage.desk.town.mailbox.break_off()
    case.click("rita", "Send escalation")
    case.until("*may have been sent*", "The connection broke after the letter had begun to leave")
    assert set(case.buttons()) >= SETTLING
    assert len(stage.mails(case.key)) == 1

    stage.desk.town.mailbox.break_off()
    case.click("carla", "Send again")
    case.told("says: it is to be sent again")
    stage.until(lambda: len(stage.mails(case.key)) == 2)
    assert len({each["message_id"] for each in stage.mails(case.key)}) == 1
    case.until("*may have been sent*")
    case.click("simon", "Cancel")
    case.told("it is given up, and counts as not sent")
    case.click("rita", "Send escalation")
    case.until("With the platform")
    assert len(stage.mails(case.key)) == 3
    assert len({each["message_id"] for each in stage.mails(case.key)}) == 1


def test_a_platform_that_asks_for_patience_gets_it(stage: Stage) -> None:
    case = stage.chirp_case().asked()
    stage.desk.town.chirp.faults.expect("POST", STATUSES, Fault(Trouble.RATE_LIMITED, seconds=3))
    case.click("rita", "Send warning")
    case.nothing_arrives(0.8)
    case.until("Asked first")
    assert len(case.inbox()) == 1


def test_slack_may_ask_for_patience_too(stage: Stage) -> None:
    case = stage.chirp_case(shown=False)
    limited = iter([SlackFault(FaultKind.RATE_LIMITED, 1.0)])
    slack = stage.desk.town.slack
    slack.stress = Stress(fault=lambda method: next(limited, None) if method == "chat.update" else None)
    try:
        case.hand_in("rita", "Withdraw", reason="Filed by mistake.")
        case.until("Withdrawn")
    finally:
        slack.stress = Stress()
