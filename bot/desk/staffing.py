"""Roles: who holds which, and giving and taking them; and what Slack tells us about people and channels."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.desk.core import refresh
from bot.desk.core.access import may_decide, require_role, roles_of
from bot.desk.core.context import Actor, Desk, Moment
from bot.desk.core.refusals import Invalid
from storage.audit import events
from storage.ledger import cards
from storage.models import Channel, ChannelMember, Member, RoleGrant
from storage.queries import grants, people
from storage.vocabulary import EventKind, Role

FACTS_AGE = timedelta(hours=12)


@dataclass(frozen=True)
class Holder:
    """A person and the roles they hold; `unreadable` is the reference of what they hold that is no role."""

    user_id: str
    roles: tuple[Role, ...]
    unreadable: str = ""


def list_roles(desk: Desk, actor: Actor) -> list[Holder]:
    """Return everybody with a role, the settings' admins included; for role holders only."""
    with desk.look() as moment:
        require_role(moment, actor)
        held = grants.by_person(moment.session, actor.workspace_id)
        for admin in desk.policy.admins:
            given = held.get(admin, grants.Held())
            held[admin] = replace(given, roles=given.roles | {Role.ADMIN})
        return [Holder(user, _in_order(given.roles), given.unreadable) for user, given in held.items()]


def my_roles(desk: Desk, actor: Actor) -> tuple[Role, ...]:
    """Return the actor's own roles, possibly none."""
    with desk.look() as moment:
        return _in_order(roles_of(moment, actor))


def give_role(desk: Desk, actor: Actor, user_id: str, role: Role) -> bool:
    """Give a role; only admins may. Return whether it is new."""
    with desk.act() as moment:
        require_role(moment, actor, Role.ADMIN)
        refresh.learn_member(moment, actor.workspace_id, user_id)
        if role in grants.roles_of(moment.session, actor.workspace_id, user_id):
            return False
        moment.session.add(
            RoleGrant(
                workspace_id=actor.workspace_id,
                user_id=user_id,
                role=role,
                given_by=actor.user_id,
                given_at=moment.now,
            )
        )
        _record(moment, actor, EventKind.ROLE_GIVEN, user_id, role)
        return True


def take_role(desk: Desk, actor: Actor, user_id: str, role: Role) -> bool:
    """Take a role away; only admins may. Return whether it was held."""
    with desk.act() as moment:
        require_role(moment, actor, Role.ADMIN)
        if role is Role.ADMIN and user_id in moment.policy.admins:
            raise Invalid("This admin is named in `ADMIN_USER_IDS`; the role is taken away there.")
        if not grants.take(moment.session, actor.workspace_id, user_id, role):
            return False
        _record(moment, actor, EventKind.ROLE_TAKEN, user_id, role)
        return True


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


def _in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    held = frozenset(roles)
    return tuple(role for role in Role if role in held)


def _record(moment: Moment, actor: Actor, kind: EventKind, user_id: str, role: Role) -> None:
    events.record(
        moment.session,
        workspace_id=actor.workspace_id,
        kind=kind,
        actor=actor.user_id,
        now=moment.now,
        facts={"user": user_id, "role": role.value},
    )
