"""Everything one does with a case, through its buttons and modals, as Slack would show and take them."""

import pytest

from bot.desk.core.refusals import Invalid, NotAllowed, NotNow, Overtaken
from handlers.base.responses import Nothing, Replace
from storage.vocabulary import (
    CaseStatus,
    Ground,
    NoticeStatus,
    Outcome,
)
from tests.desk.office import CARLA, CESAR, PROOF_URL, RITA, ROB, ROSA, SIGRID, Office
from tests.handlers.casework import at, button_named, closed, filled_text, next_view, said, text_of, to_platform
from tests.handlers.office import written

FILE = {"id": "F9", "name": "screen.png", "size": 10}
STATEMENTS = ("good_faith", "accuracy", "authority")


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
    assert closed(carla.submit(review)) == ""
    closed(rob.does(case_id, "I sent it", reference=PROOF_URL))
    assert office.case(case_id).status is CaseStatus.WARNED
    closed(at(office, RITA).does(case_id, "Record reply", reply="removed", quote="Sorry."))
    told = rob.does(case_id, "Record outcome", item_1="user_removed_after_contact", note="Seen at noon.")
    assert closed(told) == ""
    closed(rob.does(case_id, "Say thanks"))
    closed(rosa.does(case_id, "Approve"))
    closed(rob.does(case_id, "I sent it", reference=PROOF_URL))
    assert office.notice(case_id).status is NoticeStatus.SENT
    closed(rosa.does(case_id, "Reopen", reason="It is back."))
    assert office.case(case_id).status is CaseStatus.WARNED


def test_the_ledger_is_asked_by_one_click(office: Office) -> None:
    office.platforms.writes_by_itself()
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
    assert closed(at(office, ROSA).submit(first)) == ""
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
    assert closed(done) == ""


def test_a_report_by_hand_with_its_ticket_and_the_platforms_answer(office: Office) -> None:
    office.platforms.reports_by_hand()
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
    form = at(office, CARLA).opens(case_id, "Request a waiver")
    assert form["title"]["text"] == "Waive asking first"
    with pytest.raises(Invalid) as refused:
        at(office, CARLA).submit(form, reason="")
    assert refused.value.field == "reason"
    closed(at(office, CARLA).submit(form, reason="They threaten people."))
    with pytest.raises(NotAllowed, match="asked for this yourself"):
        at(office, CARLA).press(case_id, "Grant the waiver")
    assert isinstance(at(office, CESAR).press(case_id, "Grant the waiver"), Nothing)
    assert at(office, ROB).opens(case_id, "Escalate")["submit"]["text"] == "Preview"
