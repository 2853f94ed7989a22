"""What became of items and of the account, and with all of them settled, of the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.case.status import move, set_deadline
from bot.desk.core.access import visible_case
from bot.desk.core.audit import happened
from bot.desk.core.context import Actor, Desk, Moment
from bot.desk.core.refusals import Invalid, NotNow
from bot.desk.review.drafts import discard
from bot.desk.tracking.closing import LONGEST_REASON, cancel_waiting, require_settled_sending
from bot.rules.case.lifecycle import ENDED, Action
from bot.rules.case.outcomes import TABLE, settles, why_not
from storage.models import Case, Item
from storage.queries import items
from storage.vocabulary import EventKind, Outcome


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
        require_settled_sending(moment, case)
        found = items.of_case(moment.session, case.workspace_id, case_id)
        changed = _apply(moment, actor, case, found, said)
        changed |= _apply_account(moment, actor, case, said)
        if not changed:
            raise Invalid("Nothing was changed: choose what became of an item or of the account.")
        if found and all(settles(item.outcome) for item in found):
            _resolve(moment, actor, case)
            return True
        return False


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
    cancel_waiting(moment, case)
    happened(moment, case, EventKind.CASE_RESOLVED, actor.user_id)
