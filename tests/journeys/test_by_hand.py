"""The assisted story: X lets no bot write first, so a named person writes, and proves it."""

from datetime import timedelta

from bot.simulator.person import shown_text
from tests.journeys.case import Json
from tests.journeys.stage import Stage

SENT = "https://x.com/messages/1-2"


def test_a_named_person_sends_word_for_word_and_proves_it(stage: Stage) -> None:
    case = stage.x_case(posts=2)
    draft = case.press("rita", "Request approval")
    [body] = [each["element"]["initial_value"] for each in draft["blocks"] if each["type"] == "input"]
    case.asked()
    case.until(f"<@{stage.person('rita').id}> sends this by hand, word for word")
    assert "Send warning" not in case.buttons()
    assert copied(case.card()) == body
    assert f"https://x.com/{case.handle}" in opened_by(case.card(), "Open the conversation")

    errors = case.refused("rob", "I sent it", reference=SENT)
    assert "written in the name of Rita Marsh" in errors["reference"]
    assert "paste the link" in case.refused("rita", "I sent it", reference="done it")["reference"]

    approved = stage.now
    stage.move(hours=5)
    tomorrow = int((stage.now + timedelta(days=1)).timestamp())
    early = int((approved - timedelta(hours=2)).timestamp())
    errors = case.refused("rita", "I sent it", reference=SENT, sent_at=tomorrow)
    assert "future" in errors["sent_at"]
    errors = case.refused("rita", "I sent it", reference=SENT, sent_at=early)
    assert "before the approval" in errors["sent_at"]

    sent_at = (approved + timedelta(hours=1)).replace(second=0, microsecond=0)
    case.hand_in("rita", "I sent it", reference=SENT, sent_at=int(sent_at.timestamp()))
    said = case.until("Asked first", "Warning sent by")
    assert "x.com/messages/1-2" in said
    assert case.grace_ends() >= sent_at + timedelta(hours=72)
    assert case.grace_ends() < stage.now + timedelta(days=10)
    assert "The warning was sent by" in case.told("x.com/messages/1-2")
    assert "I sent it" not in case.buttons()


def test_what_was_sent_in_time_may_be_said_later(stage: Stage) -> None:
    case = stage.x_case().asked()
    case.offering("I sent it")
    sent_at = (stage.now + timedelta(hours=23)).replace(second=0, microsecond=0)
    stage.move(hours=25)
    case.until("a draft, nobody is asked to approve it yet", "Filed, nobody asked yet")
    assert "sends this by hand" not in case.text()
    errors = case.refused("rita", "I sent it", reference=SENT)
    assert "approvals had run out" in errors["sent_at"]
    case.hand_in("rita", "I sent it", reference=SENT, sent_at=int(sent_at.timestamp()))
    case.until("Asked first", "Warning sent by")
    assert case.grace_ends() >= sent_at + timedelta(hours=72)
    case.told("its approvals no longer count", "The warning was sent by")


def test_a_declined_text_was_never_to_be_sent(stage: Stage) -> None:
    case = stage.x_case().asked()
    case.offering("I sent it")
    case.hand_in("carla", "Decline", reason="Not to this person.")
    case.until("Declined by")
    assert "I sent it" not in case.buttons()


def test_without_an_account_nobody_can_be_asked(stage: Stage) -> None:
    case = stage.file("https://mirror.example/leak/page-1")
    said = case.until("No account is known that could be written to.")
    assert "Request approval" not in case.buttons()
    assert "mirror.example" in said


def test_a_report_by_hand_names_the_form_and_takes_a_ticket_number(stage: Stage) -> None:
    handle, links = stage.on_x()
    case = stage.file(*links, ground="impersonation").shown()
    case.drafted(rule="rule on impersonation", explanation="It presents itself as the studio.")
    case.hand_in("rob", "Approve").hand_in("carla", "Approve")
    said = case.until("Send this by hand, word for word", "What the poster will learn")
    assert handle in said
    assert "Send escalation" not in case.buttons()
    modal = case.press("simon", "I sent it")
    assert "ticket number" in shown_text(modal)
    assert "ticket number" in case.refused("rita", "I sent it", reference=" ")["reference"]
    case.hand_in("simon", "I sent it", reference="X-4711")
    case.until("With the platform", "X-4711")


def copied(card: Json) -> str:
    """Return the text that the card offers to be copied."""
    [found] = [block for block in card["blocks"] if block["type"] == "rich_text"]
    return str(found["elements"][0]["elements"][0]["text"])


def opened_by(card: Json, label: str) -> str:
    """Return the address that a button opens, after a question."""
    rows = [block["elements"] for block in card["blocks"] if block["type"] == "actions"]
    [found] = [each for row in rows for each in row if each["text"]["text"] == label]
    assert found["confirm"]
    return str(found["url"])
