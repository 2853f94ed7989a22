"""Queries on who holds which role. A word in a grant that is no role of this version grants nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, delete

from storage.database.unreadable import logged
from storage.models import RoleGrant
from storage.vocabulary import Role


@dataclass(frozen=True)
class RoleHolder:
    """What a person was given: the roles, and the reference of words that are none, if there are such."""

    roles: frozenset[Role] = frozenset()
    unreadable: str = ""


def roles_of(session: Session, workspace_id: int, user_id: str) -> frozenset[Role]:
    """Return the roles a person holds; a word that is no role gives none."""
    session.flush()
    wanted = {"workspace": workspace_id, "user": user_id}
    return frozenset(session.connection().execute(_roles(), wanted).scalars())


def by_person(session: Session, workspace_id: int) -> dict[str, RoleHolder]:
    """Return what everybody was given, by user id, in the order in which they got their first."""
    wanted = (
        sa.select(col(RoleGrant.user_id), sa.type_coerce(col(RoleGrant.role), sa.String))
        .where(col(RoleGrant.workspace_id) == workspace_id)
        .order_by(col(RoleGrant.given_at))
    )
    words: dict[str, set[str]] = {}
    for user_id, word in session.connection().execute(wanted):
        words.setdefault(user_id, set()).add(word)
    return {user_id: _held(user_id, given) for user_id, given in words.items()}


def holders(session: Session, workspace_id: int) -> dict[str, frozenset[Role]]:
    """Return everybody who holds a role, with all of them."""
    found = by_person(session, workspace_id).items()
    return {user_id: given.roles for user_id, given in found if given.roles}


def take(session: Session, workspace_id: int, user_id: str, role: Role) -> bool:
    """Take a role from a person; return whether they held it."""
    of_person = col(RoleGrant.workspace_id) == workspace_id, col(RoleGrant.user_id) == user_id
    taken = session.exec(delete(RoleGrant).where(*of_person, col(RoleGrant.role) == role))
    return bool(taken.rowcount)


def is_known_role() -> sa.ColumnElement[bool]:
    """Return the condition that the word of a grant is a role that this version knows."""
    # As part of the statement, for this one runs in every request.
    return col(RoleGrant.role).in_(sa.literal_column(f"'{role.value}'") for role in Role)


def _held(user_id: str, words: Collection[str]) -> RoleHolder:
    known = frozenset(role for role in Role if role in words)
    if len(known) == len(words):
        return RoleHolder(known)
    return RoleHolder(known, logged("role_grant", user_id, LookupError("no role")))


# Building a statement costs more than running it, and this one runs in every request.
@cache
def _roles() -> sa.Select[Role]:
    return sa.select(col(RoleGrant.role)).where(
        col(RoleGrant.workspace_id) == sa.bindparam("workspace"),
        col(RoleGrant.user_id) == sa.bindparam("user"),
        is_known_role(),
    )
