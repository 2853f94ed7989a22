"""Who may decide on an outward text: different people, one content, 24 hours, and nobody on their own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.desk.contact.editing import edit_message, request_saved
from bot.desk.core.refusals import Invalid, NotAllowed, NotFound, NotNow, Overtaken, Refusal
from bot.desk.review.approving import Attestation, approve, decline
from bot.desk.review.validity import approvals_expired
from bot.desk.sending.sending import order_send
from storage.models import RoleGrant
from storage.vocabulary import CaseStatus, EventKind, Ground, NoticeKind, NoticeStatus, Role
from tests.desk.office import ADA, CARLA, CESAR, NOBODY, RITA, ROB, ROSA, SIGRID, Office

ALL_TICKED = frozenset({"good_faith", "accuracy", "authority"})


def give(office: Office, user_id: str, role: Role) -> None:
    with office.desk.store.write() as session:
        grant = {"user_id": user_id, "role": role, "given_by": ADA, "given_at": office.clock.now()}
        session.add(RoleGrant(workspace_id=office.workspace_id, **grant))


def escalating(office: Office) -> int:
    """Return a case whose letter to counsel waits for its approvals; its author is Rob, Sigrid signs."""
    office.open_matter("HAK", Ground.HACKED_CONFIDENTIAL)
    case_id = office.file()
    office.prove(case_id)
    office.ask(case_id)
    office.wait(days=8)
    office.letter(case_id)
    return case_id


def test_one_other_person_stands_behind_a_warning(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)
    assert office.case(case_id).status is CaseStatus.WARNING_REVIEW
    assert office.approve(case_id, ROSA) is True
    assert office.case(case_id).status is CaseStatus.WARNING_APPROVED
    assert office.notice(case_id).status is NoticeStatus.APPROVED


def test_nobody_approves_their_own_text(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)
    with pytest.raises(NotAllowed, match="your own text"):
        office.approve(case_id, ROB)
    assert office.notice(case_id).status is NoticeStatus.IN_REVIEW


@pytest.mark.parametrize("who", [RITA, SIGRID, ADA])
def test_the_wrong_role_approves_nothing(office: Office, who: str) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)
    with pytest.raises(NotAllowed, match="reviewer or counsel"):
        office.approve(case_id, who)


def test_without_a_role_there_is_nothing_to_see(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)
    with pytest.raises((NotAllowed, NotFound)):
        office.approve(case_id, NOBODY)


@pytest.mark.parametrize("standing", ["is_guest", "is_bot", "is_deactivated", "is_foreign"])
def test_who_is_no_full_member_cannot_decide(office: Office, standing: str) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)
    office.change_member(CARLA, **{standing: True})
    with pytest.raises(NotAllowed, match="cannot decide here"):
        office.approve(case_id, CARLA)


@pytest.mark.parametrize("standing", ["is_guest", "is_deactivated", "is_foreign"])
def test_an_approver_is_looked_at_again_when_it_is_sent(office: Office, standing: str) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)
    office.approve(case_id, CARLA)
    office.change_member(CARLA, **{standing: True})
    with pytest.raises(NotNow, match="missing or no longer valid"):
        office.say_sent(case_id)
    assert office.case(case_id).warned_at is None


def test_a_changed_text_is_not_approved_by_who_read_the_old_one(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    old = office.notice(case_id).content_hash
    edited = edit_message(
        office.desk, office.actor(ROB), notice_id, office.notice(case_id).body + "\nThank you.", old
    )
    request_saved(office.desk, office.actor(ROB), notice_id, edited.sheet.content_hash)
    with pytest.raises(Overtaken, match="changed after you opened it"):
        approve(office.desk, office.actor(CARLA), notice_id, Attestation(old))


def test_three_different_people_stand_behind_what_goes_to_a_platform(office: Office) -> None:
    case_id = escalating(office)
    with pytest.raises(NotAllowed, match="your own text"):
        office.approve(case_id, ROB)
    assert office.approve(case_id, ROSA) is False
    with pytest.raises(Overtaken, match="approved this text already"):
        office.approve(case_id, ROSA)
    with pytest.raises(NotAllowed, match=f"signed by <@{SIGRID}>"):
        office.approve(case_id, CARLA)
    assert office.approve(case_id, SIGRID) is True
    assert office.case(case_id).status is CaseStatus.ESCALATION_APPROVED


def test_who_signs_gives_that_approval_even_if_they_could_give_the_other(office: Office) -> None:
    case_id = escalating(office)
    give(office, SIGRID, Role.REVIEWER)
    assert office.approve(case_id, SIGRID) is False
    assert office.approve(case_id, ROSA) is True


def test_one_person_with_every_role_is_still_one_person(office: Office) -> None:
    case_id = escalating(office)
    give(office, ROSA, Role.COUNSEL)
    give(office, ROSA, Role.SIGNATORY)
    assert office.approve(case_id, ROSA) is False
    with pytest.raises(Overtaken):
        office.approve(case_id, ROSA)
    assert office.notice(case_id).status is NoticeStatus.IN_REVIEW


def test_two_people_on_one_approval_at_once_count_once(office: Office) -> None:
    case_id = office.file()
    office.draft(case_id, ROB)

    def tried(user_id: str) -> object:
        try:
            return office.approve(case_id, user_id)
        except Refusal as refused:
            return refused

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(tried, [CARLA, ROSA]))
    assert found.count(True) == 1
    other = next(each for each in found if each is not True)
    assert isinstance(other, Overtaken)
    assert "approved" in other.sentence
    assert office.kinds(case_id).count(EventKind.APPROVAL_GIVEN) == 1


def test_the_second_reviewer_is_told_who_was_quicker(office: Office) -> None:
    case_id = escalating(office)
    office.approve(case_id, ROSA)
    give(office, CESAR, Role.REVIEWER)
    office_hash = office.notice(case_id).content_hash
    with pytest.raises((Overtaken, NotAllowed)) as refused:
        approve(office.desk, office.actor(CESAR), office.notice(case_id).pk, Attestation(office_hash))
    assert f"<@{SIGRID}>" in refused.value.sentence or f"<@{ROSA}>" in refused.value.sentence


def test_an_edit_voids_what_was_approved_and_says_how_much(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    office.approve(case_id, CARLA)
    notice = office.notice(case_id)
    edited = edit_message(
        office.desk, office.actor(ROSA), notice_id, notice.body + "\nThank you.", notice.content_hash
    )
    assert edited.voided == 1
    changed = office.notice(case_id)
    assert changed.status is NoticeStatus.DRAFT
    assert changed.author_id == ROSA
    assert changed.body.endswith("Thank you.")
    assert office.case(case_id).status is CaseStatus.OPEN
    with pytest.raises(NotNow):
        office.say_sent(case_id)
    request_saved(office.desk, office.actor(ROSA), notice_id, edited.sheet.content_hash)
    with pytest.raises(NotAllowed, match="your own text"):
        office.approve(case_id, ROSA)
    assert office.approve(case_id, CARLA) is True


def test_an_edit_that_loses_what_has_to_stay_is_refused_and_voids_nothing(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    office.approve(case_id, CARLA)
    seen = office.notice(case_id).content_hash
    with pytest.raises(Invalid, match="no longer contains") as refused:
        edit_message(office.desk, office.actor(ROB), notice_id, "Please remove it.", seen)
    assert refused.value.field == "body"
    with pytest.raises(Invalid, match="Nothing was changed"):
        edit_message(office.desk, office.actor(ROB), notice_id, office.notice(case_id).body, seen)
    assert office.notice(case_id).status is NoticeStatus.APPROVED


def test_an_edit_of_an_older_version_is_refused(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    with pytest.raises(Overtaken):
        edit_message(office.desk, office.actor(ROSA), notice_id, office.notice(case_id).body + " x", "0" * 64)


def test_an_edited_text_may_be_too_long_for_its_platform(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    notice = office.notice(case_id)
    office.platforms.writing = type(office.platforms.writing)(
        **{**vars(office.platforms.writing), "limit": len(notice.body)}
    )
    longer = notice.body + "\nThank you very much."
    with pytest.raises(Invalid, match="at most") as refused:
        edit_message(office.desk, office.actor(ROB), notice_id, longer, notice.content_hash)
    assert refused.value.field == "body"


def test_an_approval_holds_for_a_day_and_no_longer(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    office.approve(case_id, CARLA)
    office.wait(hours=23, minutes=59)
    assert office.facts(case_id).copy_text is not None
    office.wait(minutes=2)
    assert office.facts(case_id).copy_text is None
    with pytest.raises(Invalid, match="had run out"):
        office.say_sent(case_id)
    with office.desk.write() as work:
        approvals_expired(work, notice_id, office.workspace_id)
    assert office.case(case_id).status is CaseStatus.OPEN
    assert office.notice(case_id).status is NoticeStatus.DRAFT
    assert office.kinds(case_id)[-1] is EventKind.APPROVALS_EXPIRED


def test_an_approval_that_lapsed_before_the_second_has_to_be_given_anew(office: Office) -> None:
    case_id = escalating(office)
    office.approve(case_id, ROSA)
    office.wait(hours=25)
    assert office.approve(case_id, SIGRID) is False
    assert office.notice(case_id).status is NoticeStatus.IN_REVIEW
    assert office.approve(case_id, ROSA) is True


def test_an_approver_who_left_can_be_replaced(office: Office) -> None:
    case_id = escalating(office)
    office.approve(case_id, ROSA)
    office.change_member(ROSA, is_deactivated=True)
    give(office, CESAR, Role.REVIEWER)
    assert office.approve(case_id, SIGRID) is False
    assert office.approve(case_id, CESAR) is True


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 1001])
def test_declining_takes_a_reason(office: Office, reason: str) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    with pytest.raises(Invalid) as refused:
        decline(office.desk, office.actor(CARLA), notice_id, reason)
    assert refused.value.field == "reason"
    assert office.notice(case_id).status is NoticeStatus.IN_REVIEW


def test_a_declined_text_goes_back_with_the_reason(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    decline(office.desk, office.actor(CARLA), notice_id, "Too sharp.")
    assert office.case(case_id).status is CaseStatus.OPEN
    shown = office.facts(case_id).notice
    assert shown is not None
    assert shown.declined is not None
    assert (shown.declined.by, shown.declined.reason) == (CARLA, "Too sharp.")
    with pytest.raises(Overtaken, match=f"<@{CARLA}> declined"):
        office.approve(case_id, ROSA)


def test_declining_takes_a_role_and_another_person(office: Office) -> None:
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    with pytest.raises(NotAllowed):
        decline(office.desk, office.actor(RITA), notice_id, "No.")
    with pytest.raises(NotAllowed, match="your own text"):
        decline(office.desk, office.actor(ROB), notice_id, "No.")


def test_where_the_ground_says_so_counsel_alone_approves_a_message(office: Office) -> None:
    office.open_matter("TRA", Ground.TRADEMARK)
    case_id = office.file()
    office.draft(case_id, ROB)
    with pytest.raises(NotAllowed, match="counsel"):
        office.approve(case_id, ROSA)
    assert office.approve(case_id, CARLA) is True


def test_a_copyright_notice_takes_three_statements_and_a_signature(office: Office) -> None:
    office.open_matter("COP", Ground.COPYRIGHT_US)
    case_id = office.file()
    office.prove(case_id)
    office.ask(case_id)
    office.wait(days=8)
    office.letter(case_id)
    seen = office.notice(case_id).content_hash
    assert office.notice(case_id).kind is NoticeKind.LEGAL_NOTICE
    office.approve(case_id, ROSA)
    for ticked in (frozenset(), ALL_TICKED - {"authority"}, ALL_TICKED - {"good_faith"}):
        with pytest.raises(Invalid, match="three statements") as refused:
            office.approve(case_id, SIGRID, Attestation(seen, ticked, "Sigrid Signatory"))
        assert refused.value.field == "statements"
    with pytest.raises(Invalid, match="full name") as unsigned:
        office.approve(case_id, SIGRID, Attestation(seen, ALL_TICKED, "S."))
    assert unsigned.value.field == "signature"
    assert office.approve(case_id, SIGRID, Attestation(seen, ALL_TICKED, " sigrid  SIGNATORY ")) is True


def test_a_stale_order_to_send_is_refused(office: Office) -> None:
    office.platforms.writes_by_itself()
    case_id = office.file()
    notice_id = office.draft(case_id, ROB)
    office.approve(case_id, CARLA)
    with pytest.raises(Overtaken, match="changed after you saw it"):
        order_send(office.desk, office.actor(ROB), notice_id, "0" * 64)
    office.order(case_id)
    with pytest.raises(Overtaken, match="being sent already"):
        office.order(case_id)
    assert len(office.sendings(case_id)) == 1
