"""Whom a message reaches: Slack takes one to a deactivated account too, and nobody reads it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.models import Member


def first_reachable(session: Session, workspace_id: int, user_ids: Sequence[str]) -> str | None:
    """Return the first of these people who is not known to have left; None if nobody is there any more."""
    wanted = select(col(Member.user_id)).where(
        Member.workspace_id == workspace_id,
        col(Member.user_id).in_(user_ids),
        col(Member.is_deactivated).is_(True),
    )
    gone = set(session.exec(wanted))
    return next((each for each in user_ids if each.startswith(("U", "W")) and each not in gone), None)
