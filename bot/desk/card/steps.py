"""What may be done with a case now, and why not yet what may be done later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.desk.card.text_facts import current_of
from bot.desk.core.context import UnitOfWork
from bot.desk.gates.contact import against_message
from bot.desk.gates.gate_facts import GatedCase
from bot.desk.gates.sending import blocks_against
from bot.desk.review.validity import approval_window
from bot.rules.case import gates
from bot.rules.case.gates import Block, Blocker
from bot.rules.case.lifecycle import Action, may
from storage.models import Case, Notice
from storage.vocabulary import ENDED, NoticeKind, NoticeStatus, RestrictionKind, Route


class Step(StrEnum):
    """Everything a person can do with a case."""

    ADD_EVIDENCE = "add_evidence"
    REQUEST_APPROVAL = "request_approval"
    REMIND = "remind"
    THANK = "thank"
    APPROVE = "approve"
    DECLINE = "decline"
    EDIT = "edit"
    SEND = "send"
    SENT_BY_HAND = "sent_by_hand"
    RECORD_REPLY = "record_reply"
    DECIDE_DISPUTE = "decide_dispute"
    ESCALATE = "escalate"
    REQUEST_WAIVER = "ask_to_skip"
    GRANT_WAIVER = "agree_to_skip"
    RECORD_ANSWER = "record_answer"
    RECORD_OUTCOME = "record_outcome"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    TAKE = "take"
    RECONCILE = "settle"


@dataclass(frozen=True)
class BlockedStep:
    """A step that is not possible yet: why, and until when if that ends by itself (UTC)."""

    step: Step
    sentence: str
    until: datetime | None


@dataclass(frozen=True)
class AvailableSteps:
    """What is possible now, and what is not yet."""

    steps: frozenset[Step]
    blocked: tuple[BlockedStep, ...]


@dataclass(frozen=True)
class _CaseNow:
    snapshot: GatedCase
    current: Notice | None

    @property
    def work(self) -> UnitOfWork:
        return self.snapshot.work

    @property
    def case(self) -> Case:
        return self.snapshot.case

    @property
    def is_over(self) -> bool:
        return self.case.status in ENDED

    @property
    def is_sending(self) -> bool:
        return self.current is not None and self.current.status is NoticeStatus.SENDING

    def asked(self) -> tuple[Block, ...]:
        kind = NoticeKind.WARNING if self.case.warned_at is None else NoticeKind.REMINDER
        return against_message(self.snapshot, kind)

    def platform(self) -> tuple[Block, ...]:
        return gates.against_escalation(self.snapshot.gate_facts, self.work.now)


def available_steps(snapshot: GatedCase, texts: Sequence[Notice]) -> AvailableSteps:
    """Return what the rules allow in a case now, whoever acts; the person's roles are checked when they act."""
    scene = _CaseNow(snapshot, current_of(texts))
    found = [*_always(scene), *_with_text(scene), *_towards_person(scene), *_towards_platform(scene)]
    steps = frozenset(each for each in found if isinstance(each, Step))
    blocked = tuple(dict.fromkeys(each for each in found if isinstance(each, BlockedStep)))
    return AvailableSteps(steps, blocked)


def _always(scene: _CaseNow) -> Iterator[Step]:
    if scene.is_over:
        yield Step.REOPEN
        return
    yield from (Step.ADD_EVIDENCE, Step.TAKE)
    if not scene.is_sending:
        yield from (Step.RECORD_OUTCOME, Step.WITHDRAW)
    if any(each.notice_id is not None for each in scene.snapshot.doubted):
        yield Step.RECONCILE


def _with_text(scene: _CaseNow) -> Iterator[Step | BlockedStep]:
    notice = scene.current
    if notice is None or notice.status is NoticeStatus.SENDING:
        return
    yield Step.EDIT
    if notice.status is NoticeStatus.DRAFT and not notice.kind.is_to_person and not scene.platform():
        yield Step.REQUEST_APPROVAL
    if notice.status is NoticeStatus.DRAFT and _may_have_gone_out(scene, notice):
        yield Step.SENT_BY_HAND
    if notice.status is NoticeStatus.IN_REVIEW:
        yield from (Step.APPROVE, Step.DECLINE)
    elif notice.status is NoticeStatus.APPROVED:
        yield Step.DECLINE
        yield from _sending(scene, notice)


