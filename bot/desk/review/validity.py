"""How long approvals hold: when a text was approved, when that runs out, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.core.access import may_decide
from bot.desk.core.audit import record_event
from bot.desk.core.context import UnitOfWork
from bot.desk.core.refresh import show_case
from bot.desk.review.content import counsel_only, given_on, hash_of, slots_missing
from bot.desk.review.submitting import back_to_draft
from bot.rules.case.approvals import (
    VALID_FOR,
    Given,
    missing_slots,
)
from bot.rules.case.lifecycle import Action
from storage.models import Approval, Case, Notice
from storage.queries import notices, people
from storage.vocabulary import (
    Decision,
    EventKind,
    NoticeStatus,
)


@dataclass(frozen=True)
class ApprovalWindow:
    """The time in which all approvals behind a text held (UTC), without its end."""

    start: datetime
    end: datetime


def approval_window(work: UnitOfWork, notice: Notice) -> ApprovalWindow | None:
    """Return when the notice's exact content had all its approvals, by people who may still decide.

    It opens with the last approval and closes with the first that runs out. None if the content never had all
    of them at one time, or if it was declined since.
    """
    decisions = notices.decisions_on(work.session, notice.workspace_id, notice.pk)
    if not decisions or decisions[-1].decision is Decision.DECLINED:
        return None
    digest = hash_of(work, notice)
    on_this_content = [each for each in decisions if each.content_hash == digest]
    opens = max((each.at for each in on_this_content), default=work.now)
    held = [each for each in _by_deciders(work, notice, on_this_content) if opens < _end(each)]
    given = [Given(each.slot, each.user_id, each.role, digest, _end(each)) for each in held]
    only = counsel_only(work, notice)
    if missing_slots(notice.kind, notice.author_id, given, digest, opens, counsel_only=only):
        return None
    return ApprovalWindow(opens, min(each.expires_at for each in given))


def _by_deciders(work: UnitOfWork, notice: Notice, decisions: Sequence[Approval]) -> list[Approval]:
    known = people.members(work.session, notice.workspace_id, {each.user_id for each in decisions})
    return [each for each in decisions if may_decide(known.get(each.user_id))]


def _end(approval: Approval) -> datetime:
    return min(approval.expires_at, approval.void_at or approval.expires_at)


def approvals_expired(work: UnitOfWork, notice_id: int, workspace_id: int) -> None:
    """Bring a text whose approvals ran out before it was sent back to its author.

    Of one that still waits for another approval, the card no longer shows the one that ran out.
    """
    notice = notices.notice(work.session, workspace_id, notice_id)
    if notice is not None and notice.status is NoticeStatus.IN_REVIEW:
        show_case(
            work.session,
            work.session.get_one(Case, notice.case_id),
            work.now,
            work.installation.fallback_channel,
        )
    if notice is None or notice.status is not NoticeStatus.APPROVED or not slots_missing(work, notice):
        return
    case = work.session.get_one(Case, notice.case_id)
    back_to_draft(work, case, notice, Action.EXPIRE, "24 hours passed")
    record_event(work, case, EventKind.APPROVALS_EXPIRED, "desk", {"notice": notice.id})


def earliest_expiry(work: UnitOfWork, notice: Notice) -> datetime:
    """Return when the first approval behind a text runs out (UTC)."""
    given = given_on(work, notice)
    return min((each.expires_at for each in given), default=work.now + VALID_FOR)
