"""Queries on workspaces: which there are, and which one a Slack team is."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from storage.database.bulk import insert_new
from storage.models import Workspace

UNCLAIMED_KEY = "desk"


def all_workspaces(session: Session) -> list[Workspace]:
    """Return every workspace, oldest first."""
    return list(session.exec(select(Workspace).order_by(col(Workspace.id))))


def by_key(session: Session, key: str) -> Workspace | None:
    """Return the workspace with this key."""
    return session.exec(select(Workspace).where(Workspace.key == key)).first()


def by_team(session: Session, team_id: str) -> Workspace | None:
    """Return the workspace of a Slack team."""
    return session.exec(select(Workspace).where(Workspace.slack_team_id == team_id)).first()


def open_unclaimed(session: Session, now: datetime) -> Workspace:
    """Return a new workspace that no Slack team has claimed yet."""
    row = Workspace(key=_free_key(session, UNCLAIMED_KEY), created_at=now)
    session.add(row)
    session.flush()
    return row


def claim_workspace(session: Session, team_id: str, name: str, now: datetime) -> Workspace:
    """Return a Slack team's workspace; without one, it claims the only unclaimed one or gets a new one."""
    found = by_team(session, team_id) or _claimed(session, team_id, name, now)
    if found is None:
        row = {
            "key": _free_key(session, team_id.lower()),
            "name": name[:255],
            "slack_team_id": team_id,
            "claimed_at": now,
            "created_at": now,
        }
        # Two processes of one installation may start at once; the second one finds what the first one made.
        insert_new(session, Workspace, [row])
    return found or session.exec(select(Workspace).where(Workspace.slack_team_id == team_id)).one()


def _claimed(session: Session, team_id: str, name: str, now: datetime) -> Workspace | None:
    unclaimed = session.exec(
        select(Workspace).where(col(Workspace.slack_team_id).is_(None)).with_for_update().limit(2)
    ).all()
    if len(unclaimed) != 1:
        return by_team(session, team_id)
    session.connection().execute(
        update(Workspace)
        .where(col(Workspace.id) == unclaimed[0].id)
        .values(slack_team_id=team_id, name=name[:255], claimed_at=now)
    )
    session.refresh(unclaimed[0])
    return unclaimed[0]


def _free_key(session: Session, wanted: str) -> str:
    taken = set(session.exec(select(Workspace.key)))
    return next(key for key in _spellings(wanted, len(taken)) if key not in taken)


def _spellings(wanted: str, most: int) -> list[str]:
    return [wanted, *(f"{wanted}-{number}" for number in range(2, most + 3))]
