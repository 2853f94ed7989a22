"""A text that is being worked on: its items, its approvals made void, its end, what became of it meanwhile."""

from sqlmodel import col, delete

from bot.desk.core.access import visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, UnitOfWork
from bot.desk.core.refusals import NotFound
from storage.models import Case, Item, Notice, NoticeItem
from storage.queries import notices
from storage.vocabulary import (
    Decision,
    EventKind,
    NoticeKind,
    NoticeStatus,
    Route,
)


def set_items(work: UnitOfWork, notice: Notice, about: list[Item]) -> None:
    """Make `about` the items the notice speaks about."""
    work.session.exec(
        delete(NoticeItem).where(
            col(NoticeItem.workspace_id) == notice.workspace_id, col(NoticeItem.notice_id) == notice.id
        )
    )
    work.session.add_all(
        NoticeItem(workspace_id=notice.workspace_id, notice_id=notice.pk, item_id=item.pk) for item in about
    )
    work.session.flush()


def void_approvals(work: UnitOfWork, notice: Notice, reason: str) -> None:
    """Make all approvals given on a notice void, for a reason that is kept."""
    for each in notices.approvals_of(work.session, notice.workspace_id, notice.pk):
        each.void_at, each.void_reason = work.now, reason
        work.session.add(each)
    work.session.flush()


def discard(work: UnitOfWork, case: Case, reason: str) -> None:
    """Void the text that is being worked on in a case, if nothing was sent yet."""
    notice = notices.current(work.session, case.workspace_id, case.pk)
    if notice is None or notice.status is NoticeStatus.SENDING:
        return
    notice.status, notice.void_reason = NoticeStatus.VOID, reason
    void_approvals(work, notice, reason)
    work.session.add(notice)
    record_event(work, case, EventKind.NOTICE_VOIDED, "desk", {"notice": notice.id})


def notice_for(work: UnitOfWork, actor: Actor, notice_id: int) -> tuple[Case, Notice]:
    """Return a notice and its case if the actor may see them; raise NotFound otherwise."""
    case_id = notices.case_of(work.session, actor.workspace_id, notice_id)
    if case_id is None:
        raise NotFound("There is no such text, or it is not shown to you.")
    case, _ = visible_case(work, actor, case_id)
    return case, work.session.get_one(Notice, notice_id)


def what_happened(work: UnitOfWork, notice: Notice) -> str:
    """Return what became of a text meanwhile, and by whom: the end of a sentence about its case."""
    decisions = notices.decisions_on(work.session, notice.workspace_id, notice.pk)
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


def new_draft(work: UnitOfWork, actor: Actor, case: Case, kind: NoticeKind) -> Notice:
    """Return an empty draft of this kind, numbered within its case and not yet saved."""
    number = notices.next_number(work.session, case.workspace_id, case.pk, kind)
    return Notice(
        workspace_id=case.workspace_id,
        case_id=case.pk,
        kind=kind,
        number=number,
        template="",
        template_version=0,
        status=NoticeStatus.DRAFT,
        route=Route.ASSISTED,
        author_id=actor.user_id,
        sender_id=actor.user_id,
        recipient="",
        body="",
        facts="",
        content_hash="",
        revision=0,
        created_at=work.now,
    )
