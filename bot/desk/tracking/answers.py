"""What the platform answered to a notice."""

from dataclasses import dataclass

from bot.desk.case.status import set_deadline
from bot.desk.core.access import visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk
from bot.desk.core.refusals import Invalid, NotNow
from bot.desk.tracking.replies import LONGEST_QUOTE, LONGEST_REFERENCE
from storage.vocabulary import DeadlineKind, EventKind


@dataclass(frozen=True)
class PlatformAnswer:
    """What the platform said to a notice; `was_forwarded` is None while nobody knows."""

    reference: str
    text: str
    was_forwarded: bool | None


def record_answer(desk: Desk, actor: Actor, case_id: int, answer: PlatformAnswer) -> None:
    """Record the platform's answer to a notice with its reference, and whether it passed our letter on."""
    reference = answer.reference.strip()
    if not reference or len(reference) > LONGEST_REFERENCE:
        raise Invalid("Please enter the platform's reference for its answer.", field="reference")
    if len(answer.text) > LONGEST_QUOTE:
        raise Invalid(f"At most {LONGEST_QUOTE} characters.", field="quote")
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        if case.escalated_at is None:
            raise NotNow(f"{case.key} was not taken to the platform yet.")
        case.answer_reference, case.answered_at = reference, work.now
        case.was_forwarded = answer.was_forwarded
        if case.deadline_kind is DeadlineKind.PLATFORM_ANSWER:
            set_deadline(case, None, None)
        facts = {"forwarded": answer.was_forwarded}
        record_event(work, case, EventKind.ANSWER_RECORDED, actor.user_id, facts, answer.text.strip())
