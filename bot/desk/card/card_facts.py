"""Everything a case's card says, looked up in one transaction from committed state."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.card.steps import BlockedStep, Step, available_steps
from bot.desk.card.text_facts import (
    DoubtFacts,
    NoticeFacts,
    SentFacts,
    current_of,
    doubts_of,
    notice_facts,
    sent_facts,
)
from bot.desk.case.items import host_of
from bot.desk.case.status import status_phrase
from bot.desk.core.context import UnitOfWork
from bot.desk.core.refusals import NotFound
from bot.desk.gates.gate_facts import GatedCase
from bot.rules.case.outcomes import TABLE, settles
from bot.rules.law.grounds import ground_rule
from storage.audit import events
from storage.audit.events import UnreadableEvent
from storage.database.unreadable import BROKEN, logged
from storage.models import Case, Item, Matter, Notice, Restriction, Workspace
from storage.queries import notices
from storage.vocabulary import (
    CaseStatus,
    DeadlineKind,
    EventKind,
    EvidenceStatus,
    ItemKind,
    NoticeStatus,
    Outcome,
    ReplyKind,
    RestrictionKind,
)


@dataclass(frozen=True)
class ItemFacts:
    """One flagged URL with what is known of it; the last three count its evidence files."""

    number: int
    url: str
    kind: ItemKind
    ground: str
    found: Outcome
    outcome: str
    is_open: bool
    stored: int
    pending: int
    refused: int


@dataclass(frozen=True)
class PauseFacts:
    """Who stopped everything that goes outside, when and why."""

    by: str
    since: datetime
    reason: str


@dataclass(frozen=True)
class RestrictionFacts:
    """One restriction of the case; a dispute is decided once a reviewer upheld it."""

    kind: RestrictionKind
    by: str
    at: datetime
    is_decided: bool


@dataclass(frozen=True)
class ReplyFacts:
    """The last reply of the person that was recorded; one that cannot be read has a reference, and no kind."""

    kind: ReplyKind | None
    reference: str


@dataclass(frozen=True)
class AnswerFacts:
    """What the platform answered; `was_forwarded` is None while nobody knows."""

    reference: str
    at: datetime
    was_forwarded: bool | None


@dataclass(frozen=True)
class WaiverFacts:
    """Who asked that nobody be asked first, why, and which counsel agreed."""

    asked_by: str
    reason: str
    approved_by: str | None


@dataclass(frozen=True)
class DateFacts:
    """What is due next and when, and when the time that was given to the person ends (UTC)."""

    deadline_kind: DeadlineKind | None
    deadline_at: datetime | None
    grace_ends_at: datetime | None


@dataclass(frozen=True)
class CardFacts:
    """One case as its card shows it. `steps` are possible now; `blocked` says why others are not yet.

    `copy_text` is filled only while an approved text may be sent by hand at this very moment.
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
    status_phrase: str
    filed_by: str
    owner_id: str | None
    items: tuple[ItemFacts, ...]
    dates: DateFacts
    paused: PauseFacts | None
    restrictions: tuple[RestrictionFacts, ...]
    notice: NoticeFacts | None
    sent: tuple[SentFacts, ...]
    reply: ReplyFacts | None
    answer: AnswerFacts | None
    account_outcome: str | None
    account_outcome_until: datetime | None
    doubts: tuple[DoubtFacts, ...]
    waiver: WaiverFacts | None
    steps: frozenset[Step]
    blocked: tuple[BlockedStep, ...]
    stance: str
    conversation_url: str | None
    copy_text: str | None


