"""What must hold whatever happens, judged from what is stored and what arrived, not by the desk's rules."""

import hashlib
import json
from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import Session, col, select

from bot.rules.case.lifecycle import Action, possible_targets
from storage.audit.chain import check_chains
from storage.models import (
    Approval,
    Case,
    Effect,
    Event,
    Item,
    Member,
    Notice,
    NoticeItem,
    Person,
    Restriction,
    Workspace,
)
from storage.vocabulary import (
    ENDED,
    CaseStatus,
    Decision,
    EffectKind,
    EffectStatus,
    EventKind,
    Ground,
    NoticeKind,
    NoticeStatus,
    Role,
)
from tests.machine.outside import Arrival

TO_A_PERSON = {NoticeKind.WARNING, NoticeKind.REMINDER, NoticeKind.THANKS}
SIGNERS = {Role.COUNSEL, Role.SIGNATORY}
WANTED: dict[NoticeKind, list[set[Role]]] = {
    NoticeKind.WARNING: [{Role.REVIEWER, Role.COUNSEL}],
    NoticeKind.REMINDER: [{Role.REVIEWER, Role.COUNSEL}],
    NoticeKind.THANKS: [{Role.REVIEWER, Role.COUNSEL}],
    NoticeKind.PLATFORM_REPORT: [{Role.REVIEWER}, SIGNERS],
    NoticeKind.LETTER: [{Role.REVIEWER}, SIGNERS],
    NoticeKind.LEGAL_NOTICE: [{Role.REVIEWER}, {Role.SIGNATORY}],
}
ASKED_AT_ONCE = {Ground.NCII}
SHORTEST_GRACE = timedelta(hours=72)
SHORTEST_AFTER_REMINDER = timedelta(hours=48)
VALID = timedelta(hours=24)
STATEMENTS = ("good_faith", "accuracy", "authority")

MOVES: dict[EventKind, Action] = {
    EventKind.APPROVALS_COMPLETE: Action.APPROVE,
    EventKind.APPROVAL_DECLINED: Action.DECLINE,
    EventKind.APPROVALS_EXPIRED: Action.EXPIRE,
    EventKind.NOTICE_SENT: Action.SENT,
    EventKind.GRACE_OVER: Action.GRACE_ENDS,
    EventKind.CASE_RESOLVED: Action.RESOLVE,
    EventKind.CASE_REOPENED: Action.REOPEN,
    EventKind.CASE_WITHDRAWN: Action.WITHDRAW,
    EventKind.CASE_REFUSED: Action.REFUSE,
}
MAY_MOVE: dict[EventKind, Action] = {
    EventKind.NOTICE_EDITED: Action.EDIT,
    EventKind.NOTICE_VOIDED: Action.DECLINE,
}


def notice_of(session: Session, arrival: Arrival) -> Notice:
    """Return the text that arrived, by the key it was sent under."""
    _, kind, case_key, number, _ = arrival.key.split(":")
    case = session.exec(select(Case).where(Case.key == case_key)).one()
    wanted = select(Notice).where(
        Notice.case_id == case.id, Notice.kind == NoticeKind(kind), Notice.number == int(number)
    )
    return session.exec(wanted).one()


def may_arrive(session: Session, arrival: Arrival) -> None:
    """Fail if what arrives outside may not arrive now."""
    notice = notice_of(session, arrival)
    assert arrival.body == notice.body, "not the text that is kept"
    assert arrival.recipient == notice.recipient
    assert session.get_one(Workspace, notice.workspace_id).paused_at is None, "sent while the desk is paused"
    may_go_out(session, notice, arrival.at)


