"""What the contacted person answered, what the platform answered, and who looks at a dispute."""

from dataclasses import dataclass

from bot.desk.case.holds import holds_on, place_hold
from bot.desk.case.status import ANSWER_EXPECTED, move, set_deadline
from bot.desk.core.access import require_human, require_role, visible_case
from bot.desk.core.audit import happened
from bot.desk.core.context import Actor, Desk, Moment
from bot.desk.core.refresh import show_others_of
from bot.desk.core.refusals import Invalid, NotAllowed, NotNow, Overtaken
from bot.desk.review.drafts import discard
from bot.desk.sending.sending import stop_sending
from bot.rules.case.lifecycle import Action, may
from storage.models import Case, Hold, Notice, Person
from storage.queries import notices
from storage.vocabulary import EventKind, HoldKind, NoticeKind, NoticeStatus, ReplyKind, Role

LONGEST_QUOTE = 3000
LONGEST_REFERENCE = 255
LONGEST_REASON = 1000
UPHELD = "upheld"
_HOLDS = {
    ReplyKind.REFUSED: HoldKind.NO_CONTACT,
    ReplyKind.DISPUTES: HoldKind.DISPUTE,
    ReplyKind.HAS_LAWYER: HoldKind.REPRESENTED,
    ReplyKind.IS_PRESS: HoldKind.PRESS,
    ReplyKind.NO_CONTACT: HoldKind.NO_CONTACT,
}


@dataclass(frozen=True)
class PlatformAnswer:
    """What the platform said to a notice; `was_forwarded` is None while nobody knows."""

    reference: str
    text: str
    was_forwarded: bool | None


def record_reply(desk: Desk, actor: Actor, case_id: int, kind: ReplyKind, quote: str) -> None:
    """Record what the contacted person answered.

    A refusal, a dispute, a lawyer, the press and a wish for no contact stop all contact at once; the date that
    was promised to them stays.
    """
    if len(quote) > LONGEST_QUOTE:
        raise Invalid(f"At most {LONGEST_QUOTE} characters.", field="quote")
    with desk.act() as moment:
        case, _ = visible_case(moment, actor, case_id)
        if case.warned_at is None:
            raise NotNow(f"Nobody was asked in {case.key}, so there is no reply to record.")
        happened(moment, case, EventKind.REPLY_RECORDED, actor.user_id, {"reply": kind.value}, quote.strip())
        if kind in _HOLDS:
            _stop_contact(moment, actor, case, kind)


def decide_dispute(desk: Desk, actor: Actor, case_id: int, *, upheld: bool, reason: str) -> None:
    """Decide, as a reviewer who did not write to the person, whether a dispute is justified.

    `upheld` keeps escalation blocked for good; otherwise it becomes possible again. Contact stays stopped.
    """
    if not reason.strip():
        raise Invalid("Please say why; the decision is kept.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has at most {LONGEST_REASON} characters.", field="reason")
    with desk.act() as moment:
        case, _ = visible_case(moment, actor, case_id)
        require_role(moment, actor, Role.REVIEWER)
        require_human(moment, actor.workspace_id, actor.user_id)
        dispute = next((hold for hold in holds_on(moment, case) if hold.kind is HoldKind.DISPUTE), None)
        if dispute is None:
            raise NotNow(f"No dispute is open in {case.key}.")
        if dispute.reason:
            raise Overtaken(f"The dispute in {case.key} was decided already: it is justified.")
        if actor.user_id in _authors(moment, case):
            raise NotAllowed("You wrote to this person; a reviewer who did not has to decide.")
        if upheld:
            dispute.reason = UPHELD
            moment.session.add(dispute)
        else:
            _lift(moment, actor, case, dispute)
        facts = {"upheld": upheld}
        happened(moment, case, EventKind.DISPUTE_DECIDED, actor.user_id, facts, reason.strip())


def record_answer(desk: Desk, actor: Actor, case_id: int, answer: PlatformAnswer) -> None:
    """Record the platform's answer to a notice with its reference, and whether it passed our letter on."""
    reference = answer.reference.strip()
    if not reference or len(reference) > LONGEST_REFERENCE:
        raise Invalid("Please enter the platform's reference for its answer.", field="reference")
    if len(answer.text) > LONGEST_QUOTE:
        raise Invalid(f"At most {LONGEST_QUOTE} characters.", field="quote")
    with desk.act() as moment:
        case, _ = visible_case(moment, actor, case_id)
        if case.escalated_at is None:
            raise NotNow(f"{case.key} was not taken to the platform yet.")
        case.answer_reference, case.answered_at = reference, moment.now
        case.was_forwarded = answer.was_forwarded
        if case.deadline_what == ANSWER_EXPECTED:
            set_deadline(case, None, None)
        facts = {"forwarded": answer.was_forwarded}
        happened(moment, case, EventKind.ANSWER_RECORDED, actor.user_id, facts, answer.text.strip())


def _stop_contact(moment: Moment, actor: Actor, case: Case, kind: ReplyKind) -> None:
    if _HOLDS[kind] not in {hold.kind for hold in holds_on(moment, case)}:
        place_hold(moment, actor, case, _HOLDS[kind])
    _mark_person(moment, case, kind)
    if kind is ReplyKind.DISPUTES:
        case.disputed_at = moment.now
    current = notices.current(moment.session, case.workspace_id, case.id or 0)
    if current is not None and current.kind.is_to_person:
        _discard_message(moment, case, current)


def _discard_message(moment: Moment, case: Case, notice: Notice) -> None:
    why = "contact with the person has stopped"
    if notice.status is NoticeStatus.SENDING and not stop_sending(moment, case, notice, why):
        return
    discard(moment, case, why)
    if notice.kind is not NoticeKind.THANKS and may(case.status, Action.DECLINE):
        move(moment, case, Action.DECLINE)


def _mark_person(moment: Moment, case: Case, kind: ReplyKind) -> None:
    person = moment.session.get(Person, case.person_id) if case.person_id else None
    if person is None:
        return
    if kind is ReplyKind.HAS_LAWYER:
        person.represented_since = person.represented_since or moment.now
    elif kind is ReplyKind.IS_PRESS:
        person.press_since = person.press_since or moment.now
    else:
        person.no_contact_since = person.no_contact_since or moment.now
    moment.session.add(person)
    moment.session.flush()
    show_others_of(moment, case)


def _authors(moment: Moment, case: Case) -> set[str]:
    found = notices.of_case(moment.session, case.workspace_id, case.id or 0)
    return {each.author_id for each in found if each.kind.is_to_person}


def _lift(moment: Moment, actor: Actor, case: Case, dispute: Hold) -> None:
    dispute.lifted_by, dispute.lifted_at = actor.user_id, moment.now
    moment.session.add(dispute)
    place_hold(moment, actor, case, HoldKind.NO_CONTACT)
