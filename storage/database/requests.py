"""Which of Slack's requests were handled already."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, delete

from storage.database.dialects import inserting, is_sqlite
from storage.models import SeenRequest


def mark(session: Session, workspace_id: int, key: str, now: datetime) -> bool:
    """Mark a request as handled in this transaction; return False if it was marked before.

    Whoever comes second while the first is still at it waits for the first to commit.
    """
    values = {"workspace_id": workspace_id, "key": key, "seen_at": now}
    return session.connection().execute(_marking(is_sqlite(session)), values).first() is not None


def forget(session: Session, workspace_id: int, before: datetime) -> None:
    """Forget the requests that were handled before an instant (UTC)."""
    session.exec(
        delete(SeenRequest).where(
            col(SeenRequest.workspace_id) == workspace_id, col(SeenRequest.seen_at) < before
        )
    )


@cache
def _marking(for_sqlite: bool) -> sa.Executable:
    insert = inserting(for_sqlite, SeenRequest)
    return insert.on_conflict_do_nothing().returning(col(SeenRequest.key))