def may_go_out(session: Session, notice: Notice, at: object) -> None:
    """Fail unless this text may leave at this instant (UTC), by the ledger or by hand."""
    case = session.get_one(Case, notice.case_id)
    _is_approved(session, notice, at)
    if notice.kind in TO_A_PERSON:
        _may_be_written_to(session, case)
    if notice.kind is NoticeKind.THANKS:
        assert case.status in ENDED, "thanked in the middle of it"
        return
    expected = {
        NoticeKind.WARNING: CaseStatus.WARNING_APPROVED,
        NoticeKind.REMINDER: CaseStatus.WARNING_APPROVED,
    }.get(notice.kind, CaseStatus.ESCALATION_APPROVED)
    assert case.status is expected, (notice.kind, case.status)
    if notice.kind is NoticeKind.WARNING:
        assert case.warned_at is None, "asked for the first time twice"
    else:
        _has_had_time(session, case, notice, at)


def _is_approved(session: Session, notice: Notice, at: object) -> None:
    digest = digest_of(session, notice)
    assert digest == notice.content_hash, "the hash is not that of the content"
    given = session.exec(
        select(Approval).where(
            Approval.notice_id == notice.id,
            Approval.decision == Decision.APPROVED,
            Approval.content_hash == digest,
            col(Approval.void_at).is_(None),
        )
    ).all()
    valid = [each for each in given if each.at <= at < each.at + VALID and _counts(session, each)]
    people = {each.user_id for each in valid} - {notice.author_id}
    wanted = WANTED[notice.kind]
    assert len(people) >= len(wanted), f"{notice.kind}: {len(people)} people for {len(wanted)} approvals"
    roles = [each.role for each in sorted(valid, key=lambda each: each.slot)]
    assert all(role in fitting for role, fitting in zip(roles, wanted, strict=True)), roles
    if notice.kind is NoticeKind.LEGAL_NOTICE:
        signed = [each.user_id for each in valid if len(each.statements.get("ticked", [])) == len(STATEMENTS)]
        assert notice.signatory_id in signed, "signed by nobody, or by somebody else"


def _counts(session: Session, approval: Approval) -> bool:
    member = session.get_one(Member, (approval.workspace_id, approval.user_id))
    return not (member.is_deactivated or member.is_bot or member.is_guest or member.is_foreign)


