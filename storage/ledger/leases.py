"""Claiming acts under a lease, holding on to them and letting go: what a worker may do with the ledger."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database.dialects import is_sqlite
from storage.database.unreadable import BROKEN, UnreadableRow, entities_of
from storage.models import Effect
from storage.queries import cases
from storage.vocabulary import EffectKind, EffectStatus

CLAIM_LOCK = 7_318_240_118
WINDOW = 4
EPOCH_AS_JULIAN_DAY = 2_440_587.5
SECONDS_OF_A_DAY = 86_400.0
HELD = (EffectStatus.LEASED, EffectStatus.SENDING)

Lane = tuple[int, str]


@dataclass(frozen=True)
class Lease:
    """In whose name acts are held, and for how many seconds of the database's clock."""

    owner: str
    seconds: float


def database_seconds(session: Session) -> float:
    """Return the database's own time in seconds of the Unix epoch; nobody can move it.

    Leases, rates and back-off are reckoned by it, so that all replicas agree whatever the desk's clock says.
    """
    for_sqlite = is_sqlite(session)
    told = float(session.connection().execute(_now(for_sqlite)).scalar_one())
    return (told - EPOCH_AS_JULIAN_DAY) * SECONDS_OF_A_DAY if for_sqlite else told


@dataclass(frozen=True)
class Look:
    """What a look at the ledger found: acts due, acts of dead workers, acts one can ask about."""

    due: bool
    lost: bool
    doubted: bool


def look(
    session: Session, kinds: Collection[EffectKind], askable: Collection[EffectKind], asks: int, now: datetime
) -> Look:
    """Look whether there is anything to do for these kinds. Takes no lock."""
    real = database_seconds(session)
    due = sa.exists().where(*_due(kinds, now, real))
    lost = sa.exists().where(*_expired(kinds, real))
    doubted = sa.exists().where(*_askable(askable, asks, real))
    return Look(*session.exec(select(due, lost, doubted)).one())


def is_pending(session: Session, kinds: Collection[EffectKind], now: datetime) -> bool:
    """Whether anything of these kinds is due or in flight, be it resting until its next try."""
    due = sa.and_(col(Effect.status) == EffectStatus.READY, col(Effect.due_at) <= now)
    pending = sa.exists().where(col(Effect.kind).in_(kinds), sa.or_(due, col(Effect.status).in_(HELD)))
    return bool(session.exec(select(pending)).one())


def busy_lanes(session: Session) -> set[Lane]:
    """Return the lanes of which an act is in flight, whoever holds it."""
    rows = session.exec(
        select(Effect.workspace_id, Effect.lane)
        .where(col(Effect.status).in_(HELD), Effect.lane != "")
        .distinct()
    )
    return {(workspace_id, lane) for workspace_id, lane in rows}


def choose(
    session: Session, kinds: Collection[EffectKind], shut: Collection[Lane], limit: int, now: datetime
) -> list[int]:
    """Return the ids of acts to claim next, oldest first: one of each lane at most, none of those `shut`."""
    wanted = (
        select(Effect.id, Effect.workspace_id, Effect.lane)
        .where(*_due(kinds, now, database_seconds(session)))
        .order_by(col(Effect.due_at), col(Effect.id))
        .limit(limit * WINDOW)
    )
    if shut:
        wanted = wanted.where(sa.tuple_(col(Effect.workspace_id), col(Effect.lane)).not_in(list(shut)))
    taken: set[Lane] = set()
    chosen: list[int] = []
    for effect_id, workspace_id, lane in session.exec(wanted):
        if effect_id is None or (lane and (workspace_id, lane) in taken):
            continue
        taken.add((workspace_id, lane))
        chosen.append(effect_id)
    return chosen[:limit]


def take_turn(session: Session) -> None:
    """Wait until no other worker is claiming, so that two never take acts of the same lane at once."""
    if not is_sqlite(session):
        session.exec(select(func.pg_advisory_xact_lock(CLAIM_LOCK))).one()


def claim(session: Session, ids: Sequence[int], lease: Lease) -> list[Effect]:
    """Put those of the acts that are still ready under the lease and return them, oldest first.

    One that cannot be read is given up, so that it never stands in the way of the others.
    """
    free = (
        sa.select(col(Effect.id))
        .where(col(Effect.id).in_(ids), col(Effect.status) == EffectStatus.READY)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        sa.update(Effect)
        .where(col(Effect.id).in_(free))
        .values(
            status=EffectStatus.LEASED,
            owner=lease.owner,
            lease_until=database_seconds(session) + lease.seconds,
            attempt=col(Effect.attempt) + 1,
        )
    )
    return _changed_or_given_up(session, claimed, ids, lease)


def mark_sending(session: Session, ids: Sequence[int], owner: str, now: datetime) -> list[Effect]:
    """Put those that `owner` still holds on record as being sent, and return them; their cases are held."""
    cases.hold_for_acts(session, ids)
    marked = (
        sa.update(Effect)
        .where(col(Effect.id).in_(ids), col(Effect.status) == EffectStatus.LEASED, col(Effect.owner) == owner)
        .values(status=EffectStatus.SENDING, started_at=now)
    )
    return _changed(session, marked)


