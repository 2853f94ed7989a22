"""Queries on the cases whose cards have to follow something that happened elsewhere."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, exists, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database.unreadable import UnreadableRow, entities_of
from storage.ledger import lanes, refresh_queue
from storage.lists.top_rows import goes_on
from storage.models import Approval, Card, Case, Effect, Notice
from storage.queries.notices import CURRENT
from storage.vocabulary import Decision, EffectKind, NoticeStatus


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


def show_in_work(session: Session, workspace_id: int, now: datetime) -> None:
    """Have the cards of all cases that go on or have a text in work brought up to date, latest first.

    Nothing is read that could be unreadable, and it is one statement: neither one bad row nor many cases keep
    anybody from stopping everything.
    """
    has_text = exists().where(col(Notice.case_id) == col(Case.id), col(Notice.status).in_(CURRENT))
    wanted = (
        sa.select(
            sa.literal(EffectKind.CARD, sa.inspect(Effect).columns.kind.type),
            sa.literal(f"{EffectKind.CARD}:").concat(sa.cast(col(Case.id), sa.String)),
            col(Case.id),
            sa.literal(lanes.usual(EffectKind.CARD)),
        )
        .join(Card, col(Card.case_id) == col(Case.id))
        .where(col(Case.workspace_id) == workspace_id, or_(goes_on(), has_text))
        .order_by(col(Case.updated_at).desc())
    )
    refresh_queue.refresh_found(session, workspace_id, wanted, now)


def _readable(session: Session, wanted: SelectOfScalar[Case]) -> list[Case]:
    found = entities_of(session, wanted, col(Case.id), col(Case.key))
    return [case for case in found if not isinstance(case, UnreadableRow)]
