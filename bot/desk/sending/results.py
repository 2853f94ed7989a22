"""What a text's sending led to: what is recorded, and what follows from it."""

from datetime import datetime

from bot.desk.case.grace import start_grace
from bot.desk.case.status import move, set_deadline
from bot.desk.core.audit import record_event
from bot.desk.core.context import UnitOfWork
from bot.desk.core.refresh import show_others_of
from bot.desk.review.validity import approvals_expired
from bot.rules.case.lifecycle import Action
from bot.rules.law.grace import answer_expected
from storage.ledger import effects
from storage.models import Case, Matter, Notice
from storage.vocabulary import DeadlineKind, EventKind, NoticeKind, NoticeStatus


def was_sent(
    work: UnitOfWork, case: Case, notice: Notice, *, reference: str, sent_at: datetime, by: str
) -> None:
    """Record that a text went out, and start what follows: the grace period, or waiting for the platform."""
    notice.status, notice.sent_at, notice.reference = NoticeStatus.SENT, sent_at, reference
    work.session.add(notice)
    if notice.kind is not NoticeKind.THANKS:
        _follow(work, case, notice, sent_at)
    if notice.kind.is_to_person:
        show_others_of(work, case)
    effects.cancel(
        work.session,
        workspace_id=case.workspace_id,
        now=work.now,
        reason="the text was sent",
        idem_key=f"expire:{notice.id}:{notice.revision}",
    )
    facts = {"notice": notice.id, "kind": notice.kind.value, "hash": notice.content_hash}
    record_event(work, case, EventKind.NOTICE_SENT, by, facts, reference)


def was_not_sent(work: UnitOfWork, case: Case, notice: Notice, reason: str) -> None:
    """Record that a text provably did not go out; it can be sent again while its approvals are valid."""
    if notice.status is NoticeStatus.SENDING:
        notice.status = NoticeStatus.APPROVED
        work.session.add(notice)
    record_event(work, case, EventKind.NOTICE_NOT_SENT, "desk", {"notice": notice.id}, reason)
    approvals_expired(work, notice.pk, notice.workspace_id)


def _follow(work: UnitOfWork, case: Case, notice: Notice, sent_at: datetime) -> None:
    if notice.kind is NoticeKind.WARNING:
        case.warned_at = sent_at
        start_grace(work, case, notice, sent_at)
    elif notice.kind is NoticeKind.REMINDER:
        case.reminded_at = sent_at
        start_grace(work, case, notice, sent_at)
    else:
        case.escalated_at = case.escalated_at or sent_at
        case.answered_at, case.answer_reference, case.was_forwarded = None, None, None
        region = work.session.get_one(Matter, case.matter_id).region
        due = answer_expected(sent_at, region=region, zone=work.installation.zone)
        set_deadline(case, DeadlineKind.PLATFORM_ANSWER, due)
    move(work, case, Action.SENT)


def was_rehearsed(work: UnitOfWork, case: Case, notice: Notice) -> None:
    """Record that a text went to the rehearsal address only; it stays approved and unsent."""
    notice.status = NoticeStatus.APPROVED
    work.session.add(notice)
    record_event(work, case, EventKind.NOTICE_REHEARSED, "desk", {"notice": notice.id})
