"""The card: what is urgent first, only what is possible now, and Slack's limits whatever people typed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.card.card_facts import CardFacts, ItemFacts, PauseFacts
from bot.desk.card.steps import BlockedStep, Step
from bot.desk.card.text_facts import (
    ApprovalFacts,
    DeclineFacts,
    DoubtFacts,
    NoticeFacts,
    SentFacts,
    WantedApproval,
)
from bot.desk.case.grace import grace_over
from bot.desk.escalation.waiver import request_waiver
from bot.desk.review.approving import decline
from bot.desk.team.pause import pause
from bot.desk.tracking.outcomes import Outcomes, record_outcome
from bot.desk.tracking.replies import record_reply
from handlers.card.card_message import card_message
from storage.models import Case
from storage.vocabulary import (
    ApprovalSlot,
    EffectStatus,
    Ground,
    ItemKind,
    NoticeKind,
    NoticeStatus,
    Outcome,
    ReplyKind,
    Role,
    Route,
)
from tests.desk.office import ADA, CARLA, RITA, ROB, ROSA, Office
from tests.handlers.casework import button_named, card_of, labels, said
from tests.handlers.office import buttons, message_accepted, written
from tests.support.database import TUESDAY

HOSTILE = "<!channel> <@U0EVIL> *bold* `code` _i_ ~s~ <https://evil.example|bank> \u202e\x00& " * 40


def test_a_new_case_asks_for_evidence_and_for_the_first_message(office: Office) -> None:
    case_id = office.file()
    blocks = card_of(office, case_id)
    assert blocks[0]["text"]["text"] == "NLP-1 · leakmirror on X"
    assert "Filed, nobody asked yet" in written(blocks[1])
    shown = labels(blocks)
    assert {"Request approval", "Record outcome", "Add evidence", "Take", "Withdraw"} <= set(shown)
    assert not {"Escalate", "Send warning", "Approve", "Record reply", "Reopen", "I sent it"} & set(shown)
    assert "*Escalate*: Evidence is missing for item 1." in said(office, case_id)


def test_a_flagged_page_is_opened_only_after_a_question(office: Office) -> None:
    case_id = office.file()
    opening = button_named(card_of(office, case_id), "Open")
    assert opening["url"] == "https://x.com/leakmirror/status/1100"
    assert "not ours" in opening["confirm"]["text"]["text"]
    assert "<http" not in said(office, case_id)


def test_a_text_before_its_approvers_says_who_is_missing(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    text = said(office, case_id)
    assert f"Warning about item 1 by <@{ROB}> waits for a reviewer or counsel" in text
    assert {"Approve", "Decline", "Edit"} <= set(labels(card_of(office, case_id)))


def test_by_hand_the_exact_text_stands_there_to_be_copied(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    blocks = card_of(office, case_id)
    copied = next(each for each in blocks if each["type"] == "rich_text")
    assert copied["elements"][0]["elements"] == [{"type": "text", "text": office.notice(case_id).body}]
    assert button_named(blocks, "Open the conversation")["confirm"]
    assert "I sent it" in labels(blocks)
    assert f"approved by <@{CARLA}> (counsel)" in written(blocks)


def test_by_the_desk_the_button_says_what_goes_to_whom(office: Office) -> None:
    office.platforms.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    send = button_named(card_of(office, case_id), "Send warning")
    assert "leakmirror" in send["confirm"]["text"]["text"]
    assert office.notice(case_id).content_hash in send["value"]
    assert "I sent it" not in labels(card_of(office, case_id))


def test_what_is_not_possible_yet_has_a_date(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    office.ask(case_id)
    text = said(office, case_id)
    ends = office.case(case_id).grace_ends_at
    assert ends is not None
    assert f"*Escalate*: not before <!date^{int(ends.timestamp())}^" in text
    assert "No reply yet" in text
    assert f"Warning sent by <@{ROB}>" in text
    assert f"approved by <@{CARLA}>" in text
    assert "Record reply" in labels(card_of(office, case_id))


def test_when_the_time_is_over_both_ways_are_offered(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    office.ask(case_id)
    office.wait(days=8)
    with office.desk.write() as work:
        grace_over(work, work.session.get_one(Case, case_id))
    assert {"Remind once", "Escalate"} <= set(labels(card_of(office, case_id)))


def test_a_paused_desk_is_said_at_the_top_and_offers_no_sending(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    pause(office.desk, office.actor(ADA), "wrong address")
    blocks = card_of(office, case_id)
    assert f"*Paused* by <@{ADA}>" in written(blocks[1])
    assert "I sent it" not in labels(blocks)
    assert not [each for each in blocks if each["type"] == "rich_text"]


def test_a_delivery_in_doubt_stands_before_everything_else(office: Office) -> None:
    office.platforms.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    office.order(case_id)
    office.mark(office.sendings(case_id)[-1].pk, EffectStatus.UNKNOWN)
    blocks = card_of(office, case_id)
    assert "may have been sent" in written(blocks[2])
    three = buttons(blocks)[:3]
    assert [each["text"]["text"] for each in three] == ["Mark as sent", "Send again", "Cancel"]
    assert all("confirm" in each for each in three)


def test_holds_and_replies_are_said(office: Office) -> None:
    case_id = office.file()
    office.ask(case_id)
    record_reply(office.desk, office.actor(RITA), case_id, ReplyKind.HAS_LAWYER, "Ask my lawyer.")
    text = said(office, case_id)
    assert "The person has a lawyer: nobody writes to them directly" in text
    assert f"recorded by <@{RITA}>" in text


def test_a_declined_text_says_who_and_why(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id)
    decline(office.desk, office.actor(CARLA), notice_id, "Too *sharp* <!here>.")
    text = said(office, case_id)
    assert f"Declined by <@{CARLA}>" in text
    assert "&lt;!here&gt;" in text
    assert {"Request approval", "Edit"} <= set(labels(card_of(office, case_id)))


def test_a_request_to_skip_the_warning_is_offered_to_counsel(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    assert "Request a waiver" in labels(card_of(office, case_id))
    assert "*Escalate*: Ask first" in said(office, case_id)
    request_waiver(office.desk, office.actor(ROB), case_id, "They threaten people.")
    agree = button_named(card_of(office, case_id), "Grant the waiver")
    assert "They threaten people." in agree["confirm"]["text"]["text"]
    assert not {"Escalate", "Request a waiver"} & set(labels(card_of(office, case_id)))


def test_a_long_letter_by_hand_is_shown_on_demand(office: Office) -> None:
    office.platforms.reports_by_hand()
    office.open_matter("HAK", Ground.HACKED_CONFIDENTIAL)
    case_id = office.file(*[f"https://x.com/leakmirror/status/{number}" for number in range(1, 16)])
    office.prove(case_id)
    office.ask(case_id)
    office.wait(days=8)
    office.letter(case_id)
    office.approve(case_id, ROSA)
    office.approve(case_id, "U0SIGRID")
    blocks = card_of(office, case_id)
    assert {"Show the text to copy", "Open the official form", "I sent it"} <= set(labels(blocks))
    assert "What the poster will learn" in written(blocks)


def test_a_resolved_case_can_be_reopened_and_its_person_thanked(office: Office) -> None:
    case_id = office.file()
    office.ask(case_id)
    found = {1: Outcome.USER_REMOVED_AFTER_CONTACT}
    record_outcome(office.desk, office.actor(ROB), case_id, Outcomes(found))
    blocks = card_of(office, case_id)
    assert set(labels(blocks)) == {"Open", "Say thanks", "Record reply", "Reopen"}
    assert "removed by the person after we asked" in written(blocks)


def item(number: int, url: str) -> ItemFacts:
    return ItemFacts(
        number, url, ItemKind.SCREENSHOT, "hacked confidential material", Outcome.OPEN, "open", True, 99, 99, 99
    )


def worst_notice(count: int) -> NoticeFacts:
    approval = ApprovalFacts(CARLA, Role.COUNSEL, ApprovalSlot.A, TUESDAY, TUESDAY + timedelta(days=1))
    return NoticeFacts(
        id=1,
        kind=NoticeKind.LETTER,
        route=Route.ASSISTED,
        status=NoticeStatus.DRAFT,
        author_id=ROB,
        sender_id=ROB,
        signatory_id="U0SIGRID",
        recipient=HOSTILE[:320],
        recipient_name=HOSTILE[:255],
        content_hash="ab" * 32,
        item_numbers=tuple(range(1, count + 1)),
        approvals=(approval,) * 3,
        missing=(WantedApproval(ApprovalSlot.B, tuple(Role), None),),
        expires_at=TUESDAY,
        declined=DeclineFacts(CARLA, HOSTILE[:1000]),
        how=HOSTILE,
        form_url="https://chirp.example/" + "f" * 2000,
        poster_learns=HOSTILE,
    )


def worst(facts: CardFacts, count: int) -> CardFacts:
    """Return facts that say everything at once, with as much text as can be stored."""
    sent = SentFacts(
        NoticeKind.WARNING, Route.ASSISTED, TUESDAY, ROB, HOSTILE[:255], HOSTILE[:2000], (CARLA, ROSA)
    )
    address = "https://x.example/" + "&" * 1970
    return replace(
        facts,
        account=HOSTILE[:255],
        matter_title=HOSTILE[:150],
        client=HOSTILE[:100],
        items=tuple(item(number, f"{address}{number}") for number in range(1, count + 1)),
        paused=PauseFacts(ADA, TUESDAY, HOSTILE[:500]),
        notice=worst_notice(count),
        sent=(sent,) * 3,
        doubts=(DoubtFacts(7, NoticeKind.WARNING, TUESDAY, HOSTILE[:255]),) * 1,
        steps=frozenset(Step),
        blocked=tuple(BlockedStep(step, HOSTILE[:300], None) for step in (Step.SEND, Step.ESCALATE)),
        copy_text=HOSTILE * 3,
        conversation_url="https://chirp.example/" + "c" * 2900,
    )


@pytest.mark.parametrize("count", [0, 1, 6, 7, 20, 21, 300])
def test_slack_takes_the_card_whatever_was_typed(office: Office, count: int) -> None:
    facts = worst(office.facts(office.file()), count)
    text, blocks = card_message(facts)
    message_accepted(blocks)
    assert len(text) <= 4000
    everything = written(blocks) + text
    marked = [each for each in blocks if '"mrkdwn"' in str(each).replace("'", '"')]
    for block in marked:
        assert "<!channel>" not in written(block)
        assert "<@U0EVIL>" not in written(block)
        assert "<https://evil" not in written(block)
    assert "\u202e" not in everything
    assert "\x00" not in everything
    if count > 20:
        assert re.search(r"… and \d+ items? more", everything)


def test_addresses_no_browser_opens_get_no_button(office: Office) -> None:
    facts = office.facts(office.file())
    at = replace(facts, items=(item(1, "at://did:plc:abc/app.bsky.feed.post/1"),), conversation_url=None)
    assert "Open" not in labels(card_message(at)[1])
