"""Queries on cases: numbering within a matter, and many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, exists, select, update

from storage.audit import events
from storage.database.engine import WRITES, may_meet_writers
from storage.database.loading import paired
from storage.models import Case, ChannelMember, Effect, Matter, RoleGrant
from storage.queries.grants import is_known_role
from storage.vocabulary import CaseStatus, Role


@dataclass(frozen=True)
class KnownCase:
    """What filing needs to know of a case that exists."""

    id: int
    matter_id: int
    identity: str
    status: CaseStatus


@dataclass(frozen=True)
class Shown:
    """A case with its matter, and the roles of the person it is shown to."""

    case: Case
    matter: Matter
    roles: frozenset[Role]


def shown_to(session: Session, workspace_id: int, user_id: str, case_id: int) -> Shown | None:
    """Return a case, unless its matter has a channel that the person is not in.

    Who writes holds the case from here on, and sees what the one before them committed.
    """
    chain = events.case_chain(case_id)
    wanted = {"workspace": workspace_id, "user": user_id, "case": case_id, "chain": chain}
    found = session.execute(_shown_to(WRITES in session.info, may_meet_writers(session)), wanted).first()
    if found is None:
        return None
    if WRITES in session.info:
        events.expect_tail(session, workspace_id, chain, found.seq or 0, found.hash or events.GENESIS)
    roles = found.roles.split(",") if found.roles else ()
    return Shown(found[0], found[1], frozenset(map(Role, roles)))


# Building a statement costs more than running it, and this one runs in every request about a case.
@cache
def _shown_to(writes: bool, holds: bool) -> sa.Select[Any]:
    is_member = exists().where(
        col(ChannelMember.workspace_id) == col(Matter.workspace_id),
        col(ChannelMember.channel_id) == col(Matter.channel_id),
        col(ChannelMember.user_id) == sa.bindparam("user"),
    )
    roles = (
        sa.select(sa.func.aggregate_strings(sa.cast(col(RoleGrant.role), sa.String), ","))
        .where(
            col(RoleGrant.workspace_id) == sa.bindparam("workspace"),
            col(RoleGrant.user_id) == sa.bindparam("user"),
            is_known_role(),
        )
        .scalar_subquery()
    )
    wanted = (
        sa.select(Case, Matter, roles.label("roles"))
        .join(Matter, col(Matter.id) == col(Case.matter_id))
        .where(col(Case.id) == sa.bindparam("case"), col(Case.workspace_id) == sa.bindparam("workspace"))
        .where(sa.or_(col(Matter.channel_id).is_(None), is_member))
    )
    if writes:
        # What is written about a case follows its last event.
        last = events.last_of_chain().subquery()
        wanted = wanted.outerjoin(last, sa.true()).add_columns(last.c.seq, last.c.hash)
    if not holds:
        return wanted
    held = wanted.with_for_update(of=Case, key_share=True)
    return held.execution_options(populate_existing=True)


def take_numbers(session: Session, wanted: Mapping[int, int]) -> dict[int, range]:
    """Take the next case numbers of matters, as many as `wanted` of each.

    The matters stay locked until the transaction ends; they are locked in one order.
    """
    if not wanted:
        return {}
    chosen = select(Matter.id).where(col(Matter.id).in_(wanted)).order_by(col(Matter.id))
    if may_meet_writers(session):
        session.exec(chosen.with_for_update(key_share=True)).all()
    count = sa.case(dict(wanted), value=col(Matter.id))
    taken = session.connection().execute(
        update(Matter)
        .where(col(Matter.id).in_(wanted))
        .values(next_number=Matter.next_number + count)
        .returning(col(Matter.id), col(Matter.next_number))
    )
    numbers = ((row.id, row.next_number) for row in taken)
    return {matter: range(following - wanted[matter], following) for matter, following in numbers}


def known_cases(
    session: Session, workspace_id: int, wanted: Collection[tuple[int, str]]
) -> dict[tuple[int, str], KnownCase]:
    """Return the cases that exist among (matter id, identity) pairs."""
    account = sa.tuple_(col(Case.matter_id), col(Case.identity))
    rows = session.execute(
        sa.select(col(Case.id), col(Case.matter_id), col(Case.identity), col(Case.status)).where(
            col(Case.workspace_id) == workspace_id, account.in_(paired(session, wanted))
        )
    )
    return {(row.matter_id, row.identity): KnownCase(*row) for row in rows}


def lock(session: Session, workspace_id: int, case_ids: Collection[int]) -> None:
    """Hold cases until the transaction ends, in one order, so that two holders cannot block each other."""
    wanted = select(Case.id).where(Case.workspace_id == workspace_id, col(Case.id).in_(case_ids))
    session.exec(wanted.order_by(col(Case.id)).with_for_update(key_share=True)).all()


def lock_matter(session: Session, matter: Matter) -> None:
    """Hold a matter, as it is now, until the transaction ends: nobody else opens a case in it meanwhile."""
    if may_meet_writers(session):
        session.refresh(matter, with_for_update={"key_share": True})


def hold_for_acts(session: Session, effect_ids: Collection[int]) -> None:
    """Hold the cases of acts of the ledger before the acts themselves are touched.

    Whoever changes anything of a case holds it first, before its notices and before acts of the ledger; so two
    decisions come one after the other, and nobody waits for somebody who waits for them.
    """
    if may_meet_writers(session) and effect_ids:
        of_acts = select(Effect.case_id).where(col(Effect.id).in_(effect_ids))
        wanted = select(Case.id).where(col(Case.id).in_(of_acts)).order_by(col(Case.id))
        session.exec(wanted.with_for_update(key_share=True)).all()


def touch(session: Session, workspace_id: int, case_ids: Collection[int], now: datetime) -> None:
    """Count the versions of cases up, so that whoever looks at an older one is told."""
    session.connection().execute(
        update(Case)
        .where(col(Case.workspace_id) == workspace_id, col(Case.id).in_(case_ids))
        .values(version=Case.version + 1, updated_at=now)
    )
