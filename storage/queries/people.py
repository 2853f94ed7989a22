"""Queries on people: members of the workspace, and the humans behind accounts."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, delete, func, select

from storage.database.dialects import inserting, is_sqlite
from storage.database.loading import among, listed
from storage.models import Case, Channel, ChannelMember, Member, Notice, Person
from storage.vocabulary import NoticeKind, NoticeStatus, Platform


# Building a statement costs more than running it, and these run in every request.
@cache
def _members() -> sa.Select[Member]:
    return sa.select(Member).where(
        col(Member.workspace_id) == sa.bindparam("workspace"),
        col(Member.user_id).in_(sa.bindparam("users", expanding=True)),
    )


def member(session: Session, workspace_id: int, user_id: str) -> Member | None:
    """Return what Slack last said of a person."""
    return session.get(Member, (workspace_id, user_id))


def members(session: Session, workspace_id: int, user_ids: set[str]) -> dict[str, Member]:
    """Return what Slack last said of these people, by user id."""
    wanted = {"workspace": workspace_id, "users": list(user_ids)}
    return {row.user_id: row for row in session.scalars(_members(), wanted)}


def channel(session: Session, workspace_id: int, channel_id: str) -> Channel | None:
    """Return what Slack last said of a channel."""
    return session.get(Channel, (workspace_id, channel_id))


def is_in_channel(session: Session, workspace_id: int, channel_id: str, user_id: str) -> bool:
    """Whether a person is a member of a channel, as far as Slack has told us."""
    return session.get(ChannelMember, (workspace_id, channel_id, user_id)) is not None


def replace_channel_members(
    session: Session, workspace_id: int, channel_id: str, user_ids: frozenset[str]
) -> None:
    """Make `user_ids` the members of a channel."""
    session.exec(
        delete(ChannelMember).where(
            col(ChannelMember.workspace_id) == workspace_id, col(ChannelMember.channel_id) == channel_id
        )
    )
    session.add_all(
        ChannelMember(workspace_id=workspace_id, channel_id=channel_id, user_id=user_id)
        for user_id in sorted(user_ids)
    )


def person_behind(
    session: Session, workspace_id: int, platform: Platform, handle: str, now: datetime
) -> Person:
    """Return the human behind an account, known or new; handles are compared without case."""
    wanted = select(Person).where(
        Person.workspace_id == workspace_id, Person.platform == platform, Person.handle == handle.casefold()
    )
    found = session.exec(wanted).first()
    if found is None:
        found = Person(workspace_id=workspace_id, platform=platform, handle=handle.casefold(), created_at=now)
        session.add(found)
        session.flush()
    return found


def numbered(
    session: Session, workspace_id: int, platform: Platform, handles: Collection[str], now: datetime
) -> dict[str, int]:
    """Return the ids of the humans behind many casefolded handles of one platform, known or new."""
    found = _numbers(session, workspace_id, platform, handles)
    missing = [handle for handle in handles if handle not in found]
    if missing:
        session.connection().execute(_added(session, workspace_id, platform, missing, now))
        found |= _numbers(session, workspace_id, platform, missing)
    return found


def _numbers(
    session: Session, workspace_id: int, platform: Platform, handles: Collection[str]
) -> dict[str, int]:
    rows = session.connection().execute(
        sa.select(col(Person.handle), col(Person.id)).where(
            col(Person.workspace_id) == workspace_id,
            col(Person.platform) == platform,
            among(session, col(Person.handle), handles),
        )
    )
    return {row.handle: row.id for row in rows}


def _added(
    session: Session, workspace_id: int, platform: Platform, handles: Collection[str], now: datetime
) -> sa.Executable:
    insert = inserting(is_sqlite(session), Person)
    columns = sa.inspect(Person).columns
    each = listed(session, handles).add_columns(
        sa.literal(workspace_id),
        sa.literal(platform, columns.platform.type),
        sa.literal(now, columns.created_at.type),
    )
    names = ["handle", "workspace_id", "platform", "created_at"]
    # SQLite takes an ON that follows a bare SELECT for that of a join.
    return insert.from_select(names, each.where(sa.true())).on_conflict_do_nothing()


def contacts_since(
    session: Session, workspace_id: int, person_id: int, now: datetime, window: timedelta
) -> int:
    """Count the unsolicited messages a person got within the window before `now`, over all matters."""
    counted = (
        select(func.count())
        .select_from(Notice)
        .join(Case, col(Case.id) == col(Notice.case_id))
        .where(
            Notice.workspace_id == workspace_id,
            Case.person_id == person_id,
            col(Notice.kind).in_([kind for kind in NoticeKind if kind.asks_person]),
            Notice.status == NoticeStatus.SENT,
            col(Notice.sent_at) > now - window,
        )
    )
    return session.exec(counted).one()
