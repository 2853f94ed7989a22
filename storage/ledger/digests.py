"""Queries on the digests that channels are promised."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage.ledger import effects
from storage.models import DigestSubscription, Effect
from storage.vocabulary import EffectKind, EffectStatus


def active(session: Session, workspace_id: int) -> Sequence[DigestSubscription]:
    """Return the digests a workspace's channels are promised."""
    wanted = select(DigestSubscription).where(
        DigestSubscription.workspace_id == workspace_id, col(DigestSubscription.is_active).is_(True)
    )
    return session.exec(wanted.order_by(col(DigestSubscription.channel_id))).all()


def forget_waiting(session: Session, workspace_id: int, channel_id: str, now: datetime, reason: str) -> None:
    """Cancel a channel's digests that have not begun."""
    waiting = select(Effect.idem_key).where(
        Effect.workspace_id == workspace_id,
        Effect.kind == EffectKind.DIGEST,
        Effect.status == EffectStatus.READY,
        col(Effect.idem_key).startswith(f"digest:{channel_id}:"),
    )
    for key in session.exec(waiting).all():
        effects.cancel(session, workspace_id=workspace_id, now=now, reason=reason, idem_key=key)


def told_until(session: Session, workspace_id: int, channel_id: str, key: str) -> datetime | None:
    """Return when the digest before the one of this `key` was due (UTC), if the channel had one before.

    A quiet day that sent nothing counts; a digest that was dropped does not.
    """
    prefix = f"digest:{channel_id}:"
    before = select(Effect.due_at).where(
        Effect.workspace_id == workspace_id,
        Effect.idem_key > prefix,
        Effect.idem_key < key,
        col(Effect.idem_key).startswith(prefix, autoescape=True),
        Effect.status == EffectStatus.SENT,
    )
    return session.exec(before.order_by(col(Effect.idem_key).desc()).limit(1)).first()


def revive(session: Session, workspace_id: int, idem_key: str, due_at: datetime) -> bool:
    """Make a cancelled or waiting digest due at `due_at`; return False if it went out or is on its way."""
    row = effects.find(session, workspace_id, idem_key)
    if row is None or row.status not in {EffectStatus.CANCELLED, EffectStatus.READY}:
        return False
    row.status, row.due_at, row.error, row.finished_at = EffectStatus.READY, due_at, None, None
    session.add(row)
    return True


def next_due(session: Session, workspace_id: int, channel_id: str) -> datetime | None:
    """Return when a channel's next daily digest is due (UTC); None if none is ordered."""
    waiting = select(Effect.due_at).where(
        Effect.workspace_id == workspace_id,
        Effect.kind == EffectKind.DIGEST,
        Effect.status == EffectStatus.READY,
        col(Effect.idem_key).startswith(f"digest:{channel_id}:"),
    )
    return session.exec(waiting.order_by(col(Effect.due_at))).first()
