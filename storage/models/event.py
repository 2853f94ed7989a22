"""The append-only audit record, and the erasable content beside it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage.models.columns import Table, words
from storage.vocabulary import EventKind


class Event(Table, table=True):
    """One thing that happened, chained by hash to the one before it in the same chain.

    A chain is one case's (`case:17`) or the workspace's own (`workspace`). Facts hold ids, enums, numbers and
    digests only; what people typed lives in `EventContent` and enters the chain as a salted digest.
    """

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "chain", "seq"),
        sa.Index("ix_event_at", "workspace_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    chain: str = Field(max_length=32)
    seq: int
    case_id: int | None = Field(default=None, foreign_key="takedown_case.id")
    kind: EventKind = Field(sa_type=words(EventKind))
    actor: str = Field(max_length=32)
    at: datetime
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    content_digest: str | None = Field(default=None, max_length=64)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class EventContent(Table, table=True):
    """What a person typed with an event; may be erased together with its salt."""

    __tablename__ = "event_content"

    workspace_id: int = Field(foreign_key="workspace.id")
    event_id: int = Field(foreign_key="event.id", primary_key=True)
    salt: str = Field(max_length=64)
    content: str = Field(sa_type=sa.Text)
