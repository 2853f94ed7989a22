"""A text on its way to its approvers and back."""

from bot.desk.case.status import move
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, UnitOfWork
from bot.desk.review.content import given_on, hash_of
from bot.desk.review.drafts import void_approvals
from bot.rules.case.lifecycle import Action
from storage.models import Case, Notice
from storage.vocabulary import (
    EventKind,
    NoticeKind,
    NoticeStatus,
)


def enter_review(work: UnitOfWork, actor: Actor, case: Case, notice: Notice) -> None:
    """Put a filled draft before its approvers; approvals of any other text no longer count."""
    notice.status = NoticeStatus.IN_REVIEW
    notice.revision += 1
    notice.content_hash = hash_of(work, notice)
    void_approvals(work, notice, "the text was put before the approvers anew")
    work.session.add(notice)
    if notice.kind is not NoticeKind.THANKS:
        move(work, case, request_for(notice.kind))
    facts = {"notice": notice.id, "kind": notice.kind.value, "hash": notice.content_hash}
    record_event(work, case, EventKind.NOTICE_DRAFTED, actor.user_id, facts, notice.body)


def retract_for_edit(work: UnitOfWork, actor: Actor, case: Case, notice: Notice) -> int:
    """Take a text back because it is edited; return how many approvals that voids."""
    count = len(given_on(work, notice))
    was_open = notice.status is not NoticeStatus.DRAFT
    if was_open:
        back_to_draft(work, case, notice, Action.EDIT, "the text was edited")
    facts = {"notice": notice.id, "voided": count}
    record_event(work, case, EventKind.NOTICE_EDITED, actor.user_id, facts)
    return count


def back_to_draft(work: UnitOfWork, case: Case, notice: Notice, action: Action, reason: str) -> None:
    """Void the approvals of a text and bring its case back to where it stood before the review."""
    notice.status, notice.approved_at = NoticeStatus.DRAFT, None
    void_approvals(work, notice, reason)
    work.session.add(notice)
    if notice.kind is not NoticeKind.THANKS:
        move(work, case, action)


def request_for(kind: NoticeKind) -> Action:
    """Return how a case enters the review of a text of this kind."""
    return Action.REQUEST_WARNING if kind.asks_person else Action.REQUEST_ESCALATION
