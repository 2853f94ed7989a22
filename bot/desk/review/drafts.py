"""A text that is being worked on: its items, its approvals made void, its end, what became of it meanwhile."""

from sqlmodel import col, delete

from bot.desk.core.access import visible_case
from bot.desk.core.audit import happened
from bot.desk.core.context import Actor, Moment
from bot.desk.core.refusals import NotFound
from storage.models import Case, Item, Notice, NoticeItem
from storage.queries import notices
from storage.vocabulary import (
    Decision,
    EventKind,
    NoticeStatus,
)


def set_items(moment: Moment, notice: Notice, about: list[Item]) -> None:
    """Make `about` the items the notice speaks about."""
    moment.session.exec(
        delete(NoticeItem).where(
            col(NoticeItem.workspace_id) == notice.workspace_id, col(NoticeItem.notice_id) == notice.id
        )
    )
    moment.session.add_all(
        NoticeItem(workspace_id=notice.workspace_id, notice_id=notice.id or 0, item_id=item.id or 0)
        for item in about
    )
    moment.session.flush()


def void_approvals(moment: Moment, notice: Notice, reason: str) -> None:
    """Make all approvals given on a notice void, for a reason that is kept."""
    for each in notices.approvals_of(moment.session, notice.workspace_id, notice.id or 0):
        each.void_at, each.void_reason = moment.now, reason
        moment.session.add(each)
    moment.session.flush()


def discard(moment: Moment, case: Case, reason: str) -> None:
    """Void the text that is being worked on in a case, if nothing was sent yet."""
    notice = notices.current(moment.session, case.workspace_id, case.id or 0)
    if notice is None or notice.status is NoticeStatus.SENDING:
        return
    notice.status, notice.void_reason = NoticeStatus.VOID, reason
    void_approvals(moment, notice, reason)
    moment.session.add(notice)
    happened(moment, case, EventKind.NOTICE_VOIDED, "desk", {"notice": notice.id})


def notice_for(moment: Moment, actor: Actor, notice_id: int) -> tuple[Case, Notice]:
    """Return a notice and its case if the actor may see them; raise NotFound otherwise."""
    case_id = notices.case_of(moment.session, actor.workspace_id, notice_id)
    if case_id is None:
        raise NotFound("There is no such text, or it is not shown to you.")
    case, _ = visible_case(moment, actor, case_id)
    return case, moment.session.get_one(Notice, notice_id)


def what_happened(moment: Moment, notice: Notice) -> str:
    """Return what became of a text meanwhile, and by whom: the end of a sentence about its case."""
    decisions = notices.decisions_on(moment.session, notice.workspace_id, notice.id or 0)
    last = decisions[-1] if decisions else None
    who = f"<@{last.user_id}>" if last else ""
    if notice.status is NoticeStatus.DRAFT and last and last.decision is Decision.DECLINED:
        return f"{who} declined this text meanwhile."
    return {
        NoticeStatus.DRAFT: "this text was taken back to be edited.",
        NoticeStatus.IN_REVIEW: "this text is before its approvers.",
        NoticeStatus.APPROVED: f"{who} approved this text meanwhile; it can be sent.",
        NoticeStatus.SENDING: "this text is being sent.",
        NoticeStatus.SENT: "this text was sent already.",
        NoticeStatus.VOID: f"this text was discarded: {notice.void_reason or 'it is not needed'}.",
    }.get(notice.status, "this text changed meanwhile.")
