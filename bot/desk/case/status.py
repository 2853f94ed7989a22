"""Moving a case along the lifecycle, with what always follows from it: the deadline that stands next."""

from datetime import datetime

from bot.desk.core.context import UnitOfWork
from bot.desk.core.refusals import NotNow
from bot.rules.case.lifecycle import Action, Past, WrongStatus, after
from storage.models import Case
from storage.vocabulary import CaseStatus, DeadlineKind

_SPOKEN = {
    CaseStatus.OPEN: "is open",
    CaseStatus.WARNING_REVIEW: "has a message waiting for approval",
    CaseStatus.WARNING_APPROVED: "has an approved message waiting to be sent",
    CaseStatus.WARNED: "was asked and has time to answer",
    CaseStatus.GRACE_OVER: "was asked, and the time to answer is over",
    CaseStatus.ESCALATION_REVIEW: "has a notice waiting for approval",
    CaseStatus.ESCALATION_APPROVED: "has an approved notice waiting to be sent",
    CaseStatus.ESCALATED: "is with the platform",
    CaseStatus.RESOLVED: "is resolved",
    CaseStatus.WITHDRAWN: "was withdrawn",
    CaseStatus.REFUSED: "was refused",
}


def status_phrase(status: CaseStatus) -> str:
    """Return where a case stands, as the team says it: the end of a sentence about the case."""
    return _SPOKEN[status]


def past_of(case: Case, now: datetime) -> Past:
    """Return what the ways back depend on."""
    return Past(
        before_review=case.status_before_review,
        was_warned=case.warned_at is not None,
        grace_is_over=case.grace_ends_at is not None and case.grace_ends_at <= now,
        was_escalated=case.escalated_at is not None,
    )


def move(work: UnitOfWork, case: Case, action: Action) -> None:
    """Move the case along the table; raise NotNow, saying where it stands, where no arrow leads."""
    try:
        target = after(case.status, action, past_of(case, work.now))
    except WrongStatus as wrong:
        raise NotNow(f"{case.key} {status_phrase(case.status)}; that is not possible now.") from wrong
    if action in {Action.REQUEST_WARNING, Action.REQUEST_ESCALATION}:
        case.status_before_review = case.status
    case.status = target
    if target is CaseStatus.WARNED and past_of(case, work.now).grace_is_over:
        case.status = CaseStatus.GRACE_OVER
    work.session.add(case)


def set_deadline(case: Case, kind: DeadlineKind | None, at: datetime | None) -> None:
    """Set what is due next in a case, and when (UTC)."""
    case.deadline_kind, case.deadline_at = kind, at
