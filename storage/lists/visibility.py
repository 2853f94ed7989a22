"""Which matters, and so which cases, a person is shown: the one place where this is decided."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from storage.models import ChannelMember, Matter


def visible_matters(session: Session, workspace_id: int, user_id: str) -> list[int]:
    """Return the ids of the matters that a role holder is shown, oldest first."""
    wanted = select(col(Matter.id)).where(is_visible(workspace_id, user_id)).order_by(col(Matter.id))
    return [found for found in session.exec(wanted) if found is not None]


def is_visible(workspace_id: int, user_id: str) -> ColumnElement[bool]:
    """Return the condition on a matter under which a role holder is shown it.

    They are a member of its channel, or it has none yet because it was imported. Whether they hold a role is
    asked before, since the settings name role holders too.
    """
    channels = select(ChannelMember.channel_id).where(
        ChannelMember.workspace_id == workspace_id, ChannelMember.user_id == user_id
    )
    return (col(Matter.workspace_id) == workspace_id) & or_(
        col(Matter.channel_id).is_(None), col(Matter.channel_id).in_(channels)
    )
