"""Replies that stop contact at once, and disputes: the promised date stays, and somebody else decides."""

import pytest

from tests.journeys.stage import Stage


def test_a_dispute_blocks_the_platform_until_another_reviewer_decided(stage: Stage) -> None:
    case = stage.chirp_case(by="rita")
    case.warned(by="rob", approver="ada")
    promised = case.grace_ends()
    case.hand_in("rita", "Record reply", reply="disputes", quote="That is my own work, <!channel>.")
    said = case.until("The person disputes this", "The person disputes it")
    assert case.grace_ends() == promised
    assert "Remind once" not in case.buttons()

    case.grace_over()
    case.until("*Escalate*: The person disputes this. A reviewer who did not write the message decides")
    assert not {"Remind once", "Escalate"} & set(case.buttons())
    verdict = {"verdict": "rejected", "reason": "The page carries our watermark."}
    assert "role reviewer" in case.refused("carla", "Decide dispute", **verdict)["verdict"]
    assert "You wrote to this person" in case.refused("rob", "Decide dispute", **verdict)["verdict"]
    case.hand_in("ada", "Decide dispute", **verdict)
    case.offering("Escalate")
    case.until("Nobody writes to this person any more")
    assert "Remind once" not in case.buttons()
    told = case.told("decided that the dispute is not justified: “The page carries our watermark.”")
    assert "&lt;!channel&gt;" in told
    assert "<!channel>" not in told + said


def test_a_justified_dispute_keeps_the_case_from_the_platform_for_good(stage: Stage) -> None:
    case = stage.chirp_case().warned()
    case.hand_in("rita", "Record reply", reply="disputes")
    case.hand_in("ada", "Decide dispute", verdict="upheld", reason="It is criticism.")
    case.until("a reviewer found that justified")
    case.withdrawn("Decide dispute")
    case.grace_over()
    case.until("*Escalate*: The person disputes this")
    assert "Escalate" not in case.buttons()


def test_a_lawyer_stops_contact_in_every_matter(stage: Stage) -> None:
    case = stage.chirp_case().warned().grace_over()
    case.hand_in("rita", "Remind once")
    case.offering("Approve")
    promised = case.grace_ends() if "The time to answer ends" in case.text() else None
    case.hand_in("rob", "Record reply", reply="has_lawyer", quote="Write to my lawyer.")
    case.until("The person has a lawyer: nobody writes to them directly", "the time to answer is over")
    case.withdrawn("Approve")
    assert promised is None or case.grace_ends() == promised
    case.told("The reminder was discarded, unsent", "has a lawyer")
    assert "Remind once" not in case.buttons()
    assert len(case.inbox()) == 1
    case.offering("Escalate")

    if "*HAR*" not in stage.says("rita", "/takedown matter list"):
        stage.open_matter("HAR")
    number = stage.desk.town.chirp.add_post(case.handle, "Another leak.")
    link = f"{stage.desk.town.chirp.public_url}/@{case.handle}/{number}"
    other = stage.file(link, matter="HAR").shown()
    other.until("*Request approval*: Contact with this person has stopped; nobody writes to them again.")
    assert "Request approval" not in other.buttons()


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("refused", "Nobody writes to this person any more"),
        ("is_press", "The person is press: nobody writes to them"),
        ("no_contact", "Nobody writes to this person any more"),
    ],
)
def test_contact_stops_at_once_and_the_promised_date_stays(stage: Stage, reply: str, said: str) -> None:
    case = stage.chirp_case().warned()
    promised = case.grace_ends()
    case.hand_in("rita", "Record reply", reply=reply)
    case.until(said)
    assert case.grace_ends() == promised
    case.until("*Escalate*: not before")
    case.grace_over()
    case.offering("Escalate")
    assert "Remind once" not in case.buttons()


def test_a_friendly_reply_stops_nothing(stage: Stage) -> None:
    case = stage.chirp_case()
    assert "Record reply" not in case.buttons()
    case.warned().hand_in("rita", "Record reply", reply="agreed", quote="I will do it tomorrow.")
    case.until("The person agreed to take it down")
    case.grace_over()
    case.offering("Remind once")
