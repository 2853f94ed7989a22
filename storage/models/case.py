"""Tables of matters, cases, the people behind accounts, flagged items and their evidence."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from storage.models.columns import Table, words
from storage.vocabulary import (
    ENDED,
    WAITING,
    CaseStatus,
    CustodyAct,
    DeadlineKind,
    EvidenceStatus,
    Ground,
    ItemKind,
    Outcome,
    Platform,
    RestrictionKind,
)


def _quoted(statuses: Sequence[CaseStatus]) -> str:
    return ", ".join(f"'{status.value}'" for status in statuses)


# An index of some rows serves a statement that has the same condition, spelt in the same words.
LIVE = f"status NOT IN ({_quoted(ENDED)})"
OWNED = f"{LIVE} AND owner_id IS NOT NULL"
IS_WAITING = f"status IN ({_quoted(WAITING)})"
WAIVER_ASKED = "skip_asked_by IS NOT NULL AND skip_approved_by IS NULL"


def _some(name: str, condition: str, *columns: str) -> sa.Index:
    where = sa.text(condition)
    return sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


class Matter(Table, table=True):
    """The incident: whose material it is, what happened, and where its cases are shown."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    key: str = Field(max_length=12)
    title: str = Field(max_length=255)
    client: str = Field(default="", max_length=255)
    facts: str = Field(default="", sa_type=sa.Text)
    ground: Ground = Field(sa_type=words(Ground))
    channel_id: str | None = Field(default=None, max_length=32)
    region: str = Field(default="", max_length=16)
    zone: str = Field(default="UTC", max_length=64)
    next_number: int = 1
    created_by: str = Field(max_length=32)
    created_at: datetime


