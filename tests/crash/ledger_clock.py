"""Lets the time of the ledger pass sooner: leases of the dead, back-off, rates, waits before questions."""

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.effects.completion import QUESTIONS
from storage.database.engine import Store
from storage.ledger.leases import HELD, database_seconds
from storage.models import Effect, RateLimit
from storage.vocabulary import EffectStatus

CALM_SECONDS = 1.0
"""How long a message is left in doubt before its receiver is asked: what was on its way has arrived by then."""


class LedgerClock:
    """Moves instants of the ledger; a living worker's lease is never touched."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def holdings(self, pid: int) -> list[EffectStatus]:
        """Return how far the acts had come which a process holds."""
        with self._store.read() as session:
            held = sa.select(col(Effect.status)).where(_of(pid))
            return list(session.connection().execute(held).scalars())

    def end_leases(self, pid: int) -> None:
        """Let the lease of a dead process run out."""
        with self._store.write() as session:
            ended = sa.update(Effect).where(_of(pid), col(Effect.status).in_(HELD))
            session.connection().execute(ended.values(lease_until=0.0))
            # It may have been asking the receiver when it died; that wait is over too.
            asked = sa.update(Effect).where(_of(pid), col(Effect.status) == EffectStatus.UNKNOWN)
            session.connection().execute(asked.values(owner=None, not_before=0.0))

    def hurry(self) -> None:
        """Let back-off be over and lanes be open, and each act in doubt be asked about after a moment.

        What another process has in its hands just now is left for the next time: waiting for one row while
        holding others is how two transactions block each other for ever.
        """
        with self._store.write() as session:
            _open_lanes(session)
            self._hurry(session, EffectStatus.READY, 0.0)
            self._hurry(session, EffectStatus.UNKNOWN, QUESTIONS[0] - CALM_SECONDS)

    def _hurry(self, session: Session, status: EffectStatus, ahead: float) -> None:
        real = database_seconds(session)
        resting = (
            sa.select(col(Effect.id))
            .where(
                col(Effect.status) == status,
                col(Effect.owner).is_(None),
                col(Effect.not_before) > 0,
                col(Effect.not_before) <= real + ahead if ahead else sa.true(),
            )
            .with_for_update(skip_locked=True)
        )
        session.connection().execute(
            sa.update(Effect).where(col(Effect.id).in_(resting)).values(not_before=0.0)
        )


def _open_lanes(session: Session) -> None:
    key = sa.tuple_(col(RateLimit.workspace_id), col(RateLimit.lane))
    free = sa.select(col(RateLimit.workspace_id), col(RateLimit.lane)).with_for_update(skip_locked=True)
    session.connection().execute(sa.delete(RateLimit).where(key.in_(free)))


def _of(pid: int) -> sa.ColumnElement[bool]:
    return col(Effect.owner).like(f"{pid}@%")
