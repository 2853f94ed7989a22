"""A text on its way to its approvers and back."""

from bot.desk.case.status import move
from bot.desk.core.audit import happened
from bot.desk.core.context import Actor, Moment
from bot.desk.review.content import given_on, hash_of
from bot.desk.review.drafts import void_approvals
from bot.rules.case.lifecycle import Action
from storage.models import Case, Notice
from storage.vocabulary import (
    EventKind,
    NoticeKind,
    NoticeStatus,
)


def enter_review(moment: Moment, actor: Actor, case: Case, notice: Notice) -> None:
    """Put a filled draft before its approvers; approvals of any other text no longer count."""
    notice.status = NoticeStatus.IN_REVIEW
    notice.revision += 1
    notice.content_hash = hash_of(moment, notice)
    void_approvals(moment, notice, "the text was put before the approvers anew")
    moment.session.add(notice)
    if notice.kind is not NoticeKind.THANKS:
        move(moment, case, request_for(notice.kind))
    facts = {"notice": notice.id, "kind": notice.kind.value, "hash": notice.content_hash}
    happened(moment, case, EventKind.NOTICE_DRAFTED, actor.user_id, facts, notice.body)


def retract_for_edit(moment: Moment, actor: Actor, case: Case, notice: Notice) -> int:
    """Take a text back because it is edited; return how many approvals that voids."""
    count = len(given_on(moment, notice))
    was_open = notice.status is not NoticeStatus.DRAFT
    if was_open:
        back_to_draft(moment, case, notice, Action.EDIT, "the text was edited")
    facts = {"notice": notice.id, "voided": count}
    happened(moment, case, EventKind.NOTICE_EDITED, actor.user_id, facts)
    return count


def back_to_draft(moment: Moment, case: Case, notice: Notice, action: Action, reason: str) -> None:
    """Void the approvals of a text and bring its case back to where it stood before the review."""
    notice.status, notice.approved_at = NoticeStatus.DRAFT, None
    void_approvals(moment, notice, reason)
    moment.session.add(notice)
    if notice.kind is not NoticeKind.THANKS:
        move(moment, case, action)


def request_for(kind: NoticeKind) -> Action:
    """Return how a case enters the review of a text of this kind."""
    return Action.REQUEST_WARNING if kind.asks_person else Action.REQUEST_ESCALATION
