"""What a card says of a case's texts: the one in work, those that went out, and those in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.case.routes import way_for
from bot.desk.core.context import UnitOfWork
from bot.desk.core.platforms import WayToReport
from bot.desk.review.content import counsel_only, slots_missing, still_given
from bot.rules.case.approvals import roles_for
from bot.rules.law.grounds import ground_rule
from storage.models import Approval, Case, Effect, Notice
from storage.queries import notices
from storage.queries.notices import CURRENT
from storage.vocabulary import (
    ApprovalSlot,
    Decision,
    NoticeKind,
    NoticeStatus,
    Role,
    Route,
)


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
    how: str
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


def current_of(texts: Sequence[Notice]) -> Notice | None:
    """Return the text that is being worked on, of a case's texts in their order."""
    return next((each for each in reversed(texts) if each.status in CURRENT), None)


def notice_facts(work: UnitOfWork, case: Case, notice: Notice) -> NoticeFacts:
    """Return what a card says of a text in work."""
    about = notices.items_of(work.session, notice.workspace_id, notice.pk)
    approvals = _approvals(work, notice)
    way = _way(work, case, notice)
    return NoticeFacts(
        id=notice.pk,
        kind=notice.kind,
        route=notice.route,
        status=notice.status,
        author_id=notice.author_id,
        sender_id=notice.sender_id,
        signatory_id=notice.signatory_id,
        recipient=notice.recipient,
        recipient_name=notice.recipient_name,
        content_hash=notice.content_hash,
        item_numbers=tuple(item.number for item in about),
        approvals=approvals,
        missing=_wanted(work, notice),
        expires_at=min((each.expires_at for each in approvals), default=None),
        declined=_declined(work, notice),
        how=way.how if way else "",
        form_url=way.form_url if way else None,
        poster_learns=way.poster_learns if way else None,
    )


def sent_facts(work: UnitOfWork, texts: Sequence[Notice]) -> tuple[SentFacts, ...]:
    """Return what a card says of the texts that went out, oldest first."""
    return tuple(_sent(work, each) for each in texts if each.sent_at is not None)


def doubts_of(doubted: Sequence[Effect], texts: Sequence[Notice]) -> tuple[DoubtFacts, ...]:
    """Return the sendings of a case of which nobody knows whether they arrived."""
    kinds = {each.id: each.kind for each in texts}
    return tuple(
        DoubtFacts(each.pk, kinds[each.notice_id], each.started_at or each.created_at, each.error or "")
        for each in doubted
        if each.notice_id in kinds
    )


def _approvals(work: UnitOfWork, notice: Notice) -> tuple[ApprovalFacts, ...]:
    found = still_given(work, notice)
    return tuple(ApprovalFacts(each.user_id, each.role, each.slot, each.at, each.expires_at) for each in found)


def _wanted(work: UnitOfWork, notice: Notice) -> tuple[WantedApproval, ...]:
    only = counsel_only(work, notice)
    return tuple(
        WantedApproval(
            slot=slot,
            roles=tuple(role for role in Role if role in roles_for(notice.kind, slot, counsel_only=only)),
            signatory_id=notice.signatory_id if slot is ApprovalSlot.B else None,
        )
        for slot in slots_missing(work, notice)
    )


def _declined(work: UnitOfWork, notice: Notice) -> DeclineFacts | None:
    decisions = notices.decisions_on(work.session, notice.workspace_id, notice.pk)
    last: Approval | None = decisions[-1] if decisions else None
    if notice.status is not NoticeStatus.DRAFT or last is None or last.decision is not Decision.DECLINED:
        return None
    return DeclineFacts(last.user_id, last.reason) if last.content_hash == notice.content_hash else None


def _way(work: UnitOfWork, case: Case, notice: Notice) -> WayToReport | None:
    about = notices.items_of(work.session, notice.workspace_id, notice.pk)
    if notice.kind.is_to_person or not about:
        return None
    return way_for(work, case, about[0].ground, ground_rule(about[0].ground).letter)


def _sent(work: UnitOfWork, notice: Notice) -> SentFacts:
    decisions = notices.decisions_on(work.session, notice.workspace_id, notice.pk)
    approvers = [
        each.user_id
        for each in decisions
        if each.decision is Decision.APPROVED and each.content_hash == notice.content_hash and not each.void_at
    ]
    return SentFacts(
        kind=notice.kind,
        route=notice.route,
        sent_at=notice.sent_at or work.now,
        sender_id=notice.sender_id,
        recipient_name=notice.recipient_name,
        reference=notice.reference or "",
        approved_by=tuple(approvers),
    )
