"""The facts behind a digest and behind a person's Home tab: what waits, what is due, what came and went."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import Session, col

from bot.rules.calendar.local_time import end_of_day, local_date
from storage.lists import digest as lists
from storage.lists.digest import DigestRow, Listed, Scope, WaitingDispute, WaitingNotice, WaitingWaiver
from storage.lists.top_rows import Length, goes_on
from storage.lists.visibility import is_visible
from storage.models import Case, Matter, Notice
from storage.vocabulary import CaseStatus, NoticeStatus

ROWS = 5
ONE_DAY = timedelta(hours=24)

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class DigestFacts:
    """What one digest says on the local date `day`; each list holds its first rows and its whole length."""

    day: date
    zone: ZoneInfo
    since: datetime
    notices: Listed[WaitingNotice]
    disputes: Listed[WaitingDispute]
    waivers: Listed[WaitingWaiver]
    due_today: Listed[DigestRow]
    overdue: Listed[DigestRow]
    new: Listed[DigestRow]
    resolved: Listed[DigestRow]
    unowned: Listed[DigestRow]

    @property
    def waiting(self) -> Length:
        """How many things wait for a decision or for somebody to send them."""
        return self.notices.total + self.disputes.total + self.waivers.total

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say."""
        listings = (self.due_today, self.overdue, self.new, self.resolved, self.unowned)
        return not self.waiting and not any(listed.total for listed in listings)


@dataclass(frozen=True)
class _Reader:
    """Whose digest it is, as conditions: on the matter, the notice, and the cases one owns or filed."""

    matters: Condition
    notice: tuple[Condition, ...] = ()
    owned: tuple[Condition, ...] = ()
    involved: tuple[Condition, ...] = ()


def digest_facts(
    session: Session,
    workspace_id: int,
    *,
    now: datetime,
    zone: ZoneInfo,
    channel_id: str | None = None,
    user_id: str | None = None,
    since: datetime | None = None,
    rows: int = ROWS,
) -> DigestFacts:
    """Return the facts of a channel's digest, or of a person's own one; exactly one of the two is named.

    A channel's is about its own matters and those without a channel. A person's is about what they are shown:
    texts that they may decide on or send, deadlines of cases they own, news of those they filed or own.
    New and resolved count from `since` (UTC; default: 24 h before `now`), today ends at midnight in `zone`.
    """
    if (channel_id is None) == (user_id is None):
        raise ValueError("a digest is a channel's or a person's")
    reader = _person(workspace_id, user_id) if user_id is not None else _channel(workspace_id, channel_id)
    scope = Scope(workspace_id, reader.matters, rows)
    start, midnight = since or now - ONE_DAY, end_of_day(local_date(now, zone), zone)
    due, filed, done = col(Case.deadline_at), col(Case.created_at), col(Case.resolved_at)

    def cases(order: Any, *conditions: Condition) -> Listed[DigestRow]:
        return lists.cases_listed(session, scope, conditions, [order, col(Case.id)])

    return DigestFacts(
        day=now.astimezone(zone).date(),
        zone=zone,
        since=start,
        notices=lists.notices_waiting(session, scope, *reader.notice),
        disputes=lists.disputes_waiting(session, scope),
        waivers=lists.waivers_waiting(session, scope),
        due_today=cases(due, due >= now, due < midnight, goes_on(), *reader.owned),
        overdue=cases(due, due < now, goes_on(), *reader.owned),
        new=cases(filed, filed > start, *reader.involved),
        resolved=cases(done, done > start, col(Case.status) == CaseStatus.RESOLVED, *reader.involved),
        unowned=cases(col(Case.id), col(Case.owner_id).is_(None), goes_on()),
    )


def _channel(workspace_id: int, channel_id: str | None) -> _Reader:
    shown_here = or_(col(Matter.channel_id) == channel_id, col(Matter.channel_id).is_(None))
    return _Reader(and_(col(Matter.workspace_id) == workspace_id, shown_here))


def _person(workspace_id: int, user_id: str) -> _Reader:
    can_decide = and_(
        col(Notice.status) == NoticeStatus.IN_REVIEW,
        col(Notice.author_id) != user_id,
        not_(lists.decided_by(user_id)),
    )
    can_send = and_(col(Notice.status) == NoticeStatus.APPROVED, col(Notice.sender_id) == user_id)
    owns = col(Case.owner_id) == user_id
    return _Reader(
        is_visible(workspace_id, user_id),
        notice=(or_(can_decide, can_send),),
        owned=(owns,),
        involved=(or_(owns, col(Case.filed_by) == user_id),),
    )


def cases_in(facts: DigestFacts) -> frozenset[int]:
    """Return the ids of all cases that a digest names."""
    waiting = [
        *(each.case for each in facts.notices.rows),
        *(each.case for each in facts.disputes.rows),
        *(each.case for each in facts.waivers.rows),
    ]
    listings = (facts.due_today, facts.overdue, facts.new, facts.resolved, facts.unowned)
    return frozenset(case.case_id for case in (*waiting, *(case for each in listings for case in each.rows)))
