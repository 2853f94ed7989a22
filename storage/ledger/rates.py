"""The tokens of rate limits: one row a lane, taken by one statement, so that they hold across replicas."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage.database.dialects import inserting, is_sqlite
from storage.ledger.leases import Lane
from storage.models import RateLimit

ROUNDING = 1e-5


def take(session: Session, lane: Lane, *, interval: float, tolerance: float, real: float) -> bool:
    """Take a token of the lane and say whether there was one; all in seconds of the database's clock.

    The generic cell rate algorithm (ITU-T I.371, annex A): `interval` between two acts in the long run, and
    up to `tolerance` ahead of that.
    """
    arrival = col(RateLimit.arrival)
    later = sa.case((arrival > real, arrival), else_=sa.literal(real))
    taken = (
        _insert(session, lane, real + interval)
        .on_conflict_do_update(
            index_elements=("workspace_id", "lane"),
            set_={"arrival": later + interval},
            where=arrival <= real + tolerance + ROUNDING,
        )
        .returning(arrival)
    )
    return session.scalars(taken).first() is not None


def shut_until(session: Session, lane: Lane, until: float) -> None:
    """Let no token of the lane be taken before its arrival time has come down from `until`."""
    arrival = col(RateLimit.arrival)
    session.exec(
        _insert(session, lane, until).on_conflict_do_update(
            index_elements=("workspace_id", "lane"), set_={"arrival": until}, where=arrival < until
        )
    )


def arrivals(session: Session, real: float) -> dict[Lane, float]:
    """Return the theoretical arrival times that lie after `real`, by lane."""
    rows = session.exec(
        select(RateLimit.workspace_id, RateLimit.lane, RateLimit.arrival).where(RateLimit.arrival > real)
    )
    return {(workspace_id, lane): arrival for workspace_id, lane, arrival in rows}


def _insert(session: Session, lane: Lane, arrival: float) -> sqlite.Insert | postgresql.Insert:
    values = {"workspace_id": lane[0], "lane": lane[1], "arrival": arrival}
    return inserting(is_sqlite(session), RateLimit).values(**values)
