"""What the contacted person answered, and what of it stops all contact."""

from bot.desk.case.restrictions import place_restriction, restrictions_on
from bot.desk.case.status import move
from bot.desk.core.access import visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refresh import show_others_of
from bot.desk.core.refusals import Invalid, NotNow
from bot.desk.review.drafts import discard
from bot.desk.sending.sending import stop_sending
from bot.rules.case.lifecycle import Action, may
from storage.models import Case, Notice, Person
from storage.queries import notices
from storage.vocabulary import EventKind, NoticeKind, NoticeStatus, ReplyKind, RestrictionKind

LONGEST_QUOTE = 3000
LONGEST_REFERENCE = 255
LONGEST_REASON = 1000
_RESTRICTIONS = {
    ReplyKind.REFUSED: RestrictionKind.NO_CONTACT,
    ReplyKind.DISPUTES: RestrictionKind.DISPUTE,
    ReplyKind.HAS_LAWYER: RestrictionKind.REPRESENTED,
    ReplyKind.IS_PRESS: RestrictionKind.PRESS,
    ReplyKind.NO_CONTACT: RestrictionKind.NO_CONTACT,
}


def record_reply(desk: Desk, actor: Actor, case_id: int, kind: ReplyKind, quote: str) -> None:
    """Record what the contacted person answered.

    A refusal, a dispute, a lawyer, the press and a wish for no contact stop all contact at once; the date that
    was promised to them stays.
    """
    if len(quote) > LONGEST_QUOTE:
        raise Invalid(f"At most {LONGEST_QUOTE} characters.", field="quote")
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        if case.warned_at is None:
            raise NotNow(f"Nobody was asked in {case.key}, so there is no reply to record.")
        record_event(work, case, EventKind.REPLY_RECORDED, actor.user_id, {"reply": kind.value}, quote.strip())
        if kind in _RESTRICTIONS:
            _stop_contact(work, actor, case, kind)


def _stop_contact(work: UnitOfWork, actor: Actor, case: Case, kind: ReplyKind) -> None:
    if _RESTRICTIONS[kind] not in {restriction.kind for restriction in restrictions_on(work, case)}:
        place_restriction(work, actor, case, _RESTRICTIONS[kind])
    _mark_person(work, case, kind)
    if kind is ReplyKind.DISPUTES:
        case.disputed_at = work.now
    current = notices.current(work.session, case.workspace_id, case.pk)
    if current is not None and current.kind.is_to_person:
        _discard_message(work, case, current)


def _discard_message(work: UnitOfWork, case: Case, notice: Notice) -> None:
    why = "contact with the person has stopped"
    if notice.status is NoticeStatus.SENDING and not stop_sending(work, case, notice, why):
        return
    discard(work, case, why)
    if notice.kind is not NoticeKind.THANKS and may(case.status, Action.DECLINE):
        move(work, case, Action.DECLINE)


def _mark_person(work: UnitOfWork, case: Case, kind: ReplyKind) -> None:
    person = work.session.get(Person, case.person_id) if case.person_id else None
    if person is None:
        return
    if kind is ReplyKind.HAS_LAWYER:
        person.represented_since = person.represented_since or work.now
    elif kind is ReplyKind.IS_PRESS:
        person.press_since = person.press_since or work.now
    else:
        person.no_contact_since = person.no_contact_since or work.now
    work.session.add(person)
    work.session.flush()
    show_others_of(work, case)
