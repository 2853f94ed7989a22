"""What became of items and of the account, and with all of them settled, of the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.case.status import move, set_deadline
from bot.desk.core.access import visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotNow
from bot.desk.review.drafts import discard
from bot.desk.tracking.closing import LONGEST_REASON, cancel_waiting, require_settled_sending
from bot.rules.case.lifecycle import Action
from bot.rules.case.outcomes import TABLE, settles, why_not
from storage.models import Case, Item
from storage.queries import items
from storage.vocabulary import ENDED, EventKind, Outcome


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
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        if case.status in ENDED:
            raise NotNow(f"{case.key} is over; reopen it first.")
        require_settled_sending(work, case)
        found = items.of_case(work.session, case.workspace_id, case_id)
        changed = _apply(work, actor, case, found, said)
        changed |= _apply_account(work, actor, case, said)
        if not changed:
            raise Invalid("Nothing was changed: choose what became of an item or of the account.")
        if found and all(settles(item.outcome) for item in found):
            _resolve(work, actor, case)
            return True
        return False


def _apply(work: UnitOfWork, actor: Actor, case: Case, found: Sequence[Item], said: Outcomes) -> bool:
    changed = False
    for item in found:
        outcome = said.items.get(item.number)
        if outcome is None or outcome is item.outcome:
            continue
        _need_possible(case, outcome, f"item_{item.number}")
        _set(work, actor, item, outcome, said)
        facts = {"item": item.number, "outcome": outcome.value}
        record_event(work, case, EventKind.OUTCOME_RECORDED, actor.user_id, facts, said.note.strip())
        changed = True
    return changed


def _set(work: UnitOfWork, actor: Actor, item: Item, outcome: Outcome, said: Outcomes) -> None:
    item.outcome, item.outcome_by, item.outcome_at = outcome, actor.user_id, work.now
    item.outcome_until = said.until if TABLE[outcome].may_end else None
    work.session.add(item)


def _apply_account(work: UnitOfWork, actor: Actor, case: Case, said: Outcomes) -> bool:
    if said.account is None or said.account is case.account_outcome:
        return False
    _need_possible(case, said.account, "account")
    if said.until is not None and said.until <= work.now:
        raise Invalid("The end of a suspension lies in the future.", field="until")
    case.account_outcome = said.account
    case.account_outcome_until = said.until if TABLE[said.account].may_end else None
    facts = {"account": said.account.value, "until": said.until.isoformat() if said.until else None}
    record_event(work, case, EventKind.OUTCOME_RECORDED, actor.user_id, facts, said.note.strip())
    return True


def _need_possible(case: Case, outcome: Outcome, field: str) -> None:
    problem = why_not(outcome, was_warned=case.warned_at is not None)
    if problem:
        raise Invalid(problem, field=field)


def _resolve(work: UnitOfWork, actor: Actor, case: Case) -> None:
    move(work, case, Action.RESOLVE)
    case.resolved_at = work.now
    discard(work, case, "the case was resolved")
    set_deadline(case, None, None)
    cancel_waiting(work, case)
    record_event(work, case, EventKind.CASE_RESOLVED, actor.user_id)
