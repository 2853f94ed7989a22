"""The time a contacted person has to answer: when it starts, when it ends, and what its end changes."""

from datetime import datetime

from sqlmodel import Session

from bot.desk.case.status import move, set_deadline
from bot.desk.core.audit import record_event
from bot.desk.core.context import UnitOfWork
from bot.notices.facts import ReminderFacts, WarningFacts
from bot.notices.stored import facts_from_json
from bot.rules.calendar.days import add_business_days
from bot.rules.case.lifecycle import Action, may
from bot.rules.law.grace import grace_end, reminder_end
from storage.ledger import effects
from storage.models import Case, Matter, Notice
from storage.vocabulary import CaseStatus, DeadlineKind, EffectKind, EventKind, NoticeKind

NEXT_STEP_WITHIN = 1
"""Business days after the time to answer in which somebody decides how the case goes on: our own habit."""


def start_grace(work: UnitOfWork, case: Case, notice: Notice, sent_at: datetime) -> None:
    """Start the time to answer: by the rule from the sending on, and never shorter than the text promised."""
    case.grace_ends_at = max(_by_rule(work, case, notice, sent_at), _promised(notice) or sent_at)
    set_deadline(case, DeadlineKind.GRACE_ENDS, case.grace_ends_at)
    effects.order(
        work.session,
        workspace_id=case.workspace_id,
        kind=EffectKind.GRACE_ENDS,
        idem_key=f"grace:{case.key}:{notice.kind.value}:{notice.number}",
        now=work.now,
        due_at=case.grace_ends_at,
        case_id=case.id,
        notice_id=notice.id,
    )


def go_on_waiting(session: Session, case: Case, now: datetime) -> None:
    """Let the time to answer run on in a case that was reopened while it had not ended yet."""
    if case.status is not CaseStatus.WARNED:
        return
    set_deadline(case, DeadlineKind.GRACE_ENDS, case.grace_ends_at)
    effects.order(
        session,
        workspace_id=case.workspace_id,
        kind=EffectKind.GRACE_ENDS,
        idem_key=f"grace:{case.key}:reopened:{case.version}",
        now=now,
        due_at=case.grace_ends_at,
        case_id=case.id,
    )


def grace_over(work: UnitOfWork, case: Case) -> bool:
    """Record that the time to answer is over, if it is; return whether it was."""
    if case.grace_ends_at is None or work.now < case.grace_ends_at:
        return False
    if case.status_before_review is CaseStatus.WARNED:
        case.status_before_review = CaseStatus.GRACE_OVER
    if not may(case.status, Action.GRACE_ENDS):
        return False
    move(work, case, Action.GRACE_ENDS)
    set_deadline(case, DeadlineKind.NEXT_STEP, _next_step(work, case, case.grace_ends_at))
    record_event(work, case, EventKind.GRACE_OVER, "desk")
    return True


def _by_rule(work: UnitOfWork, case: Case, notice: Notice, sent_at: datetime) -> datetime:
    if notice.kind is NoticeKind.REMINDER:
        return reminder_end(sent_at)
    matter = work.session.get_one(Matter, case.matter_id)
    return grace_end(
        sent_at,
        region=matter.region,
        zone=work.installation.zone,
        hours=work.installation.grace_hours,
        business_days=work.installation.grace_business_days,
    )


def _next_step(work: UnitOfWork, case: Case, ended: datetime) -> datetime:
    region = work.session.get_one(Matter, case.matter_id).region
    return add_business_days(ended, NEXT_STEP_WITHIN, region=region, zone=work.installation.zone)


def _promised(notice: Notice) -> datetime | None:
    facts = facts_from_json(notice.facts)
    return facts.deadline if isinstance(facts, (WarningFacts, ReminderFacts)) else None
