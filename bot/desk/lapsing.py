"""Approvals that ran out: when exactly a text was approved, for what went out then and is recorded later."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.content import counsel_only, hash_of
from bot.desk.core.access import may_decide
from bot.desk.core.context import Moment
from bot.rules.case.approvals import Given, missing_slots
from storage.models import Approval, Notice
from storage.queries import notices, people
from storage.vocabulary import Decision


@dataclass(frozen=True)
class Span:
    """The time in which all approvals behind a text held (UTC), without its end."""

    start: datetime
    end: datetime


def approved_span(moment: Moment, notice: Notice) -> Span | None:
    """Return when the notice's exact content had all its approvals, by people who may still decide.

    None if it never had, or if it was declined since.
    """
    decisions = notices.decisions_on(moment.session, notice.workspace_id, notice.id or 0)
    if not decisions or decisions[-1].decision is Decision.DECLINED:
        return None
    digest = hash_of(moment, notice)
    counted = [each for each in decisions if each.content_hash == digest]
    known = people.members(moment.session, notice.workspace_id, {each.user_id for each in counted})
    start = max((each.at for each in counted), default=moment.now)
    held = [each for each in counted if start < _end(each) and may_decide(known.get(each.user_id))]
    given = [Given(each.slot, each.user_id, each.role, digest, _end(each)) for each in held]
    only = counsel_only(moment, notice)
    if missing_slots(notice.kind, notice.author_id, given, digest, start, counsel_only=only):
        return None
    return Span(start, min(each.expires_at for each in given))


def _end(approval: Approval) -> datetime:
    return min(approval.expires_at, approval.void_at or approval.expires_at)
