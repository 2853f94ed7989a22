"""Tables of the ledger of outward acts, of what Slack shows, and of rate limits."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage.models.columns import Table, words
from storage.vocabulary import EffectKind, EffectStatus


class Effect(Table, table=True):
    """One outward act: written before it is done, done once, and its result recorded.

    `requested_rev` counts how often the act was asked for and `served_rev` which asking was served last: a card
    or a Home tab has one row that is served again when it was requested anew, so that the newest state wins.
    `lease_until` and `not_before` (back-off of a failed try, or the next question about an unknown one) are in
    seconds of the Unix epoch by the database's clock; all other instants are the desk's. `failures` counts the
    failed tries in a row, and for an unknown one the questions that nobody could answer.
    """

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "idem_key"),
        sa.Index("ix_effect_due", "status", "due_at", "id", "workspace_id", "lane", "kind", "not_before"),
        sa.Index("ix_effect_case", "workspace_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    kind: EffectKind = Field(sa_type=words(EffectKind))
    idem_key: str = Field(max_length=200)
    status: EffectStatus = Field(default=EffectStatus.READY, sa_type=words(EffectStatus))
    case_id: int | None = Field(default=None, foreign_key="takedown_case.id")
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    lane: str = Field(default="", max_length=120)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    due_at: datetime
    requested_rev: int = Field(default=1, sa_column_kwargs={"name": "wanted"})
    served_rev: int = Field(default=0, sa_column_kwargs={"name": "done"})
    owner: str | None = Field(default=None, max_length=64)
    lease_until: float | None = None
    not_before: float = 0.0
    attempt: int = 0
    failures: int = 0
    error: str | None = Field(default=None, max_length=255)
    reference: str | None = Field(default=None, max_length=2100)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


class Card(Table, table=True):
    """Where a case's card stands in Slack, the link to it, and how far its thread is told."""

    workspace_id: int = Field(foreign_key="workspace.id")
    case_id: int = Field(foreign_key="takedown_case.id", primary_key=True)
    channel_id: str = Field(max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    permalink: str | None = Field(default=None, max_length=3000)
    thread_seq: int = Field(default=0, sa_column_kwargs={"name": "told_seq"})


class RateLimit(Table, table=True):
    """The theoretical arrival time of a rate (GCRA), in seconds of the Unix epoch."""

    __tablename__ = "rate_limit"

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    lane: str = Field(primary_key=True, max_length=120)
    arrival: float
