"""Tables of outward texts and of the decisions behind them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage.models.columns import Table, words
from storage.vocabulary import ApprovalSlot, Decision, NoticeKind, NoticeStatus, Role, Route


class Notice(Table, table=True):
    """One outward text to one recipient; approvals bind to its content hash."""

    __table_args__ = (
        sa.UniqueConstraint("case_id", "kind", "number"),
        sa.Index("ix_notice_status", "workspace_id", "status", "id"),
        sa.Index(
            "ix_notice_waiting",
            "workspace_id",
            "id",
            sqlite_where=sa.text("status IN ('in_review', 'approved')"),
            postgresql_where=sa.text("status IN ('in_review', 'approved')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    case_id: int = Field(foreign_key="takedown_case.id", index=True)
    kind: NoticeKind = Field(sa_type=words(NoticeKind))
    number: int
    template: str = Field(max_length=48)
    template_version: int
    status: NoticeStatus = Field(default=NoticeStatus.IN_REVIEW, sa_type=words(NoticeStatus))
    route: Route = Field(sa_type=words(Route))
    author_id: str = Field(max_length=32)
    sender_id: str = Field(max_length=32)
    signatory_id: str | None = Field(default=None, max_length=32)
    recipient: str = Field(max_length=320)
    recipient_name: str = Field(default="", max_length=255)
    subject: str = Field(default="", max_length=255)
    body: str = Field(sa_type=sa.Text)
    facts: str = Field(sa_type=sa.Text)
    has_letter: bool = False
    content_hash: str = Field(max_length=64)
    revision: int = 1
    created_at: datetime
    approved_at: datetime | None = None
    sent_at: datetime | None = None
    reference: str | None = Field(default=None, max_length=2100)
    void_reason: str | None = Field(default=None, max_length=255)


class NoticeItem(Table, table=True):
    """One item that a notice speaks about."""

    __tablename__ = "notice_item"

    workspace_id: int = Field(foreign_key="workspace.id")
    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True)


class Approval(Table, table=True):
    """A named human's decision on exactly one content hash."""

    __table_args__ = (
        sa.Index(
            "uq_approval_slot",
            "notice_id",
            "content_hash",
            "slot",
            unique=True,
            sqlite_where=sa.text("decision = 'approved' AND void_at IS NULL"),
            postgresql_where=sa.text("decision = 'approved' AND void_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    notice_id: int = Field(foreign_key="notice.id", index=True)
    content_hash: str = Field(max_length=64)
    slot: ApprovalSlot = Field(sa_type=words(ApprovalSlot))
    user_id: str = Field(max_length=32)
    role: Role = Field(sa_type=words(Role))
    decision: Decision = Field(sa_type=words(Decision))
    reason: str = Field(default="", sa_type=sa.Text)
    statements: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    at: datetime
    expires_at: datetime
    void_at: datetime | None = None
    void_reason: str | None = Field(default=None, max_length=255)