class Person(Table, table=True):
    """The human behind an account, across the matters of one workspace."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "platform", "handle"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    platform: Platform = Field(sa_type=words(Platform))
    handle: str = Field(max_length=255)
    stable_id: str | None = Field(default=None, max_length=255)
    no_contact_since: datetime | None = None
    represented_since: datetime | None = None
    press_since: datetime | None = None
    created_at: datetime


class Case(Table, table=True):
    """One account within one matter."""

    __tablename__ = "takedown_case"
    __table_args__ = (
        sa.UniqueConstraint("matter_id", "identity"),
        sa.UniqueConstraint("matter_id", "number"),
        sa.Index("ix_takedown_case_matter", "matter_id", "id"),
        _some("ix_takedown_case_live", LIVE, "matter_id", "id"),
        _some("ix_takedown_case_due", f"{LIVE} AND deadline_at IS NOT NULL", "matter_id", "deadline_at", "id"),
        _some("ix_takedown_case_owned", OWNED, "matter_id", "owner_id", "id"),
        _some("ix_takedown_case_owned_due", OWNED, "matter_id", "owner_id", "deadline_at", "id"),
        _some("ix_takedown_case_unowned", f"{LIVE} AND owner_id IS NULL", "matter_id", "id"),
        _some("ix_takedown_case_waiting", IS_WAITING, "matter_id", "id"),
        _some("ix_takedown_case_skip", WAIVER_ASKED, "matter_id", "id"),
        sa.Index("ix_takedown_case_filed", "matter_id", "created_at", "id"),
        _some("ix_takedown_case_resolved", "resolved_at IS NOT NULL", "matter_id", "resolved_at", "id"),
        sa.Index(
            "ix_takedown_case_account",
            "workspace_id",
            "account",
            postgresql_ops={"account": "varchar_pattern_ops"},
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    matter_id: int = Field(foreign_key="matter.id")
    number: int
    key: str = Field(max_length=24)
    platform: Platform = Field(sa_type=words(Platform))
    account: str | None = Field(default=None, max_length=255)
    identity: str = Field(max_length=2100)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    code: str = Field(max_length=16)
    status: CaseStatus = Field(default=CaseStatus.OPEN, sa_type=words(CaseStatus))
    status_before_review: CaseStatus | None = Field(
        default=None, sa_type=words(CaseStatus, "status_before_review")
    )
    owner_id: str | None = Field(default=None, max_length=32)
    filed_by: str = Field(max_length=32)
    version: int = 1
    warned_at: datetime | None = None
    reminded_at: datetime | None = None
    grace_ends_at: datetime | None = None
    escalated_at: datetime | None = None
    waiver_reason: str | None = Field(default=None, sa_type=sa.Text, sa_column_kwargs={"name": "skip_reason"})
    waiver_requested_by: str | None = Field(
        default=None, max_length=32, sa_column_kwargs={"name": "skip_asked_by"}
    )
    waiver_granted_by: str | None = Field(
        default=None, max_length=32, sa_column_kwargs={"name": "skip_approved_by"}
    )
    disputed_at: datetime | None = None
    answer_reference: str | None = Field(default=None, max_length=255)
    answered_at: datetime | None = None
    was_forwarded: bool | None = None
    account_outcome: Outcome = Field(default=Outcome.OPEN, sa_type=words(Outcome))
    account_outcome_until: datetime | None = None
    deadline_at: datetime | None = None
    deadline_kind: DeadlineKind | None = Field(
        default=None,
        sa_type=words(DeadlineKind, is_checked=False),
        sa_column_kwargs={"name": "deadline_what"},
    )
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None


class Restriction(Table, table=True):
    """A reason why a case may not go on for now, beside its status; stored as `hold`, its first name."""

    __tablename__ = "hold"
    __table_args__ = (
        sa.Index("ix_hold_case", "workspace_id", "case_id"),
        _some("ix_hold_dispute", "kind = 'dispute' AND lifted_at IS NULL", "workspace_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    case_id: int = Field(foreign_key="takedown_case.id")
    kind: RestrictionKind = Field(sa_type=words(RestrictionKind, "holdkind"))
    placed_by: str = Field(max_length=32)
    placed_at: datetime
    lifted_by: str | None = Field(default=None, max_length=32)
    lifted_at: datetime | None = None
    reason: str = Field(default="", sa_type=sa.Text)


class Item(Table, table=True):
    """One flagged URL of the account."""

    __table_args__ = (
        sa.UniqueConstraint("case_id", "url_key"),
        sa.Index("ix_item_url", "workspace_id", "url_key"),
        sa.Index("ix_item_external", "workspace_id", "external_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    case_id: int = Field(foreign_key="takedown_case.id")
    number: int
    url: str = Field(max_length=2100)
    url_key: str = Field(max_length=2100)
    platform_item_id: str | None = Field(default=None, max_length=255)
    kind: ItemKind = Field(sa_type=words(ItemKind))
    ground: Ground = Field(sa_type=words(Ground))
    note: str = Field(default="", sa_type=sa.Text)
    external_id: str | None = Field(default=None, max_length=255)
    outcome: Outcome = Field(default=Outcome.OPEN, sa_type=words(Outcome))
    outcome_until: datetime | None = None
    outcome_by: str | None = Field(default=None, max_length=32)
    outcome_at: datetime | None = None
    filed_by: str = Field(max_length=32)
    created_at: datetime


class Evidence(Table, table=True):
    """A file that shows an item as a person saw it; its bytes are stored under their SHA-256."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "item_id", "slack_file_id"),
        sa.Index("ix_evidence_case", "workspace_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    case_id: int = Field(foreign_key="takedown_case.id")
    item_id: int = Field(foreign_key="item.id")
    slack_file_id: str = Field(max_length=32)
    name: str = Field(max_length=255)
    status: EvidenceStatus = Field(default=EvidenceStatus.PENDING, sa_type=words(EvidenceStatus))
    sha256: str | None = Field(default=None, max_length=64)
    size: int | None = None
    media_type: str | None = Field(default=None, max_length=64)
    method: str = Field(default="slack_upload", max_length=32)
    submitted_by: str = Field(max_length=32, sa_column_kwargs={"name": "captured_by"})
    submitted_at: datetime = Field(sa_column_kwargs={"name": "captured_at"})
    stored_at: datetime | None = None
    refusal: str | None = Field(default=None, max_length=255)


class Custody(Table, table=True):
    """One entry of an evidence file's custody log: who did what with it, and when."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    evidence_id: int = Field(foreign_key="evidence.id", index=True)
    act: CustodyAct = Field(sa_type=words(CustodyAct, is_checked=False))
    by: str = Field(max_length=32)
    at: datetime
