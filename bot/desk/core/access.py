"""Who may see and do what: roles, membership of the matter's channel, and a person's standing in Slack."""

from bot.desk.core.context import Actor, UnitOfWork
from bot.desk.core.refusals import CannotBeRead, NotAllowed, NotFound
from bot.desk.core.unreadable import read_in_words
from storage.models import Case, Matter, Member
from storage.queries import cases, grants, people
from storage.vocabulary import Role

DECIDERS = frozenset({Role.REVIEWER, Role.COUNSEL, Role.SIGNATORY, Role.PRIVACY, Role.EXECUTIVE})
SWITCHERS = frozenset({Role.ADMIN, Role.COUNSEL, Role.EXECUTIVE})


def roles_of(work: UnitOfWork, actor: Actor) -> frozenset[Role]:
    """Return the actor's roles; the people named in the settings are admins from the start."""
    return _with_office(work, actor, grants.roles_of(work.session, actor.workspace_id, actor.user_id))


def require_role(work: UnitOfWork, actor: Actor, *wanted: Role) -> frozenset[Role]:
    """Return the actor's roles; raise NotAllowed unless one of `wanted` (or any, if none is named) is held."""
    held = roles_of(work, actor)
    _need_some(held)
    if wanted and not held & frozenset(wanted):
        names = " or ".join(role.value for role in Role if role in wanted)
        raise NotAllowed(f"This takes the role {names}; yours: {', '.join(sorted(held))}.")
    return held


def require_human(work: UnitOfWork, workspace_id: int, user_id: str) -> Member:
    """Return a person's standing in Slack; raise NotAllowed unless it is a full, active member of the team."""
    found = people.member(work.session, workspace_id, user_id)
    if found is None:
        raise NotAllowed(
            "This Slack account could not be checked yet, so it cannot decide. Please try again in a moment."
        )
    reason = why_ineligible(found)
    if reason:
        raise NotAllowed(f"{reason} cannot decide here.")
    return found


def why_ineligible(found: Member) -> str:
    """Return why a Slack account may not decide, or an empty string."""
    if found.is_deactivated:
        return "A deactivated account"
    if found.is_bot:
        return "A bot"
    if found.is_foreign:
        return "Someone from another workspace"
    return "A guest" if found.is_guest else ""


def may_decide(found: Member | None) -> bool:
    """Whether a Slack account is known, and a full, active member of the team."""
    return found is not None and not why_ineligible(found)


def visible_matter(work: UnitOfWork, actor: Actor, matter_id: int) -> Matter:
    """Return the matter if the actor may see it: a role holder, and a member of its channel if it has one."""
    require_role(work, actor)
    found = work.session.get(Matter, matter_id)
    if found is None or found.workspace_id != actor.workspace_id or not _is_member(work, actor, found):
        raise NotFound("There is no such matter, or it is not shown to you.")
    return found


def visible_case(work: UnitOfWork, actor: Actor, case_id: int) -> tuple[Case, Matter]:
    """Return the case and its matter if the actor may see them; raise NotFound otherwise.

    Raise CannotBeRead if they may, and this version cannot.
    """
    try:
        with read_in_words(work.session, case_id):
            found = cases.shown_to(work.session, actor.workspace_id, actor.user_id, case_id)
    except CannotBeRead:
        require_role(work, actor)
        raise
    if found is None:
        require_role(work, actor)
        raise NotFound("There is no such case, or it is not shown to you.")
    _need_some(_with_office(work, actor, found.roles))
    return found.case, found.matter


def _with_office(work: UnitOfWork, actor: Actor, held: frozenset[Role]) -> frozenset[Role]:
    return held | {Role.ADMIN} if actor.user_id in work.installation.admins else held


def _need_some(held: frozenset[Role]) -> None:
    if not held:
        raise NotAllowed(
            "You have no role at this desk yet. An admin gives roles with `/takedown roles add`; "
            "`/takedown help` explains the rest."
        )


def _is_member(work: UnitOfWork, actor: Actor, matter: Matter) -> bool:
    if matter.channel_id is None:
        return True
    return people.is_in_channel(work.session, actor.workspace_id, matter.channel_id, actor.user_id)
