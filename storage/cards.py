"""Queries on the cases whose cards have to follow something that happened elsewhere."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, exists, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.models import Approval, Card, Case, Matter, Notice
from storage.nearest import goes_on
from storage.notices import CURRENT
from storage.unreadable import Unreadable, entities_of
from storage.vocabulary import Decision, NoticeStatus


@dataclass(frozen=True)
class Posted:
    """A case with a card: the channel of its matter, and whether the card stands there yet."""

    case_id: int
    channel_id: str | None
    has_card: bool


def resting_on(session: Session, workspace_id: int, user_id: str) -> list[Case]:
    """Return the cases with a text that is not sent yet and that this person approved, if they can be read."""
    counting = (
        select(Notice.case_id)
        .join(Approval, col(Approval.notice_id) == col(Notice.id))
        .where(
            Notice.workspace_id == workspace_id,
            col(Notice.status).in_((NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED)),
            Approval.user_id == user_id,
            Approval.decision == Decision.APPROVED,
            col(Approval.void_at).is_(None),
        )
    )
    return _readable(session, select(Case).where(Case.workspace_id == workspace_id, col(Case.id).in_(counting)))


def shown_of_person(session: Session, workspace_id: int, person_id: int) -> list[Case]:
    """Return the cases about a person, over all matters, that have a card and can be read."""
    wanted = (
        select(Case)
        .join(Card, col(Card.case_id) == col(Case.id))
        .where(Case.workspace_id == workspace_id, Case.person_id == person_id)
    )
    return _readable(session, wanted)


def in_work(session: Session, workspace_id: int) -> list[Posted]:
    """Return the cases with a card that go on or have a text in work, latest first.

    Nothing is read that could be unreadable: one bad row keeps nobody from stopping everything.
    """
    has_text = exists().where(col(Notice.case_id) == col(Case.id), col(Notice.status).in_(CURRENT))
    wanted = (
        sa.select(col(Case.id), col(Matter.channel_id), col(Card.ts).is_not(None))
        .join(Card, col(Card.case_id) == col(Case.id))
        .join(Matter, col(Matter.id) == col(Case.matter_id))
        .where(col(Case.workspace_id) == workspace_id, or_(goes_on(), has_text))
        .order_by(col(Case.updated_at).desc())
    )
    rows = session.connection().execute(wanted)
    return [Posted(number or 0, channel_id, has_card) for number, channel_id, has_card in rows]


def _readable(session: Session, wanted: SelectOfScalar[Case]) -> list[Case]:
    found = entities_of(session, wanted, col(Case.id), col(Case.key))
    return [case for case in found if not isinstance(case, Unreadable)]