def locked(session: Session, ids: Sequence[int]) -> dict[int, Effect]:
    """Return these acts by id as they are now, locked until the transaction ends; their cases are held."""
    cases.hold_for_acts(session, ids)
    rows = session.exec(
        select(Effect)
        .where(col(Effect.id).in_(ids))
        .order_by(col(Effect.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {number(row): row for row in rows}


def give_back(session: Session, ids: Sequence[int], owner: str) -> None:
    """Make ready again what `owner` holds and has not begun."""
    session.exec(
        sa.update(Effect)
        .where(col(Effect.id).in_(ids), col(Effect.status) == EffectStatus.LEASED, col(Effect.owner) == owner)
        .values(status=EffectStatus.READY, owner=None, lease_until=None)
    )


def renew(session: Session, ids: Sequence[int], lease: Lease) -> None:
    """Let the lease of these acts start anew, where the owner still holds them."""
    session.exec(
        sa.update(Effect)
        .where(
            col(Effect.id).in_(ids),
            col(Effect.status).in_(HELD),
            col(Effect.owner) == lease.owner,
        )
        .values(lease_until=database_seconds(session) + lease.seconds)
    )


def expired(session: Session, kinds: Collection[EffectKind], limit: int) -> list[Effect]:
    """Return, locked, acts whose holder let the lease run out, except those that another worker looks at.

    Their cases are held.
    """
    lost = _expired(kinds, database_seconds(session))
    ids = session.exec(select(Effect.id).where(*lost).order_by(col(Effect.id)).limit(limit)).all()
    cases.hold_for_acts(session, [each for each in ids if each])
    wanted = select(Effect).where(col(Effect.id).in_(ids), *lost).order_by(col(Effect.id))
    return _readable(session, wanted.with_for_update(skip_locked=True))


def claim_doubted(
    session: Session, askable: Collection[EffectKind], asks: int, limit: int, lease: Lease
) -> list[Effect]:
    """Take acts in doubt about which the receiver was asked fewer than `asks` times; they stay in doubt."""
    real = database_seconds(session)
    ids = session.exec(
        select(Effect.id)
        .where(*_askable(askable, asks, real))
        .order_by(col(Effect.due_at), col(Effect.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    until = real + lease.seconds
    taken = (
        sa.update(Effect)
        .where(col(Effect.id).in_(ids))
        .values(owner=lease.owner, lease_until=until, not_before=until)
    )
    return _changed_or_given_up(session, taken, [each for each in ids if each], lease) if ids else []


def number(effect: Effect) -> int:
    """Return the id of a stored act."""
    if effect.id is None:
        raise ValueError("this act is not stored yet")
    return effect.id


def _changed(session: Session, change: sa.Update) -> list[Effect]:
    options = {"populate_existing": True, "synchronize_session": False}
    rows = session.scalars(change.returning(Effect), execution_options=options).all()
    return sorted(rows, key=lambda row: (row.due_at, number(row)))


def _changed_or_given_up(session: Session, change: sa.Update, ids: Sequence[int], lease: Lease) -> list[Effect]:
    try:
        return _changed(session, change)
    except BROKEN:
        mine = select(Effect).where(col(Effect.id).in_(ids), col(Effect.owner) == lease.owner)
        return _readable(session, mine.order_by(col(Effect.due_at), col(Effect.id)))


def _readable(session: Session, wanted: SelectOfScalar[Effect]) -> list[Effect]:
    fresh = wanted.execution_options(populate_existing=True)
    found = entities_of(session, fresh, col(Effect.id), col(Effect.idem_key))
    for row in found:
        if isinstance(row, UnreadableRow):
            _give_up(session, row)
    return [row for row in found if not isinstance(row, UnreadableRow)]


def _give_up(session: Session, row: UnreadableRow) -> None:
    reason = f"This act cannot be read by this version of the desk (reference {row.reference})."
    given_up = sa.update(Effect).where(col(Effect.id) == row.row_id)
    session.connection().execute(
        given_up.values(status=EffectStatus.FAILED, owner=None, lease_until=None, error=reason)
    )


@cache
def _now(for_sqlite: bool) -> sa.Executable:
    return select(func.julianday("now") if for_sqlite else sa.extract("epoch", func.clock_timestamp()))


def _due(kinds: Collection[EffectKind], now: datetime, real: float) -> list[sa.ColumnElement[bool]]:
    return [
        col(Effect.status) == EffectStatus.READY,
        col(Effect.due_at) <= now,
        col(Effect.not_before) <= real,
        col(Effect.kind).in_(kinds),
    ]


def _expired(kinds: Collection[EffectKind], real: float) -> list[sa.ColumnElement[bool]]:
    return [
        col(Effect.status).in_(HELD),
        col(Effect.lease_until) < real,
        col(Effect.kind).in_(kinds),
    ]


def _askable(kinds: Collection[EffectKind], asks: int, real: float) -> list[sa.ColumnElement[bool]]:
    return [
        col(Effect.status) == EffectStatus.UNKNOWN,
        col(Effect.not_before) <= real,
        col(Effect.failures) < asks,
        col(Effect.kind).in_(kinds),
    ]
