"""What became of a case: outcomes, and with them resolving, reopening, withdrawing and refusing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.case.grace import go_on_waiting
from bot.desk.case.status import move, set_deadline
from bot.desk.core.access import DECIDERS, require_role, visible_case
from bot.desk.core.audit import happened
from bot.desk.core.context import Actor, Desk, Moment
from bot.desk.core.refusals import Invalid, NotNow
from bot.desk.review.drafts import discard
from bot.rules.case.lifecycle import ENDED, Action
from bot.rules.case.outcomes import TABLE, settles, why_not
from storage.ledger import effects
from storage.models import Case, Item
from storage.queries import items, notices
from storage.vocabulary import EffectKind, EventKind, NoticeStatus, Outcome

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Outcomes:
    """What a person says became of items, by number, and of the account; `until` ends a suspension (UTC)."""

    items: Mapping[int, Outcome]
    account: Outcome | None = None
    until: datetime | None = None
    note: str = ""


def record_outcome(desk: Desk, actor: Actor, case_id: int, said: Outcomes) -> bool:
    """Record outcomes; return whether the case is resolved by them. Raise Invalid for what cannot be."""
    if len(said.note) > LONGEST_REASON:
        raise Invalid(f"At most {LONGEST_REASON} characters.", field="note")
    with desk.act() as moment:
        case, _ = visible_case(moment, actor, case_id)
        if case.status in ENDED:
            raise NotNow(f"{case.key} is over; reopen it first.")
        _need_settled_sending(moment, case)
        found = items.of_case(moment.session, case.workspace_id, case_id)
        changed = _apply(moment, actor, case, found, said)
        changed |= _apply_account(moment, actor, case, said)
        if not changed:
            raise Invalid("Nothing was changed: choose what became of an item or of the account.")
        if found and all(settles(item.outcome) for item in found):
            _resolve(moment, actor, case)
            return True
        return False


def reopen(desk: Desk, actor: Actor, case_id: int, reason: str, numbers: Collection[int] | None = None) -> None:
    """Have a case that is over go on from where it stood, with the items of these numbers, or all, open again.

    What became of the other items stays. Raise Invalid if none is named.
    """
    _need_reason(reason)
    if numbers is not None and not numbers:
        raise Invalid("Which items are open again?", field="items")
    with desk.act() as moment:
        case, _ = visible_case(moment, actor, case_id)
        _need_settled_sending(moment, case)
        move(moment, case, Action.REOPEN)
        case.resolved_at = None
        discard(moment, case, "the case was reopened")
        for item in items.of_case(moment.session, case.workspace_id, case_id):
            if numbers is None or item.number in numbers:
                item.outcome, item.outcome_until = Outcome.OPEN, None
                moment.session.add(item)
        case.account_outcome, case.account_outcome_until = Outcome.OPEN, None
        go_on_waiting(moment.session, case, moment.now)
        happened(moment, case, EventKind.CASE_REOPENED, actor.user_id, content=reason.strip())


def withdraw(desk: Desk, actor: Actor, case_id: int, reason: str) -> None:
    """End a case because the client no longer wants it; whatever is being prepared is discarded."""
    _end(desk, actor, case_id, reason, Action.WITHDRAW, EventKind.CASE_WITHDRAWN)


def refuse(desk: Desk, actor: Actor, case_id: int, reason: str) -> None:
    """End a case because the desk does not take it on: criticism, parody, news; for deciders only."""
    _end(desk, actor, case_id, reason, Action.REFUSE, EventKind.CASE_REFUSED)


def _end(desk: Desk, actor: Actor, case_id: int, reason: str, action: Action, kind: EventKind) -> None:
    _need_reason(reason)
    with desk.act() as moment:
        case, _ = visible_case(moment, actor, case_id)
        if actor.user_id != case.filed_by or action is Action.REFUSE:
            require_role(moment, actor, *DECIDERS)
        _need_settled_sending(moment, case)
        move(moment, case, action)
        discard(moment, case, f"the case was {case.status.value}")
        set_deadline(case, None, None)
        _cancel_waiting(moment, case)
        happened(moment, case, kind, actor.user_id, content=reason.strip())


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("Please give a reason; it is kept with the case.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has at most {LONGEST_REASON} characters.", field="reason")


def _need_settled_sending(moment: Moment, case: Case) -> None:
    current = notices.current(moment.session, case.workspace_id, case.id or 0)
    if current is not None and current.status is NoticeStatus.SENDING:
        raise NotNow(f"{case.key}: a text is on its way; wait until it is known whether it arrived.")


def _apply(moment: Moment, actor: Actor, case: Case, found: Sequence[Item], said: Outcomes) -> bool:
    changed = False
    for item in found:
        outcome = said.items.get(item.number)
        if outcome is None or outcome is item.outcome:
            continue
        _need_possible(case, outcome, f"item_{item.number}")
        _set(moment, actor, item, outcome, said)
        facts = {"item": item.number, "outcome": outcome.value}
        happened(moment, case, EventKind.OUTCOME_RECORDED, actor.user_id, facts, said.note.strip())
        changed = True
    return changed


def _set(moment: Moment, actor: Actor, item: Item, outcome: Outcome, said: Outcomes) -> None:
    item.outcome, item.outcome_by, item.outcome_at = outcome, actor.user_id, moment.now
    item.outcome_until = said.until if TABLE[outcome].may_end else None
    moment.session.add(item)


def _apply_account(moment: Moment, actor: Actor, case: Case, said: Outcomes) -> bool:
    if said.account is None or said.account is case.account_outcome:
        return False
    _need_possible(case, said.account, "account")
    if said.until is not None and said.until <= moment.now:
        raise Invalid("The end of a suspension lies in the future.", field="until")
    case.account_outcome = said.account
    case.account_outcome_until = said.until if TABLE[said.account].may_end else None
    facts = {"account": said.account.value, "until": said.until.isoformat() if said.until else None}
    happened(moment, case, EventKind.OUTCOME_RECORDED, actor.user_id, facts, said.note.strip())
    return True


def _need_possible(case: Case, outcome: Outcome, field: str) -> None:
    problem = why_not(outcome, was_warned=case.warned_at is not None)
    if problem:
        raise Invalid(problem, field=field)


def _resolve(moment: Moment, actor: Actor, case: Case) -> None:
    move(moment, case, Action.RESOLVE)
    case.resolved_at = moment.now
    discard(moment, case, "the case was resolved")
    set_deadline(case, None, None)
    _cancel_waiting(moment, case)
    happened(moment, case, EventKind.CASE_RESOLVED, actor.user_id)


def _cancel_waiting(moment: Moment, case: Case) -> None:
    effects.cancel(
        moment.session,
        workspace_id=case.workspace_id,
        now=moment.now,
        reason=f"the case is {case.status.value}",
        case_id=case.id,
        kinds=(
            EffectKind.GRACE_ENDS,
            EffectKind.APPROVALS_EXPIRE,
            EffectKind.SEND_DIRECT,
            EffectKind.SEND_EMAIL,
        ),
    )
