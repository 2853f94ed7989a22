"""What follows: replies, disputes, escalation, the platform's answer, outcomes, and the end of a case."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.desk.card.card_facts import ReplyFacts
from bot.desk.card.steps import Step
from bot.desk.case.grace import grace_over
from bot.desk.case.owner import take
from bot.desk.core.refusals import Invalid, NotAllowed, NotFound, NotNow, Overtaken
from bot.desk.escalation.letter_sheet import letter_sheet
from bot.desk.tracking.closing import refuse, reopen, withdraw
from bot.desk.tracking.disputes import decide_dispute
from bot.desk.tracking.outcomes import Outcomes, record_outcome
from bot.desk.tracking.replies import record_reply
from storage.models import Case, Effect
from storage.vocabulary import (
    CaseStatus,
    EffectKind,
    EffectStatus,
    EventKind,
    Ground,
    NoticeKind,
    NoticeStatus,
    Outcome,
    ReplyKind,
    RestrictionKind,
)
from tests.desk.life import asked, escalated, waited
from tests.desk.office import ADA, CARLA, RITA, ROB, ROSA, Office

STOPPING = [
    (ReplyKind.REFUSED, RestrictionKind.NO_CONTACT),
    (ReplyKind.DISPUTES, RestrictionKind.DISPUTE),
    (ReplyKind.HAS_LAWYER, RestrictionKind.REPRESENTED),
    (ReplyKind.IS_PRESS, RestrictionKind.PRESS),
    (ReplyKind.NO_CONTACT, RestrictionKind.NO_CONTACT),
]


def reply(office: Office, case_id: int, kind: ReplyKind) -> None:
    record_reply(office.desk, office.actor(RITA), case_id, kind, "In their own words.")


def outcome(office: Office, case_id: int, **by_number: Outcome) -> bool:
    said = Outcomes({int(name[1:]): found for name, found in by_number.items()})
    return record_outcome(office.desk, office.actor(ROB), case_id, said)


@pytest.mark.parametrize(("kind", "restriction"), STOPPING)
def test_five_replies_stop_contact_and_shorten_nothing(
    office: Office, kind: ReplyKind, restriction: RestrictionKind
) -> None:
    case_id = asked(office)
    promised = office.case(case_id).grace_ends_at
    reply(office, case_id, kind)
    reply(office, case_id, kind)
    assert [each.kind for each in office.facts(case_id).restrictions] == [restriction]
    assert office.case(case_id).grace_ends_at == promised
    assert office.case(case_id).status is CaseStatus.WARNED
    with pytest.raises(NotNow, match=r"once the time to answer is over|disputes this"):
        letter_sheet(office.desk, office.actor(ROB), case_id)
    office.wait(days=8)
    with office.desk.write() as work:
        grace_over(work, work.session.get_one(Case, case_id))
    with pytest.raises(NotNow, match="Contact with this person has stopped"):
        office.draft(case_id, kind=NoticeKind.REMINDER)


@pytest.mark.parametrize("kind", [ReplyKind.AGREED, ReplyKind.REMOVED, ReplyKind.COVERED])
def test_a_friendly_reply_stops_nothing(office: Office, kind: ReplyKind) -> None:
    case_id = asked(office)
    reply(office, case_id, kind)
    facts = office.facts(case_id)
    assert facts.restrictions == ()
    assert facts.reply == ReplyFacts(kind, "")


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
    assert [restriction.kind for restriction in facts.restrictions] == [RestrictionKind.NO_CONTACT]


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
    office.platforms.writes_by_itself()
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
