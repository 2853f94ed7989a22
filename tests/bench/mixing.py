"""Giving many imported cases a past: statuses, owners, deadlines, outcomes, texts in review, cards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from storage.database.engine import Store
from storage.models import Card, Case, ChannelMember, Matter, Notice, Restriction, RoleGrant
from storage.vocabulary import CaseStatus, DeadlineKind, NoticeKind, NoticeStatus, RestrictionKind, Role, Route

OWNERS = [f"U0OWNER{n:02}" for n in range(20)]
READER = OWNERS[0]
CHANNELS = [f"C0HELD{n:02}" for n in range(5)]
HIDDEN_CHANNEL = CHANNELS[-1]
"""A channel that the reader is not in; every fifth matter is shown in it."""

# Of a hundred cases: most are over, some were never begun, the rest is under way.
SHARES = [
    (55, CaseStatus.RESOLVED),
    (60, CaseStatus.WITHDRAWN),
    (62, CaseStatus.REFUSED),
    (82, CaseStatus.OPEN),
    (92, CaseStatus.WARNED),
    (94, CaseStatus.GRACE_OVER),
    (95, CaseStatus.WARNING_REVIEW),
    (96, CaseStatus.WARNING_APPROVED),
    (97, CaseStatus.ESCALATION_REVIEW),
    (98, CaseStatus.ESCALATION_APPROVED),
    (100, CaseStatus.ESCALATED),
]
_OVER = (CaseStatus.RESOLVED, CaseStatus.WITHDRAWN, CaseStatus.REFUSED)
_DATED = (CaseStatus.WARNED, CaseStatus.GRACE_OVER, CaseStatus.ESCALATED)


def mix(store: Store, workspace_id: int, now: datetime) -> None:
    """Spread the cases of a fresh import over everything that may be; the same for the same ids."""
    with store.write() as session:
        run = session.connection().execute
        run(sa.update(Case).values(**_standing(now)))
        run(
            sa.update(Case)
            .where(_nth(5000, 0), ~col(Case.status).in_(_OVER))
            .values(waiver_requested_by=OWNERS[1])
        )
        run(_notices(now))
        run(_disputes(now))
        run(_cards())
        for place, (matter_id,) in enumerate(run(sa.select(col(Matter.id)).order_by(col(Matter.id))).all()):
            channel = CHANNELS[place % len(CHANNELS)]
            run(sa.update(Matter).where(col(Matter.id) == matter_id).values(channel_id=channel))
        for owner in OWNERS:
            session.add(_role(workspace_id, owner, now))
            for channel in CHANNELS[:-1] if owner == READER else CHANNELS:
                session.add(ChannelMember(workspace_id=workspace_id, user_id=owner, channel_id=channel))


def _standing(now: datetime) -> dict[str, Any]:
    status = _chosen(_scattered(7919, 100), SHARES, sa.inspect(Case).columns.status.type)
    is_over, is_dated = status.in_(_OVER), status.in_(_DATED)
    unowned = sa.and_(~is_over, _scattered(104_729, 40) < len(OWNERS))
    place = _scattered(104_729, len(OWNERS))
    owners = sa.case(dict(enumerate(OWNERS)), value=place)
    days = {number: now + timedelta(days=number - 10, minutes=7) for number in range(60)}
    deadline = sa.case(_instants(days), value=_scattered(31_337, 60))
    ago = {number: now - timedelta(days=2 + number * 9) for number in range(80)}
    ended = sa.case((_nth(733, 0), _instant(now - timedelta(hours=5))), else_=_past(ago))
    return {
        "status": status,
        "owner_id": sa.case((unowned, sa.null()), else_=owners),
        "deadline_at": sa.case((is_dated, deadline), else_=sa.null()),
        "deadline_kind": sa.case(
            (is_dated, _word(Case, "deadline_kind", DeadlineKind.GRACE_ENDS)), else_=sa.null()
        ),
        "resolved_at": sa.case((status == CaseStatus.RESOLVED, ended), else_=sa.null()),
    }


def _notices(now: datetime) -> sa.Executable:
    reviewed = (CaseStatus.WARNING_REVIEW, CaseStatus.WARNING_APPROVED)
    status = sa.case(
        (col(Case.status) == CaseStatus.WARNING_REVIEW, _word(Notice, "status", NoticeStatus.IN_REVIEW)),
        else_=_word(Notice, "status", NoticeStatus.APPROVED),
    )
    said: dict[str, Any] = {
        "workspace_id": col(Case.workspace_id),
        "case_id": col(Case.id),
        "kind": _word(Notice, "kind", NoticeKind.WARNING),
        "number": sa.literal(1),
        "template": sa.literal("warning"),
        "template_version": sa.literal(1),
        "status": status,
        "route": _word(Notice, "route", Route.ASSISTED),
        "author_id": sa.literal(OWNERS[2]),
        "sender_id": sa.literal(OWNERS[3]),
        "recipient": sa.func.coalesce(col(Case.account), ""),
        "recipient_name": sa.literal(""),
        "subject": sa.literal(""),
        "body": sa.literal("Please take this down. " * 20),
        "facts": sa.literal("{}"),
        "has_letter": sa.false(),
        "content_hash": sa.literal("0" * 64),
        "revision": sa.literal(1),
        "created_at": _instant(now - timedelta(days=1)),
    }
    return _insert(Notice, said, col(Case.status).in_(reviewed))


def _disputes(now: datetime) -> sa.Executable:
    said: dict[str, Any] = {
        "workspace_id": col(Case.workspace_id),
        "case_id": col(Case.id),
        "kind": _word(Restriction, "kind", RestrictionKind.DISPUTE),
        "placed_by": sa.literal(OWNERS[4]),
        "placed_at": _instant(now - timedelta(days=3)),
        "reason": sa.literal(""),
    }
    return _insert(Restriction, said, sa.and_(_nth(1000, 1), ~col(Case.status).in_(_OVER)))


def _cards() -> sa.Executable:
    said: dict[str, Any] = {
        "workspace_id": col(Case.workspace_id),
        "case_id": col(Case.id),
        "channel_id": sa.literal(CHANNELS[0]),
        "ts": sa.literal("1790000000.000100"),
        "permalink": sa.literal("https://northlight.slack.example/archives/C0/p1"),
        "told_seq": sa.literal(2),
    }
    return _insert(Card, said, col(Case.owner_id).is_not(None))


def _insert(table: Any, said: dict[str, Any], which: sa.ColumnElement[bool]) -> sa.Executable:
    return sa.insert(table).from_select(list(said), sa.select(*said.values()).where(which))


def _role(workspace_id: int, owner: str, now: datetime) -> RoleGrant:
    return RoleGrant(
        workspace_id=workspace_id, user_id=owner, role=Role.REVIEWER, given_by=OWNERS[0], given_at=now
    )


def _scattered(factor: int, parts: int) -> sa.ColumnElement[int]:
    # A prime far from a power of two, so that neighbours do not share their fate.
    return sa.type_coerce(sa.cast(col(Case.id), sa.BigInteger) * factor % 1_000_003 % parts, sa.Integer)


def _nth(parts: int, rest: int) -> sa.ColumnElement[bool]:
    return col(Case.id) % parts == rest


def _chosen(place: Any, shares: Sequence[tuple[int, CaseStatus]], kind: Any) -> Any:
    return sa.case(*((place < limit, sa.literal(status, kind)) for limit, status in shares))


def _past(ago: dict[int, datetime]) -> Any:
    return sa.case(_instants(ago), value=_scattered(15_485_863, len(ago)))


def _instants(known: dict[int, datetime]) -> dict[int, Any]:
    return {number: _instant(at) for number, at in known.items()}


def _instant(at: datetime) -> Any:
    return sa.literal(at, sa.inspect(Case).columns.created_at.type)


def _word(table: Any, column: str, word: Any) -> Any:
    return sa.literal(word, sa.inspect(table).columns[column].type)
