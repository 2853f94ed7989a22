"""Queries on outward texts and the decisions behind them."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from storage.models import Approval, Item, Notice, NoticeItem
from storage.vocabulary import Decision, NoticeKind, NoticeStatus

CURRENT = (NoticeStatus.DRAFT, NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED, NoticeStatus.SENDING)


def notice(session: Session, workspace_id: int, notice_id: int) -> Notice | None:
    """Return one notice of a workspace."""
    wanted = select(Notice).where(Notice.workspace_id == workspace_id, Notice.id == notice_id)
    return session.exec(wanted).first()


def case_of(session: Session, workspace_id: int, notice_id: int) -> int | None:
    """Return the id of the case that a notice belongs to."""
    return session.exec(
        select(Notice.case_id).where(Notice.workspace_id == workspace_id, Notice.id == notice_id)
    ).first()


def of_case(session: Session, workspace_id: int, case_id: int) -> Sequence[Notice]:
    """Return all notices of a case, oldest first."""
    wanted = select(Notice).where(Notice.workspace_id == workspace_id, Notice.case_id == case_id)
    return session.exec(wanted.order_by(col(Notice.id))).all()


def current(session: Session, workspace_id: int, case_id: int) -> Notice | None:
    """Return the notice that is being worked on in a case: a draft, in review, approved, or on its way."""
    wanted = select(Notice).where(
        Notice.workspace_id == workspace_id,
        Notice.case_id == case_id,
        col(Notice.status).in_(CURRENT),
    )
    return session.exec(wanted.order_by(col(Notice.id).desc())).first()


def next_number(session: Session, workspace_id: int, case_id: int, kind: NoticeKind) -> int:
    """Return the number of the next notice of this kind in a case, from 1."""
    counted = select(func.max(col(Notice.number))).where(
        Notice.workspace_id == workspace_id, Notice.case_id == case_id, Notice.kind == kind
    )
    return (session.exec(counted).one() or 0) + 1


def items_of(session: Session, workspace_id: int, notice_id: int) -> Sequence[Item]:
    """Return the items a notice speaks about, in the case's order."""
    wanted = (
        select(Item)
        .join(NoticeItem, col(NoticeItem.item_id) == col(Item.id))
        .where(Item.workspace_id == workspace_id, NoticeItem.notice_id == notice_id)
    )
    return session.exec(wanted.order_by(col(Item.number))).all()


def decisions_on(session: Session, workspace_id: int, notice_id: int) -> Sequence[Approval]:
    """Return every decision ever made on a notice, oldest first, void ones included."""
    wanted = select(Approval).where(Approval.workspace_id == workspace_id, Approval.notice_id == notice_id)
    return session.exec(wanted.order_by(col(Approval.id))).all()


def approvals_of(session: Session, workspace_id: int, notice_id: int) -> Sequence[Approval]:
    """Return the approvals on a notice that nobody voided, whatever content they were for."""
    wanted = select(Approval).where(
        Approval.workspace_id == workspace_id,
        Approval.notice_id == notice_id,
        Approval.decision == Decision.APPROVED,
        col(Approval.void_at).is_(None),
    )
    return session.exec(wanted.order_by(col(Approval.id))).all()