def _may_have_gone_out(scene: _CaseNow, notice: Notice) -> bool:
    """Whether somebody may have sent a text by hand before its approvals ran out, and says so only now."""
    if notice.route is not Route.ASSISTED or scene.work.installation.rehearsal_address:
        return False
    if approval_window(scene.work, notice) is None:
        return False
    return not blocks_against(scene.work, scene.case, notice, approved=True)


def _sending(scene: _CaseNow, notice: Notice) -> Iterator[Step | BlockedStep]:
    step = Step.SENT_BY_HAND if notice.route is Route.ASSISTED else Step.SEND
    blocks = blocks_against(scene.work, scene.case, notice)
    if blocks:
        yield _blocked(step, blocks[0])
    elif step is Step.SENT_BY_HAND and scene.work.installation.rehearsal_address:
        yield BlockedStep(step, "This desk is in rehearsal: nothing is recorded as sent.", None)
    else:
        yield step


def _towards_person(scene: _CaseNow) -> Iterator[Step | BlockedStep]:
    case = scene.case
    if case.warned_at is not None:
        yield Step.RECORD_REPLY
    if any(
        restriction.kind is RestrictionKind.DISPUTE and not restriction.reason
        for restriction in scene.snapshot.restrictions
    ):
        yield Step.DECIDE_DISPUTE
    if _is_taken(scene):
        return
    if may(case.status, Action.REQUEST_WARNING):
        yield from _asking(scene)
    if _may_thank(scene):
        yield Step.THANK


def _asking(scene: _CaseNow) -> Iterator[Step | BlockedStep]:
    step = Step.REQUEST_APPROVAL if scene.case.warned_at is None else Step.REMIND
    blocks = scene.asked()
    if not blocks:
        yield step
    elif not _goes_without_saying(step, blocks):
        yield _blocked(step, blocks[0])


def _goes_without_saying(step: Step, blocks: tuple[Block, ...]) -> bool:
    said = {Blocker.NO_WARNING_ON_GROUND, Blocker.NO_OPEN_ITEM}
    if step is Step.REMIND:
        said |= {Blocker.REMINDED_ONCE, Blocker.NO_CONTACT}
    return any(block.blocker in said for block in blocks)


def _may_thank(scene: _CaseNow) -> bool:
    if scene.case.resolved_at is None or not scene.is_over:
        return False
    return not against_message(scene.snapshot, NoticeKind.THANKS)


def _towards_platform(scene: _CaseNow) -> Iterator[Step | BlockedStep]:
    case = scene.case
    if case.escalated_at is not None and not scene.is_over:
        yield Step.RECORD_ANSWER
    if scene.is_over or _is_taken(scene) or not may(case.status, Action.REQUEST_ESCALATION):
        return
    blocks = scene.platform()
    yield _blocked(Step.ESCALATE, _telling(blocks)) if blocks else Step.ESCALATE
    yield from _waiving(scene, blocks)


def _waiving(scene: _CaseNow, blocks: tuple[Block, ...]) -> Iterator[Step]:
    case = scene.case
    if case.waiver_granted_by is not None or case.warned_at is not None:
        return
    if case.waiver_requested_by is not None:
        yield Step.GRANT_WAIVER
    elif [block.blocker for block in blocks] == [Blocker.NOT_WARNED]:
        yield Step.REQUEST_WAIVER


def _is_taken(scene: _CaseNow) -> bool:
    """Whether a text before its approvers, or on its way, has to be finished first; a draft has not."""
    return scene.current is not None and scene.current.status is not NoticeStatus.DRAFT


def _telling(blocks: tuple[Block, ...]) -> Block:
    """The blocker that is told first: one that ends by itself, since a date helps to plan."""
    return next((block for block in blocks if block.until is not None), blocks[0])


def _blocked(step: Step, block: Block) -> BlockedStep:
    return BlockedStep(step, block.sentence, block.until)
