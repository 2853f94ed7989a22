"""Disputes: a reviewer who did not write to the person decides."""

from bot.desk.case.restrictions import place_restriction, restrictions_on
from bot.desk.core.access import require_human, require_role, visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotAllowed, NotNow, Overtaken
from bot.desk.tracking.replies import LONGEST_REASON
from storage.models import Case, Restriction
from storage.queries import notices
from storage.vocabulary import EventKind, RestrictionKind, Role

UPHELD = "upheld"


def decide_dispute(desk: Desk, actor: Actor, case_id: int, *, upheld: bool, reason: str) -> None:
    """Decide, as a reviewer who did not write to the person, whether a dispute is justified.

    `upheld` keeps escalation blocked for good; otherwise it becomes possible again. Contact stays stopped.
    """
    if not reason.strip():
        raise Invalid("Please say why; the decision is kept.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has at most {LONGEST_REASON} characters.", field="reason")
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        require_role(work, actor, Role.REVIEWER)
        require_human(work, actor.workspace_id, actor.user_id)
        dispute = next(
            (
                restriction
                for restriction in restrictions_on(work, case)
                if restriction.kind is RestrictionKind.DISPUTE
            ),
            None,
        )
        if dispute is None:
            raise NotNow(f"No dispute is open in {case.key}.")
        if dispute.reason:
            raise Overtaken(f"The dispute in {case.key} was decided already: it is justified.")
        if actor.user_id in _authors(work, case):
            raise NotAllowed("You wrote to this person; a reviewer who did not has to decide.")
        if upheld:
            dispute.reason = UPHELD
            work.session.add(dispute)
        else:
            _lift(work, actor, case, dispute)
        facts = {"upheld": upheld}
        record_event(work, case, EventKind.DISPUTE_DECIDED, actor.user_id, facts, reason.strip())


def _authors(work: UnitOfWork, case: Case) -> set[str]:
    found = notices.of_case(work.session, case.workspace_id, case.pk)
    return {each.author_id for each in found if each.kind.is_to_person}


def _lift(work: UnitOfWork, actor: Actor, case: Case, dispute: Restriction) -> None:
    dispute.lifted_by, dispute.lifted_at = actor.user_id, work.now
    work.session.add(dispute)
    place_restriction(work, actor, case, RestrictionKind.NO_CONTACT)
