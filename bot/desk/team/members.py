"""Members and channels as Slack knows them: asking, and storing what it said."""

from collections.abc import Iterable
from datetime import timedelta

from bot.desk.core import refresh
from bot.desk.core.access import may_decide
from bot.desk.core.context import Desk, UnitOfWork
from storage.ledger import cards
from storage.models import Channel, ChannelMember, Member
from storage.queries import people

FACTS_AGE = timedelta(hours=12)


def learn_people(desk: Desk, workspace_id: int, user_ids: Iterable[str]) -> None:
    """Have Slack asked about people whose facts are missing or older than half a day."""
    with desk.write() as work:
        for user_id in user_ids:
            learn_if_stale(work, workspace_id, user_id)


def learn_if_stale(work: UnitOfWork, workspace_id: int, user_id: str) -> None:
    """Have Slack asked about a person whose facts are missing or older than half a day."""
    known = people.member(work.session, workspace_id, user_id)
    if known is None or work.now - known.checked_at > FACTS_AGE:
        refresh.learn_member(work, workspace_id, user_id)


def member_learnt(work: UnitOfWork, facts: Member) -> None:
    """Store what Slack said of a person; where they may no longer decide, or again, the cards follow."""
    known = people.member(work.session, facts.workspace_id, facts.user_id)
    is_changed = may_decide(known) != may_decide(facts)
    work.session.merge(facts)
    work.session.flush()
    if is_changed:
        for case in cards.resting_on(work.session, facts.workspace_id, facts.user_id):
            refresh.show_case(work.session, case, work.now, work.installation.fallback_channel)


def channel_learnt(work: UnitOfWork, facts: Channel, user_ids: frozenset[str] | None) -> None:
    """Store what Slack said of a channel, and who is in it if Slack told us."""
    work.session.merge(facts)
    if user_ids is not None:
        people.replace_channel_members(work.session, facts.workspace_id, facts.channel_id, user_ids)


def joined(desk: Desk, workspace_id: int, channel_id: str, user_id: str) -> None:
    """Note that a person joined a channel."""
    with desk.write() as work:
        if people.channel(work.session, workspace_id, channel_id) is None:
            return
        note_membership(work, workspace_id, channel_id, user_id)
        learn_if_stale(work, workspace_id, user_id)
        refresh.learn_channel(work, workspace_id, channel_id)


def left(desk: Desk, workspace_id: int, channel_id: str, user_id: str) -> None:
    """Note that a person left a channel."""
    with desk.write() as work:
        found = work.session.get(ChannelMember, (workspace_id, channel_id, user_id))
        if found is not None:
            work.session.delete(found)


def channel_changed(desk: Desk, workspace_id: int, channel_id: str) -> None:
    """Have Slack asked about a channel that was renamed, archived or otherwise changed."""
    with desk.write() as work:
        refresh.learn_channel(work, workspace_id, channel_id)


def person_changed(desk: Desk, workspace_id: int, user_id: str) -> None:
    """Have Slack asked about a person who changed, if the desk knows them."""
    with desk.write() as work:
        if people.member(work.session, workspace_id, user_id) is not None:
            refresh.learn_member(work, workspace_id, user_id)


def note_membership(work: UnitOfWork, workspace_id: int, channel_id: str, user_id: str) -> None:
    """Store that a person is in a channel."""
    work.session.merge(ChannelMember(workspace_id=workspace_id, channel_id=channel_id, user_id=user_id))
