"""Standing acts: a card, the history in its thread, a Home tab; one row each, served whenever asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database.dialects import inserting, is_sqlite
from storage.ledger import lanes
from storage.ledger.refresh_statement import KEY, WRITTEN, Shape, asked_again, asking_statement
from storage.models import Effect
from storage.vocabulary import EffectKind, EffectStatus


@dataclass(frozen=True)
class Asking:
    """That a standing act be served once more.

    A `payload` of None leaves the one it has. While the case has no card posted, the act is due at
    `without_card_at` instead. One that `follows` is served again only if it was ever asked for; its `payload`
    is as it was then.
    """

    kind: EffectKind
    idem_key: str
    due_at: datetime
    case_id: int | None = None
    notice_id: int | None = None
    lane: str = lanes.NO_LANE
    payload: dict[str, Any] | None = None
    without_card_at: datetime | None = None
    follows: bool = False


def refresh(
    session: Session,
    *,
    workspace_id: int,
    kind: EffectKind,
    idem_key: str,
    now: datetime,
    due_at: datetime | None = None,
    case_id: int | None = None,
    notice_id: int | None = None,
    lane: str = lanes.NO_LANE,
    payload: dict[str, Any] | None = None,
) -> None:
    """Ask that a standing act be served once more with what is now true.

    Askings before it is served are served together. An act in flight is served again when it is finished; one
    that waits for a later instant, or is over, becomes due. A new `payload` replaces the old one.
    """
    asking = Asking(kind, idem_key, due_at or now, case_id, notice_id, lane, payload)
    refresh_together(session, workspace_id, (asking,), now)


def refresh_together(session: Session, workspace_id: int, askings: Sequence[Asking], now: datetime) -> None:
    """Ask that a few standing acts be served once more, in one statement.

    Raise ValueError if some bring a new payload and some leave what they have.
    """
    if not askings:
        return
    renewing = {asking.payload is not None for asking in askings if not asking.follows}
    if len(renewing) > 1:
        raise ValueError("either all of them bring a new payload, or none does")
    shapes = tuple(Shape(asking.without_card_at is not None, asking.follows) for asking in askings)
    wanted = asking_statement(is_sqlite(session), True in renewing, shapes)
    values: dict[str, Any] = {"workspace": workspace_id, "now": now}
    for place, asking in enumerate(askings):
        values |= {f"{name}_{place}": value for name, value in _values(asking).items()}
    session.flush()
    session.connection().execute(wanted, values)
    asked = {(workspace_id, asking.idem_key) for asking in askings}
    for known in list(session.identity_map.values()):
        if isinstance(known, Effect) and (known.workspace_id, known.idem_key) in asked:
            session.refresh(known)


def refresh_found(session: Session, workspace_id: int, found: sa.Select[Any], now: datetime) -> None:
    """Ask that many standing acts be served once more, in one statement however many there are.

    `found` selects the kind, the key, the case and the lane of each, in the order in which to serve them.
    """
    acts = found.subquery()
    kind, idem_key, case_id, lane = acts.columns
    types = {name: column.type for name, column in sa.inspect(Effect).columns.items()}
    told = {
        "workspace_id": sa.literal(workspace_id),
        "kind": kind,
        "idem_key": idem_key,
        "status": sa.literal(EffectStatus.READY, types["status"]),
        "case_id": case_id,
        "notice_id": sa.null(),
        "lane": lane,
        "payload": sa.literal({}, types["payload"]),
        "due_at": sa.literal(now, types["due_at"]),
        "created_at": sa.literal(now, types["created_at"]),
    }
    insert = inserting(is_sqlite(session), Effect)
    rows = insert.from_select(WRITTEN, sa.select(*(told[name] for name in WRITTEN)).where(sa.true()))
    session.flush()
    session.connection().execute(
        rows.on_conflict_do_update(index_elements=KEY, set_=asked_again(insert.excluded.due_at))
    )


def _values(asking: Asking) -> dict[str, Any]:
    return {
        "kind": asking.kind,
        "idem_key": asking.idem_key,
        "case_id": asking.case_id,
        "notice_id": asking.notice_id,
        "lane": asking.lane or lanes.usual(asking.kind),
        "payload": asking.payload or {},
        "due_at": asking.due_at,
        "without_card_at": asking.without_card_at,
    }
