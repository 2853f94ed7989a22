"""The main story: file, show, ask first, wait, go to the platform, record what became of it, say thanks."""

from io import BytesIO

from pypdf import PdfReader

from tests.journeys.case import Case
from tests.journeys.stage import Stage


def test_an_account_is_asked_first_then_the_platform_and_thanked(stage: Stage) -> None:
    case = stage.chirp_case(posts=2)
    _ask_first(case)
    _hear_and_wait(stage, case)
    _go_to_the_platform(stage, case)
    _resolve(stage, case)
    _thank(stage, case)


def _ask_first(case: Case) -> None:
    assert "Filed, nobody asked yet" in case.text()
    assert {"Request approval", "Add evidence", "Withdraw"} <= set(case.buttons())

    case.hand_in("rita", "Request approval")
    case.until("Message waits for approval")
    case.hand_in("rob", "Approve")
    case.until("Message approved, not sent yet")
    case.nothing_arrives()

    case.click("rita", "Send warning")
    case.until("Asked first", "No reply yet")
    [warning] = case.inbox()
    assert "Rita Marsh" in warning
    assert "https://northlight.example/verify" in warning
    assert f"{case.key}-" in warning
    assert all(link in warning for link in case.links)


def _hear_and_wait(stage: Stage, case: Case) -> None:
    stage.outside("chirp/delete", **{"as": case.handle, "id": case.post_ids()[0]})
    case.hand_in("rita", "Record reply", reply="removed", quote="One is down. The other stays.")
    case.until("The person removed it")
    case.hand_in("rita", "Record outcome", item_1="user_removed_after_contact")
    assert "Escalate" not in case.buttons()
    case.until("*Escalate*: not before")


def _go_to_the_platform(stage: Stage, case: Case) -> None:
    case.grace_over()
    case.drafted()
    case.hand_in("rob", "Approve").until("waits for a counsel or signatory", "approved by")
    case.hand_in("carla", "Approve")
    case.click("rita", "Send escalation")
    case.until("With the platform", "The platform’s answer is due")
    [mail] = stage.mails(case.key)
    assert mail["to"] == "legal@chirp.example"
    [attached] = mail["attachments"]
    assert attached["name"] == f"{case.key}.pdf"
    letter = PdfReader(BytesIO(stage.attachment(mail))).pages[0].extract_text()
    assert case.links[1].rpartition("/")[2] in letter
    assert case.links[0] not in mail["text"]
    assert case.links[1] in mail["text"]


def _resolve(stage: Stage, case: Case) -> None:
    stage.outside("chirp/remove", id=case.post_ids()[1])
    case.hand_in("rita", "Record answer", reference="CHIRP-2207", forwarded="yes", quote="We removed it.")
    case.until("reference CHIRP-2207", "it passed our letter on to the account holder")
    case.hand_in("rita", "Record outcome", item_2="platform_removed")
    case.until("Resolved")
    case.told("The case is resolved.")


def _thank(stage: Stage, case: Case) -> None:
    case.hand_in("rita", "Say thanks")
    case.hand_in("rob", "Approve")
    case.click("rita", "Send thanks")
    stage.until(lambda: len(case.inbox()) == 2)
    assert "Thank you: the post is down" in case.inbox()[1]
    case.until("Thank-you sent")
    case.withdrawn("Say thanks")
    told = case.told("The thank-you was sent")
    for sentence in (
        "Filed by",
        "Evidence is kept",
        "asked for approval",
        "approved the warning",
        "The time to answer is over",
    ):
        assert sentence in told
