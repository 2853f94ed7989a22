"""Going to the platform: who was asked first, the letter and its form, and what it takes."""

from dataclasses import replace
from datetime import date

import pytest

from bot.desk.card.steps import Step
from bot.desk.core.refusals import Invalid, NotAllowed, NotNow, Overtaken
from bot.desk.escalation.drafting import request_letter, save_letter
from bot.desk.escalation.letter_sheet import edit_sheet
from bot.desk.escalation.waiver import grant_waiver, may_request_waiver, request_waiver
from bot.desk.review.approving import decline
from bot.desk.tracking.answers import PlatformAnswer, record_answer
from storage.models import Notice
from storage.vocabulary import (
    CaseStatus,
    EffectKind,
    Ground,
    NoticeKind,
    NoticeStatus,
    Route,
)
from tests.desk.life import escalated, waited
from tests.desk.office import ADA, CARLA, CESAR, RITA, ROB, ROSA, Office


def test_nothing_goes_to_the_platform_before_the_person_was_asked(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    assert may_request_waiver(office.desk, office.actor(ROB), case_id) == "NLP-1"
    with pytest.raises(NotNow, match="Ask first"):
        office.letter(case_id)


def test_counsel_may_agree_to_skip_the_warning_and_never_alone(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    with pytest.raises(NotNow, match="Nobody has asked"):
        grant_waiver(office.desk, office.actor(CARLA), case_id)
    with pytest.raises(Invalid) as refused:
        request_waiver(office.desk, office.actor(CARLA), case_id, "  ")
    assert refused.value.field == "reason"
    request_waiver(office.desk, office.actor(CARLA), case_id, "They threaten people.")
    assert Step.GRANT_WAIVER in office.facts(case_id).steps
    with pytest.raises(Overtaken, match=f"<@{CARLA}>"):
        request_waiver(office.desk, office.actor(ROB), case_id, "Me too.")
    for who in (CARLA, ROB, ADA):
        with pytest.raises(NotAllowed):
            grant_waiver(office.desk, office.actor(who), case_id)
    grant_waiver(office.desk, office.actor(CESAR), case_id)
    with pytest.raises(Overtaken, match=f"<@{CESAR}>"):
        grant_waiver(office.desk, office.actor(CARLA), case_id)
    assert Step.ESCALATE in office.facts(case_id).steps
    office.letter(case_id)
    assert office.case(case_id).status is CaseStatus.ESCALATION_REVIEW


def test_on_a_ground_without_a_warning_nobody_needs_to_agree(office: Office) -> None:
    case_id = office.file(ground=Ground.NCII)
    office.prove(case_id)
    assert Step.ESCALATE in office.facts(case_id).steps
    office.letter(case_id)
    assert office.notice(case_id).kind is NoticeKind.PLATFORM_REPORT


def test_every_item_needs_evidence_before_the_platform_hears_of_it(office: Office) -> None:
    case_id = office.file("https://x.com/leakmirror/status/1", ground=Ground.NCII)
    office.prove(case_id)
    office.file("https://x.com/leakmirror/status/2", ground=Ground.NCII)
    with pytest.raises(NotNow, match="Evidence is missing for item 2"):
        office.letter(case_id)
    office.prove(case_id)
    office.letter(case_id)


def test_a_report_by_hand_waits_for_the_platforms_answer(office: Office) -> None:
    case_id = escalated(office)
    case = office.case(case_id)
    assert case.status is CaseStatus.ESCALATED
    assert case.deadline_kind == "platform_answer"
    answer = PlatformAnswer("CASE 9", "We removed it.", was_forwarded=True)
    with pytest.raises(Invalid) as refused:
        record_answer(office.desk, office.actor(ROB), case_id, replace(answer, reference=" "))
    assert refused.value.field == "reference"
    record_answer(office.desk, office.actor(ROB), case_id, answer)
    shown = office.facts(case_id).answer
    assert shown is not None
    assert (shown.reference, shown.was_forwarded) == ("CASE 9", True)
    assert office.case(case_id).deadline_at is None


def test_a_letter_by_e_mail_is_sent_by_the_ledger(office: Office) -> None:
    case_id = waited(office)
    office.letter(case_id)
    office.approve(case_id, ROSA)
    office.approve(case_id, CARLA)
    notice = office.notice(case_id)
    assert (notice.route, notice.recipient) == (Route.EMAIL, "legal@chirp.example")
    office.order(case_id, ROSA)
    assert [row.kind for row in office.sendings(case_id)][-1] is EffectKind.SEND_EMAIL


def test_no_answer_can_be_recorded_before_the_platform_was_asked(office: Office) -> None:
    with pytest.raises(NotNow, match="not taken to the platform"):
        record_answer(office.desk, office.actor(ROB), office.file(), PlatformAnswer("1", "", None))


def test_the_letters_form_comes_back_as_it_was_filled_in(office: Office) -> None:
    for key, ground in (("HAK", Ground.HACKED_CONFIDENTIAL), ("COP", Ground.COPYRIGHT_US)):
        office.open_matter(key, ground)
        case_id = office.file()
        office.prove(case_id)
        office.ask(case_id)
        office.wait(days=8)
        form = replace(office.form(case_id), reply_by=date(2026, 12, 20), addressee="Lena Legal")
        notice_id = office.letter(case_id, form)
        shown = edit_sheet(office.desk, office.actor(ROB), notice_id).form
        kept = {"signatory_id", "part", "fair_use", "work_titles", "agent_looked_up"}
        if key == "HAK":
            kept = {"signatory_id", "explanation", "data_type", "rule", "reply_by", "requests", "addressee"}
        assert {name: getattr(shown, name) for name in kept} == {name: getattr(form, name) for name in kept}


def test_editing_a_letter_voids_its_approvals(office: Office) -> None:
    case_id = waited(office)
    notice_id = office.letter(case_id)
    office.approve(case_id, ROSA)
    form = edit_sheet(office.desk, office.actor(ROB), notice_id).form
    saved = save_letter(office.desk, office.actor(ROB), case_id, replace(form, explanation="Clearer."))
    assert (saved.sheet.notice_id, saved.voided) == (notice_id, 1)
    assert office.notice(case_id).status is NoticeStatus.DRAFT
    assert office.case(case_id).status is CaseStatus.GRACE_OVER
    with pytest.raises(Overtaken):
        request_letter(office.desk, office.actor(ROSA), notice_id, "0" * 64)
    request_letter(office.desk, office.actor(ROSA), notice_id, saved.sheet.content_hash)
    with pytest.raises(NotAllowed, match="your own text"):
        office.approve(case_id, ROB)
    assert office.approve(case_id, ROSA) is False


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signatory_id": None}, "signatory"),
        ({"signatory_id": ROB}, "signatory"),
        ({"signatory_id": RITA}, "signatory"),
        ({"data_type": " "}, "data_type"),
        ({"rule": ""}, "rule"),
        ({"explanation": ""}, "explanation"),
        ({"addressee": "a\nb"}, "addressee"),
        ({"requests": frozenset({"forward_to_holder"})}, "requests"),
        ({"requests": frozenset({"act_on_items", "account_action"})}, "account_rule"),
        ({"requests": frozenset({"standing_request"}), "contact_desk": ""}, "contact_desk"),
        ({"reply_by": date(2026, 1, 1)}, "reply_by"),
    ],
)
def test_a_letter_refuses_what_is_missing_at_its_field(
    office: Office, changes: dict[str, object], field: str
) -> None:
    office.open_matter("HAK", Ground.HACKED_CONFIDENTIAL)
    case_id = waited(office)
    form = replace(office.form(case_id), **changes)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        save_letter(office.desk, office.actor(ROB), case_id, form)
    assert refused.value.field == field
    assert office.notice(case_id).kind is NoticeKind.WARNING


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fair_use": "It is not."}, "fair_use"),
        ({"agent_looked_up": date(2026, 9, 1)}, "agent_looked_up"),
        ({"agent_looked_up": None}, "agent_looked_up"),
        ({"work_titles": " \n "}, "work_titles"),
        ({"part": ""}, "part"),
        ({"contact_phone": ""}, "contact_phone"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"signatory_id": CARLA}, "signatory"),
    ],
)
def test_a_copyright_notice_refuses_what_is_missing_at_its_field(
    office: Office, changes: dict[str, object], field: str
) -> None:
    office.open_matter("COP", Ground.COPYRIGHT_US)
    case_id = waited(office)
    form = replace(office.form(case_id), **changes)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        save_letter(office.desk, office.actor(ROB), case_id, form)
    assert refused.value.field == field


def test_a_declined_message_does_not_stand_in_a_letters_way(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    notice_id = office.draft(case_id)
    decline(office.desk, office.actor(CARLA), notice_id, "Go to the platform at once.")
    request_waiver(office.desk, office.actor(ROB), case_id, "Counsel wants it.")
    grant_waiver(office.desk, office.actor(CARLA), case_id)
    letter_id = office.letter(case_id)
    assert letter_id != notice_id
    with office.desk.store.read() as session:
        assert session.get_one(Notice, notice_id).status is NoticeStatus.VOID
