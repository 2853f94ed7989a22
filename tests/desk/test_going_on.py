"""What follows: replies, disputes, escalation, the platform's answer, outcomes, and the end of a case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.desk.escalating import edit_sheet, letter_sheet, request_letter, save_letter
from bot.desk.grace import grace_over
from bot.desk.outcomes import Outcomes, record_outcome, refuse, reopen, withdraw
from bot.desk.owning import take
from bot.desk.problems import Invalid, NotAllowed, NotFound, NotNow, Overtaken
from bot.desk.replies import PlatformAnswer, decide_dispute, record_answer, record_reply
from bot.desk.reviewing import decline
from bot.desk.skipping import agree_to_skip, ask_to_skip, lacks_warning_only
from bot.desk.steps import Step
from storage.models import Case, Effect, Notice
from storage.vocabulary import (
    CaseStatus,
    EffectKind,
    EffectStatus,
    EventKind,
    Ground,
    HoldKind,
    NoticeKind,
    NoticeStatus,
    Outcome,
    ReplyKind,
    Route,
)
from tests.desk.office import ADA, CARLA, CESAR, RITA, ROB, ROSA, Office

STOPPING = [
    (ReplyKind.REFUSED, HoldKind.NO_CONTACT),
    (ReplyKind.DISPUTES, HoldKind.DISPUTE),
    (ReplyKind.HAS_LAWYER, HoldKind.REPRESENTED),
    (ReplyKind.IS_PRESS, HoldKind.PRESS),
    (ReplyKind.NO_CONTACT, HoldKind.NO_CONTACT),
]


def asked(office: Office) -> int:
    case_id = office.file()
    office.prove(case_id)
    office.ask(case_id)
    return case_id


def waited(office: Office) -> int:
    case_id = asked(office)
    office.wait(days=8)
    with office.desk.act() as moment:
        grace_over(moment, moment.session.get_one(Case, case_id))
    return case_id


def escalated(office: Office) -> int:
    office.reach.reports_by_hand()
    case_id = waited(office)
    office.letter(case_id)
    office.approve(case_id, ROSA)
    office.approve(case_id, CARLA)
    office.say_sent(case_id, reference="TICKET-5")
    return case_id


def reply(office: Office, case_id: int, kind: ReplyKind) -> None:
    record_reply(office.desk, office.actor(RITA), case_id, kind, "In their own words.")


def outcome(office: Office, case_id: int, **by_number: Outcome) -> bool:
    said = Outcomes({int(name[1:]): found for name, found in by_number.items()})
    return record_outcome(office.desk, office.actor(ROB), case_id, said)


@pytest.mark.parametrize(("kind", "hold"), STOPPING)
def test_five_replies_stop_contact_and_shorten_nothing(office: Office, kind: ReplyKind, hold: HoldKind) -> None:
    case_id = asked(office)
    promised = office.case(case_id).grace_ends_at
    reply(office, case_id, kind)
    reply(office, case_id, kind)
    assert [each.kind for each in office.facts(case_id).holds] == [hold]
    assert office.case(case_id).grace_ends_at == promised
    assert office.case(case_id).status is CaseStatus.WARNED
    with pytest.raises(NotNow, match="once the time to answer is over|disputes this"):
        letter_sheet(office.desk, office.actor(ROB), case_id)
    office.wait(days=8)
    with office.desk.act() as moment:
        grace_over(moment, moment.session.get_one(Case, case_id))
    with pytest.raises(NotNow, match="Contact with this person has stopped"):
        office.draft(case_id, kind=NoticeKind.REMINDER)


@pytest.mark.parametrize("kind", [ReplyKind.AGREED, ReplyKind.REMOVED, ReplyKind.COVERED])
def test_a_friendly_reply_stops_nothing(office: Office, kind: ReplyKind) -> None:
    case_id = asked(office)
    reply(office, case_id, kind)
    facts = office.facts(case_id)
    assert facts.holds == ()
    assert facts.reply is kind


@pytest.mark.parametrize("kind", [ReplyKind.HAS_LAWYER, ReplyKind.IS_PRESS, ReplyKind.NO_CONTACT])
def test_who_wants_no_contact_is_not_written_to_in_another_matter_either(
    office: Office, kind: ReplyKind
) -> None:
    reply(office, asked(office), kind)
    office.open_matter("HAR", Ground.PRIVATE_INFO)
    with pytest.raises(NotNow, match="Contact with this person has stopped"):
        office.draft(office.file())


def test_nobody_replies_who_was_not_asked(office: Office) -> None:
    with pytest.raises(NotNow, match="Nobody was asked"):
        reply(office, office.file(), ReplyKind.AGREED)


def test_an_overlong_quote_is_refused_at_its_field(office: Office) -> None:
    case_id = asked(office)
    with pytest.raises(Invalid) as refused:
        record_reply(office.desk, office.actor(RITA), case_id, ReplyKind.AGREED, "x" * 3001)
    assert refused.value.field == "quote"


def test_a_dispute_blocks_escalation_until_another_reviewer_decided(office: Office) -> None:
    case_id = waited(office)
    reply(office, case_id, ReplyKind.DISPUTES)
    facts = office.facts(case_id)
    assert Step.ESCALATE not in facts.steps
    assert Step.DECIDE_DISPUTE in facts.steps
    with pytest.raises(NotNow, match="disputes this"):
        office.letter(case_id)
    for who, why in ((ROB, "You wrote to this person"), (RITA, "role"), (CARLA, "role")):
        with pytest.raises(NotAllowed, match=why):
            decide_dispute(office.desk, office.actor(who), case_id, upheld=False, reason="It is ours.")
    decide_dispute(office.desk, office.actor(ROSA), case_id, upheld=False, reason="It is ours.")
    facts = office.facts(case_id)
    assert Step.ESCALATE in facts.steps
    assert Step.DECIDE_DISPUTE not in facts.steps
    assert [hold.kind for hold in facts.holds] == [HoldKind.NO_CONTACT]


def test_a_dispute_that_is_justified_keeps_the_case_from_the_platform(office: Office) -> None:
    case_id = waited(office)
    reply(office, case_id, ReplyKind.DISPUTES)
    with pytest.raises(Invalid) as refused:
        decide_dispute(office.desk, office.actor(ROSA), case_id, upheld=True, reason=" ")
    assert refused.value.field == "reason"
    decide_dispute(office.desk, office.actor(ROSA), case_id, upheld=True, reason="They are right.")
    facts = office.facts(case_id)
    assert not facts.steps & {Step.ESCALATE, Step.DECIDE_DISPUTE}
    with pytest.raises(Overtaken, match="decided already"):
        decide_dispute(office.desk, office.actor(ROSA), case_id, upheld=False, reason="On second thought.")


def test_nothing_goes_to_the_platform_before_the_person_was_asked(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    assert lacks_warning_only(office.desk, office.actor(ROB), case_id) == "NLP-1"
    with pytest.raises(NotNow, match="Ask first"):
        office.letter(case_id)


def test_counsel_may_agree_to_skip_the_warning_and_never_alone(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    with pytest.raises(NotNow, match="Nobody has asked"):
        agree_to_skip(office.desk, office.actor(CARLA), case_id)
    with pytest.raises(Invalid) as refused:
        ask_to_skip(office.desk, office.actor(CARLA), case_id, "  ")
    assert refused.value.field == "reason"
    ask_to_skip(office.desk, office.actor(CARLA), case_id, "They threaten people.")
    assert Step.AGREE_TO_SKIP in office.facts(case_id).steps
    with pytest.raises(Overtaken, match=f"<@{CARLA}>"):
        ask_to_skip(office.desk, office.actor(ROB), case_id, "Me too.")
    for who in (CARLA, ROB, ADA):
        with pytest.raises(NotAllowed):
            agree_to_skip(office.desk, office.actor(who), case_id)
    agree_to_skip(office.desk, office.actor(CESAR), case_id)
    with pytest.raises(Overtaken, match=f"<@{CESAR}>"):
        agree_to_skip(office.desk, office.actor(CARLA), case_id)
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
    assert case.deadline_what == "platform_answer"
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
    assert (saved.notice_id, saved.voided) == (notice_id, 1)
    assert office.notice(case_id).status is NoticeStatus.DRAFT
    assert office.case(case_id).status is CaseStatus.GRACE_OVER
    with pytest.raises(Overtaken):
        request_letter(office.desk, office.actor(ROSA), notice_id, "0" * 64)
    request_letter(office.desk, office.actor(ROSA), notice_id, saved.content_hash)
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
    ask_to_skip(office.desk, office.actor(ROB), case_id, "Counsel wants it.")
    agree_to_skip(office.desk, office.actor(CARLA), case_id)
    letter_id = office.letter(case_id)
    assert letter_id != notice_id
    with office.desk.store.read() as session:
        assert session.get_one(Notice, notice_id).status is NoticeStatus.VOID


def test_a_case_resolves_when_all_its_items_did(office: Office) -> None:
    case_id = office.file("https://x.com/leakmirror/status/1", "https://x.com/leakmirror/status/2")
    office.prove(case_id)
    office.ask(case_id)
    assert outcome(office, case_id, n1=Outcome.USER_REMOVED_AFTER_CONTACT) is False
    assert office.case(case_id).status is CaseStatus.WARNED
    assert outcome(office, case_id, n2=Outcome.GONE_CAUSE_UNKNOWN) is True
    case = office.case(case_id)
    assert case.status is CaseStatus.RESOLVED
    assert case.deadline_at is None
    with office.desk.store.read() as session:
        waiting = session.exec(select(Effect).where(Effect.kind == EffectKind.GRACE_ENDS)).one()
        assert waiting.status is EffectStatus.CANCELLED
    with pytest.raises(NotNow, match="reopen it first"):
        outcome(office, case_id, n1=Outcome.STILL_UP)


@pytest.mark.parametrize("found", [Outcome.USER_REMOVED_AFTER_CONTACT, Outcome.NO_REPLY, Outcome.USER_REFUSED])
def test_what_needs_a_message_is_refused_where_none_was_sent(office: Office, found: Outcome) -> None:
    case_id = office.file()
    with pytest.raises(Invalid, match="nobody was asked") as refused:
        outcome(office, case_id, n1=found)
    assert refused.value.field == "item_1"


def test_an_account_can_be_suspended_until_a_day(office: Office) -> None:
    case_id = escalated(office)
    until = office.clock.now() + timedelta(days=30)
    said = Outcomes({}, Outcome.ACCOUNT_SUSPENDED, office.clock.now() - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        record_outcome(office.desk, office.actor(ROB), case_id, said)
    assert refused.value.field == "until"
    assert record_outcome(office.desk, office.actor(ROB), case_id, replace(said, until=until)) is False
    facts = office.facts(case_id)
    assert (facts.account_outcome, facts.account_outcome_until) == ("account suspended", until)


def test_saying_nothing_changes_nothing(office: Office) -> None:
    case_id = office.file()
    with pytest.raises(Invalid, match="Nothing was changed"):
        record_outcome(office.desk, office.actor(ROB), case_id, Outcomes({}))


def test_a_case_goes_on_from_where_it_stood(office: Office) -> None:
    case_id = office.file("https://x.com/leakmirror/status/1", "https://x.com/leakmirror/status/2")
    office.ask(case_id)
    outcome(office, case_id, n1=Outcome.USER_REMOVED_AFTER_CONTACT, n2=Outcome.USER_REMOVED_AFTER_CONTACT)
    with pytest.raises(Invalid) as refused:
        reopen(office.desk, office.actor(ROB), case_id, "", [1])
    assert refused.value.field == "reason"
    with pytest.raises(Invalid) as none_named:
        reopen(office.desk, office.actor(ROB), case_id, "It is back.", [])
    assert none_named.value.field == "items"
    reopen(office.desk, office.actor(ROB), case_id, "It is back.", [2])
    assert office.case(case_id).status is CaseStatus.WARNED
    assert [item.is_open for item in office.facts(case_id).items] == [False, True]
    assert office.case(case_id).deadline_at == office.case(case_id).grace_ends_at
    with pytest.raises(NotNow):
        reopen(office.desk, office.actor(ROB), case_id, "Again.")


def test_a_case_that_was_with_the_platform_is_there_again(office: Office) -> None:
    case_id = escalated(office)
    outcome(office, case_id, n1=Outcome.PLATFORM_REMOVED)
    reopen(office.desk, office.actor(ROB), case_id, "It was restored.")
    assert office.case(case_id).status is CaseStatus.ESCALATED


def test_the_client_withdraws_and_what_was_prepared_is_discarded(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id)
    with pytest.raises(Invalid):
        withdraw(office.desk, office.actor(RITA), case_id, " ")
    with pytest.raises(NotAllowed):
        withdraw(office.desk, office.actor(ADA), case_id, "They changed their mind.")
    withdraw(office.desk, office.actor(RITA), case_id, "They changed their mind.")
    assert office.case(case_id).status is CaseStatus.WITHDRAWN
    assert office.notice(case_id).status is NoticeStatus.VOID
    with pytest.raises(Overtaken, match="discarded"):
        office.approve(case_id, CARLA)


def test_the_desk_may_refuse_a_case_and_a_reporter_may_not(office: Office) -> None:
    case_id = office.file()
    with pytest.raises(NotAllowed):
        refuse(office.desk, office.actor(RITA), case_id, "It is parody.")
    refuse(office.desk, office.actor(ROSA), case_id, "It is parody.")
    assert office.case(case_id).status is CaseStatus.REFUSED
    assert office.facts(case_id).steps == frozenset({Step.REOPEN})


def test_while_a_text_is_on_its_way_a_case_does_not_end(office: Office) -> None:
    office.reach.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    office.order(case_id)
    with pytest.raises(NotNow, match="on its way"):
        withdraw(office.desk, office.actor(ROB), case_id, "No.")
    with pytest.raises(NotNow, match="on its way"):
        outcome(office, case_id, n1=Outcome.GONE_CAUSE_UNKNOWN)
    assert not office.facts(case_id).steps & {Step.RECORD_OUTCOME, Step.WITHDRAW, Step.EDIT}


def test_thanks_go_once_to_who_removed_something_after_being_asked(office: Office) -> None:
    case_id = asked(office)
    outcome(office, case_id, n1=Outcome.USER_REMOVED_AFTER_CONTACT)
    assert Step.THANK in office.facts(case_id).steps
    office.draft(case_id, kind=NoticeKind.THANKS)
    office.approve(case_id, ROSA)
    office.say_sent(case_id)
    assert office.case(case_id).status is CaseStatus.RESOLVED
    assert Step.THANK not in office.facts(case_id).steps
    with pytest.raises(NotNow, match="thanked already"):
        office.draft(case_id, kind=NoticeKind.THANKS)


def test_what_is_merely_gone_is_nobodys_merit(office: Office) -> None:
    case_id = asked(office)
    outcome(office, case_id, n1=Outcome.GONE_CAUSE_UNKNOWN)
    assert Step.THANK not in office.facts(case_id).steps
    with pytest.raises(NotNow, match="Thanks go only"):
        office.draft(case_id, kind=NoticeKind.THANKS)


def test_two_people_take_a_case_at_once_and_one_is_told(office: Office) -> None:
    case_id = office.file()
    take(office.desk, office.actor(ROSA), case_id, RITA)
    with pytest.raises(Overtaken, match=f"<@{ROSA}>"):
        take(office.desk, office.actor(CARLA), case_id, RITA)
    with pytest.raises(Overtaken, match="yours already"):
        take(office.desk, office.actor(ROSA), case_id, ROSA)
    with pytest.raises(NotFound):
        take(office.desk, office.actor(ROSA), case_id + 99, None)


def test_every_step_is_on_record(office: Office) -> None:
    case_id = escalated(office)
    outcome(office, case_id, n1=Outcome.PLATFORM_REMOVED)
    told = office.kinds(case_id)
    for kind in (
        EventKind.CASE_FILED,
        EventKind.ITEM_ADDED,
        EventKind.EVIDENCE_ADDED,
        EventKind.EVIDENCE_STORED,
        EventKind.NOTICE_DRAFTED,
        EventKind.APPROVAL_GIVEN,
        EventKind.APPROVALS_COMPLETE,
        EventKind.NOTICE_SENT,
        EventKind.GRACE_OVER,
        EventKind.OUTCOME_RECORDED,
        EventKind.CASE_RESOLVED,
    ):
        assert kind in told
