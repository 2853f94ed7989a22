"""Everything one does with a case, through its buttons and modals, as Slack would show and take them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.desk.grace import grace_over
from bot.desk.outcomes import Outcomes, record_outcome
from bot.desk.problems import Invalid, NotAllowed, NotNow, Overtaken, Refusal
from bot.workspace.slack.limits import VIEW_BYTES
from handlers.answers import Close, Nothing, Replace
from handlers.ids import Value
from handlers.views.case_views import evidence_view, outcome_view, reopen_view
from storage.models import Case
from storage.vocabulary import (
    CaseStatus,
    EffectStatus,
    Ground,
    HoldKind,
    NoticeStatus,
    Outcome,
    Platform,
)
from tests.desk.office import CARLA, CESAR, PROOF_URL, RITA, ROB, ROSA, SIGRID, Office
from tests.handlers.cases.casework import Person, button_named, labels, next_view, said
from tests.handlers.office import view_accepted, written

FILE = {"id": "F9", "name": "screen.png", "size": 10}
STATEMENTS = ("good_faith", "accuracy", "authority")


def at(office: Office, user_id: str) -> Person:
    return Person(office, user_id)


def closed(answer: object) -> str:
    assert isinstance(answer, Close), answer
    return answer.text


def to_platform(office: Office, ground: Ground) -> int:
    """Return a case of this ground whose time to answer is over."""
    office.open_matter("ESC", ground)
    case_id = office.file("https://x.com/leakmirror/status/1", "https://x.com/leakmirror/status/2")
    office.prove(case_id)
    office.ask(case_id)
    office.wait(days=8)
    with office.desk.act() as moment:
        grace_over(moment, moment.session.get_one(Case, case_id))
    return case_id


def text_of(view: dict[str, Any]) -> str:
    """Return what the sections of a modal say, put together as it was before it was cut."""
    return "".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


def test_from_filing_to_thanks_by_hand(office: Office) -> None:
    case_id = office.file()
    rob, carla, rosa = at(office, ROB), at(office, CARLA), at(office, ROSA)
    draft = rob.opens(case_id, "Request approval")
    assert draft["submit"]["text"] == "Request approval"
    shown = written(draft["blocks"])
    assert "To leakmirror on X" in shown
    assert "About 1 item" in shown
    assert "https://northlight.example/verify" in shown
    closed(rob.submit(draft))
    review = carla.opens(case_id, "Approve")
    assert office.notice(case_id).body in text_of(review)
    assert f"<@{ROB}>" in written(review["blocks"])
    assert closed(carla.submit(review)) == "Approved. It can be sent now."
    closed(rob.does(case_id, "I sent it", reference=PROOF_URL))
    assert office.case(case_id).status is CaseStatus.WARNED
    closed(at(office, RITA).does(case_id, "Record reply", reply="removed", quote="Sorry."))
    told = rob.does(case_id, "Record outcome", item_1="user_removed_after_contact", note="Seen at noon.")
    assert closed(told) == "The case is resolved. Its reporter is told in the thread."
    closed(rob.does(case_id, "Say thanks"))
    closed(rosa.does(case_id, "Approve"))
    closed(rob.does(case_id, "I sent it", reference=PROOF_URL))
    assert office.notice(case_id).status is NoticeStatus.SENT
    closed(rosa.does(case_id, "Reopen", reason="It is back."))
    assert office.case(case_id).status is CaseStatus.WARNED


def test_the_ledger_is_asked_by_one_click(office: Office) -> None:
    office.reach.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    send = button_named(at(office, ROB).card(case_id), "Send warning")
    assert isinstance(at(office, ROB).click(send), Nothing)
    assert len(office.sendings(case_id)) == 1
    with pytest.raises(Overtaken, match=f"Meanwhile: <@{ROB}> had the warning sent"):
        at(office, ROSA).click(send)


def test_an_edit_shows_the_text_again_and_what_it_voided(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    rosa = at(office, ROSA)
    view = rosa.opens(case_id, "Edit")
    text = filled_text(view, "body")
    assert text == office.notice(case_id).body
    preview = next_view(rosa.submit(view, body=f"{text}\nThank you."))
    assert "1 approval given before no longer counts." in written(preview["blocks"])
    assert preview["submit"]["text"] == "Request approval"
    closed(rosa.submit(preview))
    assert office.case(case_id).status is CaseStatus.WARNING_REVIEW
    with pytest.raises(NotAllowed, match="your own text"):
        rosa.press(case_id, "Approve")


def test_an_edit_that_loses_something_keeps_what_was_typed(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    view = at(office, ROB).opens(case_id, "Edit")
    with pytest.raises(Invalid, match="no longer contains") as refused:
        at(office, ROB).submit(view, body="Hello.")
    assert refused.value.field in {each.get("block_id") for each in view["blocks"]}


def test_somebody_elses_draft_is_shown_as_it_stands(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    at(office, CARLA).does(case_id, "Decline", reason="Not yet.")
    preview = at(office, ROSA).opens(case_id, "Request approval")
    assert not [each for each in preview["blocks"] if each["type"] == "input"]
    closed(at(office, ROSA).submit(preview))
    with pytest.raises(NotAllowed, match="your own text"):
        at(office, ROB).press(case_id, "Approve")
    own = at(office, CARLA).opens(case_id, "Approve")
    closed(at(office, CARLA).submit(own))


def test_who_wrote_a_text_is_not_even_shown_its_approval(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    with pytest.raises(NotAllowed, match="your own text"):
        at(office, ROB).press(case_id, "Approve")


def test_a_stale_approval_says_what_happened_and_by_whom(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    button = button_named(at(office, ROSA).card(case_id), "Approve")
    opened = at(office, ROSA).opens(case_id, "Approve")
    office.approve(case_id, CARLA)
    for late in (lambda: at(office, ROSA).click(button), lambda: at(office, ROSA).submit(opened)):
        with pytest.raises(Overtaken) as refused:
            late()
        assert f"<@{CARLA}> approved" in refused.value.sentence
        assert "Meanwhile:" in refused.value.sentence


def test_a_button_of_a_case_that_ended_says_who_ended_it(office: Office) -> None:
    case_id = office.file()
    stale = button_named(at(office, ROB).card(case_id), "Record outcome")
    form = next_view(at(office, ROB).click(stale))
    at(office, RITA).does(case_id, "Withdraw", how="withdraw", reason="The client asked.")
    with pytest.raises(NotNow, match=f"reopen it first.*<@{RITA}> withdrew the case"):
        at(office, ROB).submit(form, item_1="gone_cause_unknown")
    assert office.case(case_id).status is CaseStatus.WITHDRAWN


def test_a_second_draft_is_told_who_was_first(office: Office) -> None:
    case_id = office.file()
    mine = at(office, ROSA).opens(case_id, "Request approval")
    office.draft(case_id, ROB)
    with pytest.raises(NotNow, match=f"Meanwhile: <@{ROB}> asked for approval of the warning"):
        at(office, ROSA).submit(mine)


def test_declining_needs_a_reason_at_its_field(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    form = at(office, CARLA).opens(case_id, "Decline")
    with pytest.raises(Invalid) as refused:
        at(office, CARLA).submit(form, reason=" ")
    assert refused.value.field == "reason"
    closed(at(office, CARLA).submit(form, reason="Too sharp."))
    assert "Too sharp." in said(office, case_id)


def test_a_letter_to_counsel_with_each_request_on_its_own(office: Office) -> None:
    case_id = to_platform(office, Ground.HACKED_CONFIDENTIAL)
    rob = at(office, ROB)
    form = rob.opens(case_id, "Escalate")
    boxes = next(each for each in form["blocks"] if each.get("block_id") == "requests")["element"]
    ticked = [each["value"] for each in boxes["initial_options"]]
    assert ticked == ["act_on_items", "forward_to_holder"]
    assert len(boxes["options"]) == 5
    assert "each later item will get its own notice" in written(form["blocks"])
    assert "About 2 items" in written(form["blocks"])
    with pytest.raises(Invalid) as refused:
        rob.submit(form, signatory=SIGRID, data_type="")
    assert refused.value.field == "data_type"
    preview = next_view(rob.submit(form, signatory=SIGRID, data_type="home addresses"))
    assert "Please pass this letter" in text_of(preview)
    assert "What the poster will learn" in text_of(preview)
    closed(rob.submit(preview))
    assert office.case(case_id).status is CaseStatus.ESCALATION_REVIEW
    first = at(office, ROSA).opens(case_id, "Approve")
    assert office.notice(case_id).body in text_of(first)
    assert closed(at(office, ROSA).submit(first)) == "Approved. One more approval is needed."
    assert f"<@{SIGRID}>, who signs" in said(office, case_id)
    closed(at(office, SIGRID).does(case_id, "Approve"))
    send = button_named(rob.card(case_id), "Send escalation")
    assert "legal@chirp.example" in send["confirm"]["text"]["text"]
    rob.click(send)
    assert office.notice(case_id).status is NoticeStatus.SENDING


def test_a_letter_is_edited_in_its_form(office: Office) -> None:
    case_id = to_platform(office, Ground.HACKED_CONFIDENTIAL)
    office.letter(case_id)
    office.approve(case_id, ROSA)
    form = at(office, ROB).opens(case_id, "Edit")
    assert filled_text(form, "data_type") == "home addresses"
    preview = next_view(at(office, ROB).submit(form, data_type="telephone numbers"))
    assert "1 approval" in text_of(preview)
    assert "telephone numbers" in text_of(preview)
    closed(at(office, ROB).submit(preview))
    assert office.case(case_id).status is CaseStatus.ESCALATION_REVIEW
    again = at(office, ROB).opens(case_id, "Edit")
    at(office, ROB).submit(again, data_type="addresses")
    later = at(office, ROSA).opens(case_id, "Request approval")
    closed(at(office, ROSA).submit(later))


def filled_text(view: dict[str, Any], name: str) -> str:
    block = next(each for each in view["blocks"] if each.get("block_id") == name)
    return str(block["element"].get("initial_value", ""))


def test_a_copyright_notice_is_signed_statement_by_statement(office: Office) -> None:
    case_id = to_platform(office, Ground.COPYRIGHT_US)
    rob = at(office, ROB)
    preview = next_view(
        rob.submit(
            rob.opens(case_id, "Escalate"),
            signatory=SIGRID,
            agent_looked_up="2026-11-20",
            work_titles="The Long Tide",
            part="page 12",
            fair_use="The whole screenplay was posted without any comment, and its market is harmed by it.",
        )
    )
    closed(rob.submit(preview))
    assert "statements" not in str(at(office, ROSA).opens(case_id, "Approve"))
    office.approve(case_id, ROSA)
    form = at(office, SIGRID).opens(case_id, "Approve")
    boxes = next(each for each in form["blocks"] if each.get("block_id") == "statements")["element"]
    assert [each["value"] for each in boxes["options"]] == list(STATEMENTS)
    assert "Under penalty of perjury, I state that I am authorised" in text_of(form)
    assert "Sigrid Signatory" in written(form["blocks"])
    for typed, field in (
        ({"statements": STATEMENTS[:2], "signature": "Sigrid Signatory"}, "statements"),
        ({"statements": STATEMENTS, "signature": "S"}, "signature"),
    ):
        with pytest.raises(Invalid) as refused:
            at(office, SIGRID).submit(form, **typed)
        assert refused.value.field == field
    done = at(office, SIGRID).submit(form, statements=STATEMENTS, signature="Sigrid Signatory")
    assert closed(done) == "Approved. It can be sent now."


def test_a_report_by_hand_with_its_ticket_and_the_platforms_answer(office: Office) -> None:
    office.reach.reports_by_hand()
    case_id = to_platform(office, Ground.PRIVATE_INFO)
    rob = at(office, ROB)
    closed(rob.submit(next_view(rob.does(case_id, "Escalate"))))
    office.approve(case_id, ROSA)
    office.approve(case_id, CARLA)
    card = written(rob.card(case_id))
    assert "What the poster will learn: The platform passes the whole notice on." in card
    assert "Choose “Report”, then paste the text." in card
    form = rob.opens(case_id, "I sent it")
    assert "ticket number" in written(form["blocks"])
    with pytest.raises(Invalid) as refused:
        rob.submit(form, reference="")
    assert refused.value.field == "reference"
    closed(rob.submit(form, reference="T-77"))
    assert "The platform’s answer is due" in said(office, case_id)
    closed(rob.does(case_id, "Record answer", reference="A-1", quote="We acted.", forwarded="yes"))
    assert "it passed our letter on to the account holder" in said(office, case_id)
    closed(rob.does(case_id, "Record outcome", every_item="platform_removed", account="account_suspended"))
    assert office.case(case_id).status is CaseStatus.RESOLVED
    assert office.case(case_id).account_outcome is Outcome.ACCOUNT_SUSPENDED


def test_several_grounds_are_asked_for_before_the_letter(office: Office) -> None:
    case_id = to_platform(office, Ground.PRIVATE_INFO)
    office.file("https://x.com/leakmirror/status/3", ground=Ground.HACKED_CONFIDENTIAL)
    office.prove(case_id)
    rob = at(office, ROB)
    question = rob.opens(case_id, "Escalate")
    assert question["submit"]["text"] == "Next"
    form = rob.submit(question, ground="hacked_confidential")
    assert isinstance(form, Replace)
    assert "About 1 item, hacked confidential material; 2 open items left out" in written(form.view["blocks"])


def test_skipping_the_warning_takes_a_reason_and_counsel(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    form = at(office, CARLA).opens(case_id, "Escalate")
    assert form["title"]["text"] == "Skip the warning"
    with pytest.raises(Invalid) as refused:
        at(office, CARLA).submit(form, reason="")
    assert refused.value.field == "reason"
    closed(at(office, CARLA).submit(form, reason="They threaten people."))
    with pytest.raises(NotAllowed, match="asked for this yourself"):
        at(office, CARLA).press(case_id, "Agree to skip the warning")
    assert isinstance(at(office, CESAR).press(case_id, "Agree to skip the warning"), Nothing)
    assert at(office, ROB).opens(case_id, "Escalate")["submit"]["text"] == "Preview"


def test_evidence_is_handed_over_for_items_by_number(office: Office) -> None:
    case_id = office.file("https://x.com/leakmirror/status/1", "https://x.com/leakmirror/status/2")
    rita = at(office, RITA)
    form = rita.opens(case_id, "Add evidence")
    chosen = next(each for each in form["blocks"] if each.get("block_id") == "items")["element"]
    assert [each["value"] for each in chosen["initial_options"]] == ["1", "2"]
    for typed, field in (
        ({"files": []}, "files"),
        ({"files": [{"id": "F", "name": "a.exe", "size": 1}]}, "files"),
        ({"files": [{"id": "F", "name": "a.png", "size": 10**8}]}, "files"),
        ({"files": [FILE], "items": []}, "items"),
    ):
        with pytest.raises(Invalid) as refused:
            rita.submit(form, **typed)
        assert refused.value.field == field
    assert "2 files noted" in closed(rita.submit(form, files=[FILE]))
    assert [item.pending for item in office.facts(case_id).items] == [1, 1]
    assert "1 being fetched" in said(office, case_id)


def test_a_dispute_is_decided_by_another_reviewer(office: Office) -> None:
    case_id = to_platform(office, Ground.PRIVATE_INFO)
    at(office, RITA).does(case_id, "Record reply", reply="disputes", quote="It is mine.")
    form = at(office, ROB).opens(case_id, "Decide dispute")
    with pytest.raises(NotAllowed, match="You wrote to this person"):
        at(office, ROB).submit(form, verdict="rejected", reason="No.")
    closed(at(office, ROSA).does(case_id, "Decide dispute", verdict="upheld", reason="They are right."))
    assert "found that justified" in said(office, case_id)
    assert "Escalate" not in labels(at(office, ROB).card(case_id))
    assert [hold.kind for hold in office.facts(case_id).holds] == [HoldKind.DISPUTE]


def test_the_desk_does_not_take_a_case_on(office: Office) -> None:
    case_id = office.file()
    form = at(office, RITA).opens(case_id, "Withdraw")
    with pytest.raises(NotAllowed):
        at(office, RITA).submit(form, how="refuse", reason="Parody.")
    closed(at(office, ROSA).does(case_id, "Withdraw", how="refuse", reason="Parody."))
    assert "Not taken on" in said(office, case_id)


def test_a_case_is_taken_and_the_second_is_told_by_whom(office: Office) -> None:
    case_id = office.file()
    take = button_named(at(office, ROSA).card(case_id), "Take")
    at(office, ROSA).click(take)
    with pytest.raises(Overtaken, match=f"<@{ROSA}> took NLP-1 meanwhile"):
        at(office, CARLA).click(take)
    assert f"Owner <@{ROSA}>" in said(office, case_id)


@pytest.mark.parametrize(
    ("label", "status"),
    [
        ("Mark as sent", NoticeStatus.SENT),
        ("Send again", NoticeStatus.SENDING),
        ("Cancel", NoticeStatus.APPROVED),
    ],
)
def test_a_delivery_in_doubt_is_settled_on_the_card(office: Office, label: str, status: NoticeStatus) -> None:
    office.reach.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    office.order(case_id)
    office.mark(office.sendings(case_id)[-1].id or 0, EffectStatus.UNKNOWN)
    button = button_named(at(office, ROSA).card(case_id), label)
    at(office, ROSA).click(button)
    assert office.notice(case_id).status is status
    with pytest.raises(Overtaken, match=f"settled meanwhile.*<@{ROSA}>"):
        at(office, CARLA).click(button)


def test_a_long_text_is_copied_from_a_modal(office: Office) -> None:
    office.reach.reports_by_hand()
    office.open_matter("BIG", Ground.HACKED_CONFIDENTIAL)
    case_id = office.file(*[f"https://x.com/leakmirror/status/{number}" for number in range(1, 21)])
    office.prove(case_id)
    office.ask(case_id)
    office.wait(days=8)
    office.letter(case_id)
    office.approve(case_id, ROSA)
    office.approve(case_id, SIGRID)
    view = at(office, ROB).opens(case_id, "Show the text to copy")
    parts = [
        each["elements"][0]["elements"][0]["text"] for each in view["blocks"] if each["type"] == "rich_text"
    ]
    assert "".join(parts[1:]) == office.notice(case_id).body


def decided(person: Person, button: dict[str, Any], typed: dict[str, str]) -> object:
    return person.submit(next_view(person.click(button)), **typed)


@pytest.mark.parametrize("who", ["U0NOBODY", "U0ADA"])
def test_whoever_may_not_decide_changes_nothing(office: Office, who: str) -> None:
    case_id = office.file()
    office.draft(case_id)
    before = office.case(case_id).version
    for label in ("Approve", "Decline"):
        button = button_named(at(office, ROSA).card(case_id), label)
        with pytest.raises(Refusal):
            decided(at(office, who), button, {"reason": "No."} if label == "Decline" else {})
    assert office.case(case_id).version == before


def test_the_forms_hold_hundreds_of_items_with_the_longest_addresses(office: Office) -> None:
    case_id = 0
    for start in range(1, 141, 20):
        numbers = range(start, start + 20)
        case_id = office.file(*[f"https://leaks.example/{number}/{'a' * 1900}" for number in numbers])
    facts = office.facts(case_id)
    assert len(facts.items) == 140
    for make in (evidence_view, outcome_view, reopen_view):
        view = make(facts, Value(case=case_id, version=1))
        view_accepted(view)
        assert len(json.dumps(view)) < VIEW_BYTES
    assert "115 items more" in written(outcome_view(facts, Value(case=case_id))["blocks"])


def test_the_end_of_a_suspension_is_a_day_to_come(office: Office) -> None:
    case_id = to_platform(office, Ground.PRIVATE_INFO)
    form = at(office, ROB).opens(case_id, "Record outcome")
    with pytest.raises(Invalid) as refused:
        at(office, ROB).submit(form, account="account_suspended", until="2020-01-01")
    assert refused.value.field == "until"
    closed(at(office, ROB).submit(form, account="account_suspended", until="2027-01-31"))
    until = office.facts(case_id).account_outcome_until
    assert until is not None
    assert until.isoformat() == "2027-01-31T05:00:00+00:00"


def test_an_overdue_reopened_case_keeps_its_date(office: Office) -> None:
    case_id = office.file(account="leakmirror")
    office.ask(case_id)
    found = Outcomes({1: Outcome.GONE_CAUSE_UNKNOWN})
    record_outcome(office.desk, office.actor(ROB), case_id, found)
    office.wait(days=8)
    closed(at(office, ROB).does(case_id, "Reopen", reason="It is back.", items=["1"]))
    assert office.case(case_id).status is CaseStatus.GRACE_OVER
    assert office.case(case_id).platform is Platform.X
    assert office.clock.now() > (office.case(case_id).grace_ends_at or office.clock.now()) - timedelta(days=1)
