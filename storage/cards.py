"""Queries on the cases whose cards have to follow something that happened elsewhere."""

from sqlmodel import Session, col, select

from storage.models import Approval, Card, Case, Notice
from storage.vocabulary import Decision, NoticeStatus


def resting_on(session: Session, workspace_id: int, user_id: str) -> list[Case]:
    """Return the cases with a text that is not sent yet and that this person approved."""
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
    return list(session.exec(select(Case).where(Case.workspace_id == workspace_id, col(Case.id).in_(counting))))


def shown_of_person(session: Session, workspace_id: int, person_id: int) -> list[Case]:
    """Return the cases about a person, over all matters, that have a card."""
    wanted = (
        select(Case)
        .join(Card, col(Card.case_id) == col(Case.id))
        .where(Case.workspace_id == workspace_id, Case.person_id == person_id)
    )
    return list(session.exec(wanted))
