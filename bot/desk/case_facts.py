"""Everything a case's card says, looked up in one transaction from committed state."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.context import Moment
from bot.desk.problems import NotFound
from bot.desk.steps import Step, Withheld
from storage.vocabulary import (
    ApprovalSlot,
    CaseStatus,
    HoldKind,
    ItemKind,
    NoticeKind,
    NoticeStatus,
    Role,
    Route,
)


@dataclass(frozen=True)
class ItemFacts:
    """One flagged URL with what is known of it; the last three count its evidence files."""

    number: int
    url: str
    kind: ItemKind
    ground: str
    outcome: str
    is_open: bool
    stored: int
    pending: int
    refused: int


@dataclass(frozen=True)
class ApprovalFacts:
    """One approval that counts now."""

    user_id: str
    role: Role
    slot: ApprovalSlot
    at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class WantedApproval:
    """One approval that is missing: the roles that may give it, or the one person who signs."""

    slot: ApprovalSlot
    roles: tuple[Role, ...]
    signatory_id: str | None


@dataclass(frozen=True)
class DeclineFacts:
    """Who declined a text, and why."""

    by: str
    reason: str


@dataclass(frozen=True)
class NoticeFacts:
    """The text that is being worked on; `expires_at` is when the first of its approvals runs out (UTC)."""

    id: int
    kind: NoticeKind
    route: Route
    status: NoticeStatus
    author_id: str
    sender_id: str
    signatory_id: str | None
    recipient: str
    recipient_name: str
    content_hash: str
    item_numbers: tuple[int, ...]
    approvals: tuple[ApprovalFacts, ...]
    missing: tuple[WantedApproval, ...]
    expires_at: datetime | None
    declined: DeclineFacts | None
    form_url: str | None
    poster_learns: str | None


@dataclass(frozen=True)
class SentFacts:
    """A text that went out: by whom, approved by whom, and the proof of it."""

    kind: NoticeKind
    route: Route
    sent_at: datetime
    sender_id: str
    recipient_name: str
    reference: str
    approved_by: tuple[str, ...]


@dataclass(frozen=True)
class DoubtFacts:
    """A sending of which nobody knows whether it arrived."""

    effect_id: int
    kind: NoticeKind
    since: datetime
    reason: str


@dataclass(frozen=True)
class PauseFacts:
    """Who stopped everything that goes outside, when and why."""

    by: str
    since: datetime
    reason: str


@dataclass(frozen=True)
class HoldFacts:
    """One hold on the case; a dispute is decided once a reviewer upheld it."""

    kind: HoldKind
    by: str
    at: datetime
    is_decided: bool


@dataclass(frozen=True)
class AnswerFacts:
    """What the platform answered; `was_forwarded` is None while nobody knows."""

    reference: str
    at: datetime
    was_forwarded: bool | None


@dataclass(frozen=True)
class SkipFacts:
    """Who asked that nobody be asked first, why, and which counsel agreed."""

    asked_by: str
    reason: str
    approved_by: str | None


@dataclass(frozen=True)
class CaseFacts:
    """One case as its card shows it. `steps` are possible now; `withheld` says why others are not yet.

    `reply` is the kind of the last recorded reply in the person's case. `copy_text` is filled only while an
    approved text may be sent by hand at this very moment.
    """

    id: int
    key: str
    version: int
    account: str | None
    identity: str
    platform: str
    matter_key: str
    matter_title: str
    client: str
    channel_id: str | None
    status: CaseStatus
    spoken: str
    filed_by: str
    owner_id: str | None
    items: tuple[ItemFacts, ...]
    deadline_what: str | None
    deadline_at: datetime | None
    grace_ends_at: datetime | None
    paused: PauseFacts | None
    holds: tuple[HoldFacts, ...]
    notice: NoticeFacts | None
    sent: tuple[SentFacts, ...]
    reply: str | None
    answer: AnswerFacts | None
    account_outcome: str | None
    account_outcome_until: datetime | None
    doubts: tuple[DoubtFacts, ...]
    skip: SkipFacts | None
    steps: frozenset[Step]
    withheld: tuple[Withheld, ...]
    stance: str
    conversation_url: str | None
    copy_text: str | None


def case_facts(moment: Moment, workspace_id: int, case_id: int) -> CaseFacts:
    """Return everything the card of a case says at this moment; raise NotFound if there is no such case."""
    raise NotFound("There is no such case, or it is not shown to you.")
