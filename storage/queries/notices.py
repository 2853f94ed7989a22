"""Queries on outward texts and the decisions behind them."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
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


def kinds_in(session: Session, workspace_id: int, case_id: int) -> dict[int, NoticeKind]:
    """Return the kinds of a case's notices by id, as far as this version knows them."""
    wanted = sa.select(col(Notice.id), sa.type_coerce(col(Notice.kind), sa.String)).where(
        col(Notice.workspace_id) == workspace_id, col(Notice.case_id) == case_id
    )
    rows = session.execute(wanted)
    return {number: NoticeKind(word) for number, word in rows if word in set(NoticeKind)}


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
    return session.scalars(_items_of(), {"workspace": workspace_id, "notice": notice_id}).all()


def decisions_on(session: Session, workspace_id: int, notice_id: int) -> Sequence[Approval]:
    """Return every decision ever made on a notice, oldest first, void ones included."""
    wanted = select(Approval).where(Approval.workspace_id == workspace_id, Approval.notice_id == notice_id)
    return session.exec(wanted.order_by(col(Approval.id))).all()


def approvals_of(session: Session, workspace_id: int, notice_id: int) -> Sequence[Approval]:
    """Return the approvals on a notice that nobody voided, whatever content they were for."""
    return session.scalars(_approvals_of(), {"workspace": workspace_id, "notice": notice_id}).all()


# Building a statement costs more than running it, and these run several times in every decision on a text.
@cache
def _items_of() -> sa.Select[Item]:
    return (
        sa.select(Item)
        .join(NoticeItem, col(NoticeItem.item_id) == col(Item.id))
        .where(
            col(Item.workspace_id) == sa.bindparam("workspace"),
            col(NoticeItem.notice_id) == sa.bindparam("notice"),
        )
        .order_by(col(Item.number))
    )


@cache
def _approvals_of() -> sa.Select[Approval]:
    return (
        sa.select(Approval)
        .where(
            col(Approval.workspace_id) == sa.bindparam("workspace"),
            col(Approval.notice_id) == sa.bindparam("notice"),
            col(Approval.decision) == Decision.APPROVED,
            col(Approval.void_at).is_(None),
        )
        .order_by(col(Approval.id))
    )