def card_facts(work: UnitOfWork, workspace_id: int, case_id: int) -> CardFacts:
    """Return everything the card of a case says at this moment; raise NotFound if there is no such case."""
    case = _case(work, workspace_id, case_id)
    matter = work.session.get_one(Matter, case.matter_id)
    notice = current_of(texts := notices.of_case(work.session, workspace_id, case_id))
    way = work.platforms.to_write(case.platform, host := host_of(case), case.account)
    available = available_steps(snapshot := GatedCase(work, case, matter), texts)
    return CardFacts(
        id=case_id,
        key=case.key,
        version=case.version,
        account=case.account,
        identity=case.identity,
        platform=work.platforms.platform_name(case.platform, host),
        matter_key=matter.key,
        matter_title=matter.title,
        client=matter.client,
        channel_id=matter.channel_id,
        status=case.status,
        status_phrase=status_phrase(case.status),
        filed_by=case.filed_by,
        owner_id=case.owner_id,
        items=_items(snapshot),
        dates=DateFacts(case.deadline_kind, case.deadline_at, case.grace_ends_at),
        paused=_paused(snapshot.workspace),
        restrictions=_restrictions(snapshot.restrictions),
        notice=notice_facts(work, case, notice) if notice else None,
        sent=sent_facts(work, texts),
        reply=_reply(work, case),
        answer=_answer(case),
        account_outcome=_account_outcome(case),
        account_outcome_until=case.account_outcome_until,
        doubts=doubts_of(snapshot.doubted, texts),
        waiver=_waiver(case),
        steps=available.steps,
        blocked=available.blocked,
        stance=way.why,
        conversation_url=way.conversation_url,
        copy_text=_copy_text(notice, available.steps),
    )


def _case(work: UnitOfWork, workspace_id: int, case_id: int) -> Case:
    found = work.session.get(Case, case_id)
    if found is None or found.workspace_id != workspace_id:
        raise NotFound("There is no such case, or it is not shown to you.")
    return found


def _copy_text(notice: Notice | None, steps: frozenset[Step]) -> str | None:
    is_to_be_sent = notice is not None and notice.status is NoticeStatus.APPROVED
    return notice.body if notice and is_to_be_sent and Step.SENT_BY_HAND in steps else None


def _account_outcome(case: Case) -> str | None:
    return None if case.account_outcome is Outcome.OPEN else TABLE[case.account_outcome].title


def _items(snapshot: GatedCase) -> tuple[ItemFacts, ...]:
    counted: dict[int, Counter[EvidenceStatus]] = defaultdict(Counter)
    for each in snapshot.evidence:
        counted[each.item_id][each.status] += 1
    return tuple(_item(item, counted[item.pk]) for item in snapshot.items)


def _item(item: Item, evidence: Counter[EvidenceStatus]) -> ItemFacts:
    return ItemFacts(
        number=item.number,
        url=item.url,
        kind=item.kind,
        ground=ground_rule(item.ground).title,
        found=item.outcome,
        outcome=TABLE[item.outcome].title,
        is_open=not settles(item.outcome),
        stored=evidence[EvidenceStatus.STORED],
        pending=evidence[EvidenceStatus.PENDING],
        refused=evidence[EvidenceStatus.REFUSED],
    )


def _paused(workspace: Workspace) -> PauseFacts | None:
    if workspace.paused_at is None:
        return None
    return PauseFacts(workspace.paused_by or "", workspace.paused_at, workspace.pause_reason or "")


def _restrictions(restrictions: Sequence[Restriction]) -> tuple[RestrictionFacts, ...]:
    return tuple(
        RestrictionFacts(
            restriction.kind, restriction.placed_by, restriction.placed_at, is_decided=bool(restriction.reason)
        )
        for restriction in restrictions
    )


def _reply(work: UnitOfWork, case: Case) -> ReplyFacts | None:
    last = events.last_of(work.session, case.workspace_id, case.pk, EventKind.REPLY_RECORDED)
    if last is None:
        return None
    if isinstance(last, UnreadableEvent):
        return ReplyFacts(None, last.reference)
    try:
        return ReplyFacts(ReplyKind(last.facts["reply"]), "")
    except BROKEN as error:
        return ReplyFacts(None, logged("event", last.pk, error))


def _answer(case: Case) -> AnswerFacts | None:
    if case.answered_at is None:
        return None
    return AnswerFacts(case.answer_reference or "", case.answered_at, case.was_forwarded)


def _waiver(case: Case) -> WaiverFacts | None:
    if case.waiver_requested_by is None:
        return None
    return WaiverFacts(case.waiver_requested_by, case.waiver_reason or "", case.waiver_granted_by)
