"""The end of a case before its outcome, and going on with one that is over."""

from collections.abc import Collection

from bot.desk.case.grace import go_on_waiting
from bot.desk.case.status import move, set_deadline
from bot.desk.core.access import DECIDERS, require_role, visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotNow
from bot.desk.review.drafts import discard
from bot.rules.case.lifecycle import Action
from storage.ledger import effects
from storage.models import Case
from storage.queries import items, notices
from storage.vocabulary import EffectKind, EventKind, NoticeStatus, Outcome

LONGEST_REASON = 1000


def reopen(desk: Desk, actor: Actor, case_id: int, reason: str, numbers: Collection[int] | None = None) -> None:
    """Have a case that is over go on from where it stood, with the items of these numbers, or all, open again.

    What became of the other items stays. Raise Invalid if none is named.
    """
    _need_reason(reason)
    if numbers is not None and not numbers:
        raise Invalid("Which items are open again?", field="items")
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        require_settled_sending(work, case)
        move(work, case, Action.REOPEN)
        case.resolved_at = None
        discard(work, case, "the case was reopened")
        for item in items.of_case(work.session, case.workspace_id, case_id):
            if numbers is None or item.number in numbers:
                item.outcome, item.outcome_until = Outcome.OPEN, None
                work.session.add(item)
        case.account_outcome, case.account_outcome_until = Outcome.OPEN, None
        go_on_waiting(work.session, case, work.now)
        record_event(work, case, EventKind.CASE_REOPENED, actor.user_id, content=reason.strip())


def withdraw(desk: Desk, actor: Actor, case_id: int, reason: str) -> None:
    """End a case because the client no longer wants it; whatever is being prepared is discarded."""
    _end(desk, actor, case_id, reason, Action.WITHDRAW, EventKind.CASE_WITHDRAWN)


def refuse(desk: Desk, actor: Actor, case_id: int, reason: str) -> None:
    """End a case because the desk does not take it on: criticism, parody, news; for deciders only."""
    _end(desk, actor, case_id, reason, Action.REFUSE, EventKind.CASE_REFUSED)


def _end(desk: Desk, actor: Actor, case_id: int, reason: str, action: Action, kind: EventKind) -> None:
    _need_reason(reason)
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        if actor.user_id != case.filed_by or action is Action.REFUSE:
            require_role(work, actor, *DECIDERS)
        require_settled_sending(work, case)
        move(work, case, action)
        discard(work, case, f"the case was {case.status.value}")
        set_deadline(case, None, None)
        cancel_waiting(work, case)
        record_event(work, case, kind, actor.user_id, content=reason.strip())


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("Please give a reason; it is kept with the case.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has at most {LONGEST_REASON} characters.", field="reason")


def require_settled_sending(work: UnitOfWork, case: Case) -> None:
    """Raise NotNow while a text of the case is on its way."""
    current = notices.current(work.session, case.workspace_id, case.pk)
    if current is not None and current.status is NoticeStatus.SENDING:
        raise NotNow(f"{case.key}: a text is on its way; wait until it is known whether it arrived.")


def cancel_waiting(work: UnitOfWork, case: Case) -> None:
    """Take back what the ledger still has to do outside for a case that is over."""
    effects.cancel(
        work.session,
        workspace_id=case.workspace_id,
        now=work.now,
        reason=f"the case is {case.status.value}",
        case_id=case.id,
        kinds=(
            EffectKind.GRACE_ENDS,
            EffectKind.APPROVALS_EXPIRE,
            EffectKind.SEND_DIRECT,
            EffectKind.SEND_EMAIL,
        ),
    )