def digest_of(session: Session, notice: Notice) -> str:
    """Return the hash over everything an approver saw, reckoned anew."""
    items = session.exec(
        select(Item.id, Item.url)
        .join(NoticeItem, col(NoticeItem.item_id) == col(Item.id))
        .where(NoticeItem.notice_id == notice.id)
    ).all()
    said = [
        notice.kind.value,
        notice.route.value,
        notice.sender_id,
        notice.signatory_id,
        notice.recipient,
        notice.recipient_name,
        notice.subject,
        notice.body,
        notice.facts,
        sorted([list(each) for each in items]),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def _may_be_written_to(session: Session, case: Case) -> None:
    restrictions = session.exec(
        select(Restriction).where(Restriction.case_id == case.id, col(Restriction.lifted_at).is_(None))
    ).all()
    assert not restrictions, "written to after they wanted no more"
    person = session.get(Person, case.person_id) if case.person_id else None
    stops = (person.no_contact_since, person.represented_since, person.press_since) if person else ()
    assert not any(stops), "written to after they wanted no more, in another case"


def _has_had_time(session: Session, case: Case, notice: Notice, at: object) -> None:
    grounds = session.exec(
        select(Item.ground)
        .join(NoticeItem, col(NoticeItem.item_id) == col(Item.id))
        .where(NoticeItem.notice_id == notice.id)
    ).all()
    if case.warned_at is None:
        is_waived = case.waiver_granted_by is not None and case.waiver_granted_by != case.waiver_requested_by
        assert is_waived or set(grounds) <= ASKED_AT_ONCE, "nobody was asked first"
        assert notice.kind is not NoticeKind.REMINDER
        return
    if set(grounds) <= ASKED_AT_ONCE:
        return
    assert case.grace_ends_at is not None
    assert case.grace_ends_at <= at, "before the time to answer is over"
    assert case.warned_at + SHORTEST_GRACE <= at
    if case.reminded_at is not None:
        assert case.reminded_at + SHORTEST_AFTER_REMINDER <= at
        assert notice.kind is not NoticeKind.REMINDER, "reminded twice"


class Watch:
    """Follows every case from event to event; a status that no event led to is a mistake."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, CaseStatus]] = {}
        self._sent: dict[int, int] = {}

    def look(self, session: Session) -> None:
        """Fail if anything that is stored now cannot be."""
        for case in session.exec(select(Case)).all():
            self._follow(session, case)
        self._texts(session)
        assert [broken for broken in check_chains(session, 1) if broken] == []

    def _follow(self, session: Session, case: Case) -> None:
        seq, status = self._seen.get(case.pk, (0, CaseStatus.OPEN))
        wanted = select(Event).where(Event.case_id == case.id, Event.seq > seq).order_by(col(Event.seq))
        events = session.exec(wanted).all()
        possible = {status}
        for event in events:
            possible = _after(session, possible, event)
            assert possible, f"{event.kind} is not possible where the case stands"
        assert case.status in possible, f"{status} became {case.status} by {[each.kind for each in events]}"
        newest = events[-1].seq if events else seq
        self._seen[case.pk] = (newest, case.status)
        assert case.version == newest, "the version does not count the events"

    def _texts(self, session: Session) -> None:
        for notice in session.exec(select(Notice)).all():
            case = session.get_one(Case, notice.case_id)
            effects = session.exec(select(Effect).where(Effect.notice_id == notice.id)).all()
            _has_its_act(case, notice, effects)
        live = session.exec(select(Notice).where(col(Notice.status).in_(_LIVE))).all()
        cases = [each.case_id for each in live]
        assert len(cases) == len(set(cases)), "two texts are worked on in one case"


_LIVE = (NoticeStatus.DRAFT, NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED, NoticeStatus.SENDING)
_ON_ITS_WAY = {EffectStatus.READY, EffectStatus.LEASED, EffectStatus.SENDING, EffectStatus.UNKNOWN}
_SENDINGS = {EffectKind.SEND_DIRECT, EffectKind.SEND_EMAIL, EffectKind.SENT_BY_HAND}


def _has_its_act(case: Case, notice: Notice, effects: Iterable[Effect]) -> None:
    sendings = [each for each in effects if each.kind in _SENDINGS]
    on_its_way = [each for each in sendings if each.status in _ON_ITS_WAY]
    assert bool(on_its_way) == (notice.status is NoticeStatus.SENDING), (notice.status, on_its_way)
    if notice.status is NoticeStatus.SENT:
        assert sum(each.status is EffectStatus.SENT for each in sendings) == 1
    if notice.status is NoticeStatus.APPROVED:
        watches = [each for each in effects if each.kind is EffectKind.APPROVALS_EXPIRE]
        assert any(each.status in _ON_ITS_WAY for each in watches), "its approvals never run out"
    if (
        notice.status in {NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED}
        and notice.kind is not NoticeKind.THANKS
    ):
        assert case.status in _REVIEWED, f"{notice.kind} is {notice.status} in a case that is {case.status}"


_REVIEWED = {
    CaseStatus.WARNING_REVIEW,
    CaseStatus.WARNING_APPROVED,
    CaseStatus.ESCALATION_REVIEW,
    CaseStatus.ESCALATION_APPROVED,
}


def _after(session: Session, possible: set[CaseStatus], event: Event) -> set[CaseStatus]:
    kind = event.kind
    if "notice" in event.facts and session.get_one(Notice, event.facts["notice"]).kind is NoticeKind.THANKS:
        return possible
    action = MOVES.get(kind)
    if kind is EventKind.NOTICE_DRAFTED:
        is_message = event.facts["kind"] in {"warning", "reminder"}
        action = Action.REQUEST_WARNING if is_message else Action.REQUEST_ESCALATION
    if action is not None:
        return _moved(possible, action)
    if kind in MAY_MOVE:
        return possible | _moved(possible, MAY_MOVE[kind])
    return possible


def _moved(possible: set[CaseStatus], action: Action) -> set[CaseStatus]:
    found = {target for status in possible for target in possible_targets(status, action)}
    # Sent by hand and recorded late, or brought back late, the time to answer may be over already.
    return found | ({CaseStatus.GRACE_OVER} if CaseStatus.WARNED in found else set())
