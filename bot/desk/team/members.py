"""Members and channels as Slack knows them: asking, and storing what it said."""

from collections.abc import Iterable
from datetime import timedelta

from bot.desk.core import refresh
from bot.desk.core.access import may_decide
from bot.desk.core.context import Desk, Moment
from storage.ledger import cards
from storage.models import Channel, ChannelMember, Member
from storage.queries import people

FACTS_AGE = timedelta(hours=12)


def learn_people(desk: Desk, workspace_id: int, user_ids: Iterable[str]) -> None:
    """Have Slack asked about people whose facts are missing or older than half a day."""
    with desk.act() as moment:
        for user_id in user_ids:
            learn_if_stale(moment, workspace_id, user_id)


def learn_if_stale(moment: Moment, workspace_id: int, user_id: str) -> None:
    """Have Slack asked about a person whose facts are missing or older than half a day."""
    known = people.member(moment.session, workspace_id, user_id)
    if known is None or moment.now - known.checked_at > FACTS_AGE:
        refresh.learn_member(moment, workspace_id, user_id)


def member_learnt(moment: Moment, facts: Member) -> None:
    """Store what Slack said of a person; where they may no longer decide, or again, the cards follow."""
    known = people.member(moment.session, facts.workspace_id, facts.user_id)
    is_changed = may_decide(known) != may_decide(facts)
    moment.session.merge(facts)
    moment.session.flush()
    if is_changed:
        for case in cards.resting_on(moment.session, facts.workspace_id, facts.user_id):
            refresh.show_case(moment.session, case, moment.now, moment.policy.fallback_channel)


def channel_learnt(moment: Moment, facts: Channel, user_ids: frozenset[str] | None) -> None:
    """Store what Slack said of a channel, and who is in it if Slack told us."""
    moment.session.merge(facts)
    if user_ids is not None:
        people.replace_channel_members(moment.session, facts.workspace_id, facts.channel_id, user_ids)


def joined(desk: Desk, workspace_id: int, channel_id: str, user_id: str) -> None:
    """Note that a person joined a channel."""
    with desk.act() as moment:
        if people.channel(moment.session, workspace_id, channel_id) is None:
            return
        note_membership(moment, workspace_id, channel_id, user_id)
        learn_if_stale(moment, workspace_id, user_id)
        refresh.learn_channel(moment, workspace_id, channel_id)


def left(desk: Desk, workspace_id: int, channel_id: str, user_id: str) -> None:
    """Note that a person left a channel."""
    with desk.act() as moment:
        found = moment.session.get(ChannelMember, (workspace_id, channel_id, user_id))
        if found is not None:
            moment.session.delete(found)


def channel_changed(desk: Desk, workspace_id: int, channel_id: str) -> None:
    """Have Slack asked about a channel that was renamed, archived or otherwise changed."""
    with desk.act() as moment:
        refresh.learn_channel(moment, workspace_id, channel_id)


def person_changed(desk: Desk, workspace_id: int, user_id: str) -> None:
    """Have Slack asked about a person who changed, if the desk knows them."""
    with desk.act() as moment:
        if people.member(moment.session, workspace_id, user_id) is not None:
            refresh.learn_member(moment, workspace_id, user_id)


def note_membership(moment: Moment, workspace_id: int, channel_id: str, user_id: str) -> None:
    """Store that a person is in a channel."""
    moment.session.merge(ChannelMember(workspace_id=workspace_id, channel_id=channel_id, user_id=user_id))
