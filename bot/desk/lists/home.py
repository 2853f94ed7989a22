"""The facts behind a person's Home tab: what waits for them, what they look after, and how the desk stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, or_
from sqlmodel import col

from bot.desk.case.labels import Label, labels_of
from bot.desk.core.access import roles_of
from bot.desk.core.context import Actor, UnitOfWork
from bot.rules.case.approvals import roles_for, slots_behind
from bot.rules.law.grounds import GROUND_RULES
from storage.lists import digest as lists
from storage.lists import home
from storage.lists.digest import Condition, DigestRow, Listed, Scope, WaitingNotice
from storage.lists.top_rows import Length, goes_on
from storage.lists.visibility import is_visible
from storage.models import Case, Notice, Workspace
from storage.vocabulary import ApprovalSlot, NoticeKind, NoticeStatus, Role

ROWS = 10
_COUNSELS = [ground for ground, rule in GROUND_RULES.items() if rule.warn_needs_counsel]


@dataclass(frozen=True)
class Paused:
    """Who stopped everything that goes outside, when (UTC), and why."""

    by: str
    since: datetime
    reason: str


@dataclass(frozen=True)
class HomeFacts:
    """What one person's Home tab says; lists hold their first rows and their whole length.

    `waiting` are texts that this person may approve: not their own, with a slot that is free and fits their
    roles. `overdue` and `queue` are the cases they own, in the order of their deadlines; no case is in both.
    """

    user_id: str
    roles: tuple[Role, ...]
    paused: Paused | None
    waiting: Listed[WaitingNotice]
    overdue: Listed[DigestRow]
    queue: Listed[DigestRow]
    labels: dict[int, Label]


def home_facts(work: UnitOfWork, actor: Actor, rows: int = ROWS) -> HomeFacts:
    """Return the facts of a person's Home tab; without a role there is nothing but that."""
    held = roles_of(work, actor)
    nobody: Listed[Any] = Listed((), Length(0))
    waiting, overdue, queue, due = nobody, nobody, nobody, col(Case.deadline_at)
    if held:
        scope = Scope(actor.workspace_id, is_visible(actor.workspace_id, actor.user_id), rows)
        waiting = lists.notices_waiting(work.session, scope, _may_decide(actor, held, work.now))
        overdue = _owned(work, actor, scope, due < work.now)
        dated = _owned(work, actor, scope, due >= work.now)
        queue = dated.followed_by(_owned(work, actor, scope, due.is_(None)), rows)
    named = [each.case.case_id for each in waiting.rows] + [
        each.case_id for each in (*overdue.rows, *queue.rows)
    ]
    return HomeFacts(
        user_id=actor.user_id,
        roles=tuple(role for role in Role if role in held),
        paused=_paused(work, actor.workspace_id),
        waiting=waiting,
        overdue=overdue,
        queue=queue,
        labels=labels_of(work.session, work.platforms, actor.workspace_id, named),
    )


def _may_decide(actor: Actor, held: frozenset[Role], now: datetime) -> Condition:
    fitting = [_fits(actor, held, kind, slot, now) for kind in NoticeKind for slot in slots_behind(kind)]
    return and_(
        col(Notice.status) == NoticeStatus.IN_REVIEW,
        col(Notice.author_id) != actor.user_id,
        ~lists.decided_by(actor.user_id),
        or_(false(), *fitting),
    )


def _fits(
    actor: Actor, held: frozenset[Role], kind: NoticeKind, slot: ApprovalSlot, now: datetime
) -> Condition:
    """The same rule as when the person approves, as a condition; the use case decides in the end."""
    if not held & roles_for(kind, slot):
        return false()
    conditions = [col(Notice.kind) == kind, home.slot_is_free(slot, now)]
    if not held & roles_for(kind, slot, counsel_only=True):
        conditions.append(~home.is_about(_COUNSELS))
    if slot is ApprovalSlot.B:
        signs = col(Notice.signatory_id)
        conditions.append(or_(signs.is_(None), signs == actor.user_id))
    return and_(*conditions)


def _owned(work: UnitOfWork, actor: Actor, scope: Scope, condition: Condition) -> Listed[DigestRow]:
    mine = (col(Case.owner_id) == actor.user_id, goes_on(), condition)
    return lists.cases_listed(work.session, scope, mine, [col(Case.deadline_at), col(Case.id)])


def _paused(work: UnitOfWork, workspace_id: int) -> Paused | None:
    row = work.session.get_one(Workspace, workspace_id)
    if row.paused_at is None:
        return None
    return Paused(row.paused_by or "", row.paused_at, row.pause_reason or "")
