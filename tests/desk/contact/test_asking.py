"""Asking first: the draft, sending it by hand or through the ledger, and the time to answer."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.card.steps import Step
from bot.desk.case.grace import grace_over
from bot.desk.contact.drafting import draft_message, request_message
from bot.desk.core.refusals import Invalid, NotAllowed, NotFound, NotNow, Overtaken
from bot.desk.sending.by_hand import Proof, sent_by_hand
from bot.desk.sending.reconciling import reconcile
from bot.desk.sending.results import was_not_sent, was_sent
from bot.desk.team.pause import pause, resume
from bot.desk.tracking.replies import record_reply
from storage.ledger.effects import Reconciliation
from storage.models import Case, Notice
from storage.queries import people
from storage.vocabulary import (
    CaseStatus,
    EffectStatus,
    EventKind,
    Ground,
    NoticeKind,
    NoticeStatus,
    ReplyKind,
    Route,
)
from tests.desk.office import ADA, CARLA, PROOF_URL, RITA, ROB, ROSA, Office


def test_the_draft_says_to_whom_about_what_and_how_it_can_be_checked(office: Office) -> None:
    case_id = office.file("https://x.com/leakmirror/status/1", "https://x.com/leakmirror/status/2")
    draft = draft_message(office.desk, office.actor(ROB), case_id, NoticeKind.WARNING)
    assert (draft.recipient, draft.platform, draft.route) == ("leakmirror", "X", Route.ASSISTED)
    assert len(draft.urls) == 2
    assert draft.code in draft.body
    assert draft.verify_url in draft.body
    assert draft.saved is None


def test_items_of_another_ground_are_left_out(office: Office) -> None:
    case_id = office.file("https://x.com/leakmirror/status/1", "https://x.com/leakmirror/status/2")
    office.file("https://x.com/leakmirror/status/3", ground=Ground.TRADE_SECRET)
    draft = draft_message(office.desk, office.actor(ROB), case_id, NoticeKind.WARNING)
    assert (len(draft.urls), draft.left_out) == (2, 1)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("", "no longer contains"), ("Hello.", "no longer contains"), ("a\x00b", "hidden character")],
)
def test_a_text_without_what_it_must_say_is_refused_at_its_field(
    office: Office, body: str, sentence: str
) -> None:
    case_id = office.file()
    with pytest.raises(Invalid, match=sentence) as refused:
        request_message(office.desk, office.actor(ROB), case_id, NoticeKind.WARNING, body)
    assert refused.value.field == "body"
    assert office.case(case_id).status is CaseStatus.OPEN


def test_without_a_page_to_check_it_no_warning_is_written(office: Office) -> None:
    case_id = office.file()
    office.as_installed(verify_url=None)
    with pytest.raises(NotNow, match="VERIFY_URL"):
        office.draft(case_id)
    blocked = {each.step: each.sentence for each in office.facts(case_id).blocked}
    assert "VERIFY_URL" in blocked[Step.REQUEST_APPROVAL]


def test_two_drafts_at_once_become_one(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)
    with pytest.raises(NotNow, match="on its way already"):
        office.draft(case_id, ROSA)


def test_on_a_ground_without_a_first_message_nobody_is_asked(office: Office) -> None:
    case_id = office.file(ground=Ground.NCII)
    with pytest.raises(NotNow, match="nobody is asked first"):
        office.draft(case_id)
    assert Step.REQUEST_APPROVAL not in office.facts(case_id).steps


def test_a_warning_is_proven_by_its_link_and_starts_the_clock(office: Office) -> None:
    case_id = office.file()
    office.ask(case_id)
    case = office.case(case_id)
    assert case.status is CaseStatus.WARNED
    assert office.notice(case_id).reference == PROOF_URL
    # 72 hours end on Friday morning; the second business day, with Thanksgiving between, is that Friday.
    assert case.grace_ends_at == datetime(2026, 11, 28, 5, 0, tzinfo=UTC)
    assert case.deadline_at == case.grace_ends_at


@pytest.mark.parametrize("reference", ["", "yes", "javascript:alert(1)", "x" * 256, "https://user:pw@x.com/1"])
def test_what_proves_nothing_is_refused(office: Office, reference: str) -> None:
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    with pytest.raises(Invalid, match="link to the message") as refused:
        office.say_sent(case_id, reference=reference)
    assert refused.value.field == "reference"
    assert office.notice(case_id).status is NoticeStatus.APPROVED


@pytest.mark.parametrize(("shift", "sentence"), [(60, "future"), (-3600, "before the approval")])
def test_it_was_not_sent_before_its_approval_or_in_the_future(
    office: Office, shift: int, sentence: str
) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id)
    office.approve(case_id, CARLA)
    proof = Proof(PROOF_URL, office.clock.now() + timedelta(seconds=shift))
    with pytest.raises(Invalid, match=sentence) as refused:
        sent_by_hand(office.desk, office.actor(ROB), notice_id, proof)
    assert refused.value.field == "sent_at"


def test_the_named_sender_sends_it_and_nobody_else(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)
    office.approve(case_id, CARLA)
    with pytest.raises(NotAllowed, match=f"<@{ROB}>"):
        office.say_sent(case_id, ROSA)


def test_nothing_is_sent_before_it_is_approved_or_twice(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    with pytest.raises(NotNow, match="not approved"):
        office.say_sent(case_id)
    office.approve(case_id, CARLA)
    office.say_sent(case_id)
    with pytest.raises(Overtaken, match="sent already"):
        office.say_sent(case_id)
    assert len(office.sendings(case_id)) == 1


def test_in_rehearsal_nothing_counts_as_sent(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    office.as_installed(rehearsal_address="rehearsal@northlight.example")
    with pytest.raises(NotNow, match="rehearsal"):
        office.say_sent(case_id)
    assert Step.SENT_BY_HAND not in office.facts(case_id).steps


def test_a_paused_desk_sends_nothing_and_says_so(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    pause(office.desk, office.actor(ADA), "a mistake was found")
    with pytest.raises(NotNow, match="paused"):
        office.say_sent(case_id)
    facts = office.facts(case_id)
    assert facts.paused is not None
    assert (facts.paused.by, facts.paused.reason) == (ADA, "a mistake was found")
    assert facts.copy_text is None
    resume(office.desk, office.actor(ADA))
    office.say_sent(case_id)
    assert office.case(case_id).status is CaseStatus.WARNED


def test_a_case_is_shown_to_members_of_its_channel_only(office: Office) -> None:
    case_id = office.file()
    with office.desk.store.write() as session:
        people.replace_channel_members(session, office.workspace_id, "C0DESK", frozenset({RITA}))
    with pytest.raises(NotFound):
        office.draft(case_id, ROB)


def test_the_time_to_answer_is_three_days_and_two_business_days(office: Office) -> None:
    case_id = office.file()
    office.ask(case_id)
    ends = office.case(case_id).grace_ends_at
    assert ends is not None
    assert ends > office.clock.now() + timedelta(hours=71, minutes=59)
    office.wait(hours=71)
    with office.desk.write() as work:
        assert grace_over(work, work.session.get_one(Case, case_id)) is False
    office.clock.advance(ends - office.clock.now())
    with office.desk.write() as work:
        assert grace_over(work, work.session.get_one(Case, case_id)) is True
    assert office.case(case_id).status is CaseStatus.GRACE_OVER
    assert EventKind.GRACE_OVER in office.kinds(case_id)


def test_a_date_that_was_promised_is_kept_even_if_the_rule_is_shorter_later(office: Office) -> None:
    case_id = office.file()
    office.as_installed(grace_hours=240)
    office.draft(case_id)
    office.as_installed(grace_hours=72)
    office.approve(case_id, CARLA)
    office.say_sent(case_id)
    ends = office.case(case_id).grace_ends_at
    assert ends is not None
    assert ends > office.clock.now() + timedelta(hours=239, minutes=59)


def test_a_reminder_comes_once_after_the_time_and_gives_two_days_more(office: Office) -> None:
    case_id = office.file()
    office.ask(case_id)
    with pytest.raises(NotNow, match="once the time to answer is over"):
        office.draft(case_id, kind=NoticeKind.REMINDER)
    _end_grace(office, case_id)
    assert {Step.REMIND} <= office.facts(case_id).steps
    office.draft(case_id, kind=NoticeKind.REMINDER)
    office.approve(case_id, ROSA)
    office.say_sent(case_id)
    case = office.case(case_id)
    assert case.status is CaseStatus.WARNED
    assert case.grace_ends_at is not None
    assert timedelta(hours=47) < case.grace_ends_at - office.clock.now() <= timedelta(hours=48)
    _end_grace(office, case_id)
    with pytest.raises(NotNow, match="one reminder was sent"):
        office.draft(case_id, kind=NoticeKind.REMINDER)
    assert Step.REMIND not in office.facts(case_id).steps


def test_a_person_is_written_to_three_times_in_half_a_year_over_all_matters(office: Office) -> None:
    for number, key in enumerate(("NLP", "HAR", "SEA", "FOX")):
        if key != "NLP":
            office.open_matter(key, Ground.PRIVATE_INFO)
        case_id = office.file(f"https://x.com/leakmirror/status/{number}")
        if key != "FOX":
            office.ask(case_id)
    with pytest.raises(NotNow, match="3 messages within 180 days"):
        office.draft(case_id)
    office.wait(days=181)
    office.draft(case_id)


def test_the_ledger_sends_where_the_bot_may_write(office: Office) -> None:
    office.platforms.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    assert Step.SEND in office.facts(case_id).steps
    with pytest.raises(NotNow, match="sent by the desk"):
        office.say_sent(case_id)
    office.order(case_id)
    assert office.notice(case_id).status is NoticeStatus.SENDING
    _arrive(office, case_id)
    assert office.case(case_id).status is CaseStatus.WARNED


def test_a_text_that_was_not_sent_can_be_sent_again(office: Office) -> None:
    office.platforms.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    office.order(case_id)
    _fail(office, case_id)
    assert office.notice(case_id).status is NoticeStatus.APPROVED
    office.order(case_id)
    assert [row.status for row in office.sendings(case_id)] == [EffectStatus.READY]


def test_a_text_that_failed_after_its_approvals_ran_out_goes_back_to_its_author(office: Office) -> None:
    office.platforms.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    office.order(case_id)
    office.wait(hours=25)
    _fail(office, case_id)
    assert office.notice(case_id).status is NoticeStatus.DRAFT
    assert office.case(case_id).status is CaseStatus.OPEN


@pytest.mark.parametrize(
    ("answer", "status", "standing"),
    [
        (Reconciliation.AS_SENT, NoticeStatus.SENT, CaseStatus.WARNED),
        (Reconciliation.AGAIN, NoticeStatus.SENDING, CaseStatus.WARNING_APPROVED),
        (Reconciliation.CANCEL, NoticeStatus.APPROVED, CaseStatus.WARNING_APPROVED),
    ],
)
def test_a_delivery_in_doubt_is_settled_by_a_named_person(
    office: Office, answer: Reconciliation, status: NoticeStatus, standing: CaseStatus
) -> None:
    case_id, effect_id = _in_doubt(office)
    assert [doubt.effect_id for doubt in office.facts(case_id).doubts] == [effect_id]
    with pytest.raises(NotAllowed):
        reconcile(office.desk, office.actor(RITA), effect_id, answer)
    reconcile(office.desk, office.actor(ROSA), effect_id, answer)
    assert office.notice(case_id).status is status
    assert office.case(case_id).status is standing
    with pytest.raises(Overtaken, match="settled meanwhile"):
        reconcile(office.desk, office.actor(CARLA), effect_id, answer)
    assert EventKind.DELIVERY_RECONCILED in office.kinds(case_id)


def test_somebody_elses_delivery_is_not_found(office: Office) -> None:
    _, effect_id = _in_doubt(office)
    stranger = type(office.actor(ROSA))(office.workspace_id + 1, ROSA)
    with pytest.raises(NotFound):
        reconcile(office.desk, stranger, effect_id, Reconciliation.AS_SENT)


def test_a_reply_that_stops_contact_stops_a_message_that_was_ordered(office: Office) -> None:
    case_id = office.file()
    office.ask(case_id)
    _end_grace(office, case_id)
    office.platforms.writes_by_itself()
    office.draft(case_id, kind=NoticeKind.REMINDER)
    office.approve(case_id, ROSA)
    office.order(case_id)
    record_reply(office.desk, office.actor(RITA), case_id, ReplyKind.NO_CONTACT, "Stop.")
    assert office.notice(case_id).status is NoticeStatus.VOID
    assert office.case(case_id).status is CaseStatus.GRACE_OVER
    assert [row.status for row in office.sendings(case_id)][-1] is EffectStatus.CANCELLED


def test_a_reply_leaves_alone_what_is_already_on_its_way(office: Office) -> None:
    case_id = office.file()
    office.ask(case_id)
    _end_grace(office, case_id)
    office.platforms.writes_by_itself()
    office.draft(case_id, kind=NoticeKind.REMINDER)
    office.approve(case_id, ROSA)
    office.order(case_id)
    office.mark(office.sendings(case_id)[-1].pk, EffectStatus.SENDING)
    record_reply(office.desk, office.actor(RITA), case_id, ReplyKind.NO_CONTACT, "Stop.")
    assert office.notice(case_id).status is NoticeStatus.SENDING
    _arrive(office, case_id)
    assert office.case(case_id).status is CaseStatus.WARNED


def _end_grace(office: Office, case_id: int) -> None:
    ends = office.case(case_id).grace_ends_at
    assert ends is not None
    office.clock.advance(ends - office.clock.now() + timedelta(seconds=1))
    with office.desk.write() as work:
        grace_over(work, work.session.get_one(Case, case_id))


def _arrive(office: Office, case_id: int) -> None:
    with office.desk.write() as work:
        case = work.session.get_one(Case, case_id)
        notice = work.session.get_one(Notice, office.notice(case_id).id)
        was_sent(work, case, notice, reference=PROOF_URL, sent_at=work.now, by="desk")


def _fail(office: Office, case_id: int) -> None:
    office.mark(office.sendings(case_id)[-1].pk, EffectStatus.FAILED)
    with office.desk.write() as work:
        case = work.session.get_one(Case, case_id)
        notice = work.session.get_one(Notice, office.notice(case_id).id)
        was_not_sent(work, case, notice, "The server refused it.")


def _in_doubt(office: Office) -> tuple[int, int]:
    office.platforms.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    office.order(case_id)
    effect_id = office.sendings(case_id)[-1].pk
    office.mark(effect_id, EffectStatus.UNKNOWN)
    return case_id, effect_id
