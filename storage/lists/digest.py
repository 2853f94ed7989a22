"""What a digest says: a few rows of each list and its length, by statements that an index serves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database.unreadable import UnreadableRow, read_each
from storage.lists.top_rows import MOST_WAITING, Length, cases_of, counted, counted_rows, goes_on, literal_words
from storage.models import Approval, Card, Case, Matter, Notice, Restriction
from storage.vocabulary import CaseStatus, DeadlineKind, NoticeKind, NoticeStatus, Platform, RestrictionKind

Line = TypeVar("Line")
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Listed(Generic[Line]):
    """The first rows of a list, those of them that cannot be read, and its length as far as it is counted."""

    rows: tuple[Line, ...]
    total: Length
    unreadable: tuple[UnreadableRow, ...] = ()

    def followed_by(self, other: "Listed[Line]", most: int) -> "Listed[Line]":
        """Return this list with another one behind it, up to `most` rows."""
        left = most - len(self.rows) - len(self.unreadable)
        return Listed(
            self.rows + other.rows[:left],
            self.total + other.total,
            self.unreadable + other.unreadable[: max(left - len(other.rows), 0)],
        )


@dataclass(frozen=True)
class DigestRow:
    """A case in a digest, and where its card is, if it has one. Instants are UTC."""

    case_id: int
    key: str
    platform: Platform
    account: str | None
    status: CaseStatus
    owner_id: str | None
    deadline_at: datetime | None
    deadline_kind: DeadlineKind | None
    card_channel: str | None
    card_ts: str | None


@dataclass(frozen=True)
class WaitingNotice:
    """A text that waits for a decision or, approved, to be sent, `since` an instant (UTC)."""

    notice_id: int
    kind: NoticeKind
    status: NoticeStatus
    asked_by: str
    since: datetime
    case: DigestRow


@dataclass(frozen=True)
class WaitingDispute:
    """A dispute that nobody decided yet, `since` an instant (UTC)."""

    hold_id: int
    recorded_by: str
    since: datetime
    case: DigestRow


@dataclass(frozen=True)
class WaitingWaiver:
    """A wish not to ask first, which counsel has not approved yet."""

    asked_by: str
    case: DigestRow


@dataclass(frozen=True)
class Scope:
    """Which cases a digest is about: in one workspace, of the matters that fulfil `matters`."""

    workspace_id: int
    matters: Condition
    most: int


def notices_waiting(session: Session, scope: Scope, *conditions: Condition) -> Listed[WaitingNotice]:
    """List the notices in review or waiting to be sent, oldest first."""
    waits = (
        col(Notice.workspace_id) == scope.workspace_id,
        col(Notice.status).in_(literal_words([NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED])),
        *conditions,
    )
    found = _of_cases(session, scope, Notice, col(Notice.case_id), waits)
    return _listed(found, lambda row: _waiting_notice(row[0], _facts(row[1], row[2])))


def disputes_waiting(session: Session, scope: Scope) -> Listed[WaitingDispute]:
    """List the disputes that nobody decided yet, oldest first."""
    waits = (
        col(Restriction.workspace_id) == scope.workspace_id,
        col(Restriction.kind).in_(literal_words([RestrictionKind.DISPUTE])),
        col(Restriction.lifted_at).is_(None),
        goes_on(),
    )
    found = _of_cases(session, scope, Restriction, col(Restriction.case_id), waits)
    return _listed(found, lambda row: _waiting_dispute(row[0], _facts(row[1], row[2])))


def waivers_waiting(session: Session, scope: Scope) -> Listed[WaitingWaiver]:
    """List the cases in which somebody asked for a waiver of asking first and counsel did not grant it yet."""
    asks = (
        col(Case.status).in_([CaseStatus.OPEN, CaseStatus.WARNED]),
        col(Case.waiver_requested_by).is_not(None),
        col(Case.waiver_granted_by).is_(None),
    )
    found = _cases(session, scope, asks, [col(Case.id)])
    return _listed(found, lambda row: WaitingWaiver(row[0].waiver_requested_by or "", _facts(row[0], row[1])))


def cases_listed(
    session: Session,
    scope: Scope,
    conditions: Sequence[Condition],
    order: Sequence[Any],
) -> Listed[DigestRow]:
    """List the cases that fulfil all conditions, in this order."""
    found = _cases(session, scope, conditions, order)
    return _listed(found, lambda row: _facts(row[0], row[1]))


def _listed(found: Listed[Any], read: Callable[[Any], Line]) -> Listed[Line]:
    return Listed(tuple(map(read, found.rows)), found.total, found.unreadable)


def _cases(
    session: Session,
    scope: Scope,
    conditions: Sequence[Condition],
    order: Sequence[Any],
) -> Listed[Any]:
    near = cases_of(session, conditions, order, scope.most)
    wanted = (
        select(Case, Card)
        .select_from(near)
        .join(Card, col(Card.case_id) == col(Case.id), isouter=True)
        .where(scope.matters)
    )
    total = counted(session, scope.matters, conditions)
    return _read(session, wanted.order_by(*order).limit(scope.most), col(Case.id), total)


def _read(session: Session, wanted: Any, row_id: Any, total: Length) -> Listed[Any]:
    found = read_each(session.execute, wanted, row_id, col(Case.key))
    rows = tuple(row for row in found if not isinstance(row, UnreadableRow))
    return Listed(rows, total, tuple(row for row in found if isinstance(row, UnreadableRow)))


def _of_cases(
    session: Session, scope: Scope, table: type[Any], case_id: Any, conditions: Sequence[Condition]
) -> Listed[Any]:
    to_case = case_id == col(Case.id)
    wanted = (
        select(table, Case, Card)
        .join(Case, to_case)
        .join(Card, col(Card.case_id) == col(Case.id), isouter=True)
        .where(_inside(scope), *conditions)
    )
    # In the list's own order too: its index holds nothing but what waits.
    each = sa.select(col(table.id)).join(Case, to_case).where(_inside(scope), *conditions).order_by(table.id)
    oldest_first = wanted.order_by(col(table.id)).limit(scope.most)
    return _read(session, oldest_first, col(table.id), counted_rows(session, each, MOST_WAITING))


def _inside(scope: Scope) -> Condition:
    return col(Case.matter_id).in_(select(Matter.id).where(scope.matters))


def _waiting_notice(notice: Notice, case: DigestRow) -> WaitingNotice:
    return WaitingNotice(
        notice_id=notice.pk,
        kind=notice.kind,
        status=notice.status,
        asked_by=notice.author_id,
        since=notice.approved_at or notice.created_at,
        case=case,
    )


def _waiting_dispute(restriction: Restriction, case: DigestRow) -> WaitingDispute:
    return WaitingDispute(restriction.pk, restriction.placed_by, restriction.placed_at, case)


def _facts(case: Case, card: Card | None) -> DigestRow:
    return DigestRow(
        case_id=case.pk,
        key=case.key,
        platform=case.platform,
        account=case.account,
        status=case.status,
        owner_id=case.owner_id,
        deadline_at=case.deadline_at,
        deadline_kind=case.deadline_kind,
        card_channel=card.channel_id if card else None,
        card_ts=card.ts if card else None,
    )


def decided_by(user_id: str) -> Condition:
    """Return the condition that a person's decision on the notice's present content still holds."""
    return sa.exists().where(
        col(Approval.notice_id) == col(Notice.id),
        col(Approval.content_hash) == col(Notice.content_hash),
        col(Approval.user_id) == user_id,
        col(Approval.void_at).is_(None),
    )
