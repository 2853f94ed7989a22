"""Roles: who holds which, and giving and taking them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.desk.core import refresh
from bot.desk.core.access import require_role, roles_of
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid
from storage.audit import events
from storage.models import RoleGrant
from storage.queries import grants
from storage.vocabulary import EventKind, Role


@dataclass(frozen=True)
class Holder:
    """A person and the roles they hold; `unreadable` is the reference of what they hold that is no role."""

    user_id: str
    roles: tuple[Role, ...]
    unreadable: str = ""


def list_roles(desk: Desk, actor: Actor) -> list[Holder]:
    """Return everybody with a role, the settings' admins included; for role holders only."""
    with desk.read() as work:
        require_role(work, actor)
        held = grants.by_person(work.session, actor.workspace_id)
        for admin in desk.installation.admins:
            given = held.get(admin, grants.RoleHolder())
            held[admin] = replace(given, roles=given.roles | {Role.ADMIN})
        return [Holder(user, _in_order(given.roles), given.unreadable) for user, given in held.items()]


def my_roles(desk: Desk, actor: Actor) -> tuple[Role, ...]:
    """Return the actor's own roles, possibly none."""
    with desk.read() as work:
        return _in_order(roles_of(work, actor))


def give_role(desk: Desk, actor: Actor, user_id: str, role: Role) -> bool:
    """Give a role; only admins may. Return whether it is new."""
    with desk.write() as work:
        require_role(work, actor, Role.ADMIN)
        refresh.learn_member(work, actor.workspace_id, user_id)
        if role in grants.roles_of(work.session, actor.workspace_id, user_id):
            return False
        work.session.add(
            RoleGrant(
                workspace_id=actor.workspace_id,
                user_id=user_id,
                role=role,
                given_by=actor.user_id,
                given_at=work.now,
            )
        )
        _record(work, actor, EventKind.ROLE_GIVEN, user_id, role)
        return True


def take_role(desk: Desk, actor: Actor, user_id: str, role: Role) -> bool:
    """Take a role away; only admins may. Return whether it was held."""
    with desk.write() as work:
        require_role(work, actor, Role.ADMIN)
        if role is Role.ADMIN and user_id in work.installation.admins:
            raise Invalid("This admin is named in `ADMIN_USER_IDS`; the role is taken away there.")
        if not grants.take(work.session, actor.workspace_id, user_id, role):
            return False
        _record(work, actor, EventKind.ROLE_TAKEN, user_id, role)
        return True


def _in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    held = frozenset(roles)
    return tuple(role for role in Role if role in held)


def _record(work: UnitOfWork, actor: Actor, kind: EventKind, user_id: str, role: Role) -> None:
    events.record(
        work.session,
        workspace_id=actor.workspace_id,
        kind=kind,
        actor=actor.user_id,
        now=work.now,
        facts={"user": user_id, "role": role.value},
    )
