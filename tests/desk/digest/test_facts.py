"""The facts of a digest: the first rows of each list and its whole length, also with 10,000 open cases."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot.clock import MovableClock
from bot.desk.digest.facts import DigestFacts, digest_facts
from bot.desk.importing.running import import_rows
from bot.desk.importing.runs import NewMatters
from bot.rules.calendar.local_time import end_of_day, local_date
from storage.database.engine import Store
from storage.lists.top_rows import Length
from storage.models import Approval, Card, Case, ChannelMember, Matter, Notice, Restriction, Workspace
from storage.vocabulary import (
    ApprovalSlot,
    CaseStatus,
    DeadlineKind,
    Decision,
    NoticeKind,
    NoticeStatus,
    RestrictionKind,
    Role,
    Route,
)
from tests.support.database import TUESDAY

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def filed(store: Store, workspace: Workspace, clock: MovableClock) -> int:
    """Ten cases of NLP in C_NLP, one of SEC in C_SEC, one of HAR without a channel; filed three days ago."""
    rows = "".join(f"NLP,https://x.com/a{number}/status/{number}\n" for number in range(10))
    rows += "SEC,https://x.com/b/status/1\nHAR,https://x.com/c/status/1\n"
    workspace_id = workspace.pk
    import_rows(
        store, clock, workspace_id, io.BytesIO(f"matter,url\n{rows}".encode()), create_matters=NewMatters()
    )
    with store.write() as session:
        for key in ("NLP", "SEC"):
            matter = session.exec(select(Matter).where(Matter.key == key)).one()
            matter.channel_id = f"C_{key}"
            session.add(matter)
        session.connection().execute(
            sa.update(Case).values(created_at=TUESDAY - timedelta(days=3), owner_id="U1")
        )
        session.add(ChannelMember(workspace_id=workspace_id, channel_id="C_NLP", user_id="U1"))
    return workspace_id


def change(session: Session, key: str, **values: Any) -> Case:
    case = session.exec(select(Case).where(Case.key == key)).one()
    for name, value in values.items():
        setattr(case, name, value)
    session.add(case)
    return case


def notice(case: Case, status: NoticeStatus, author: str = "U_RITA", **values: Any) -> Notice:
    return Notice(
        workspace_id=case.workspace_id,
        case_id=case.pk,
        kind=NoticeKind.WARNING,
        number=1,
        template="warning",
        template_version=1,
        status=status,
        route=Route.ASSISTED,
        author_id=author,
        sender_id="U_ROB",
        recipient="a1",
        body="…",
        facts="{}",
        content_hash="h" * 64,
        created_at=TUESDAY - timedelta(hours=3),
        **values,
    )


def facts(store: Store, workspace_id: int, **wanted: Any) -> DigestFacts:
    wanted = {"channel_id": "C_NLP"} | wanted if "user_id" not in wanted else wanted
    with store.read() as session:
        return digest_facts(session, workspace_id, now=TUESDAY, zone=BERLIN, **wanted)


def test_a_quiet_day_is_quiet(store: Store, filed: int) -> None:
    found = facts(store, filed)
    assert (found.is_quiet, found.waiting, found.day.isoformat()) == (True, Length(0), "2026-11-24")


def test_what_waits_is_listed_oldest_first(store: Store, filed: int) -> None:
    with store.write() as session:
        session.add(notice(change(session, "NLP-2"), NoticeStatus.APPROVED, approved_at=TUESDAY))
        session.add(notice(change(session, "NLP-1"), NoticeStatus.IN_REVIEW))
        session.add(notice(change(session, "NLP-3"), NoticeStatus.SENT))
        session.add(notice(change(session, "SEC-1"), NoticeStatus.IN_REVIEW))
        session.add(notice(change(session, "HAR-1"), NoticeStatus.IN_REVIEW))
        session.flush()
        case = change(session, "NLP-1")
        session.add(Card(workspace_id=filed, case_id=case.pk, channel_id="C_NLP", ts="1.2"))
    found = facts(store, filed).notices
    assert [row.case.key for row in found.rows] == ["NLP-2", "NLP-1", "HAR-1"]
    first, second, _ = found.rows
    assert (first.status, first.since, first.case.card_ts) == (NoticeStatus.APPROVED, TUESDAY, None)
    assert (second.asked_by, second.since) == ("U_RITA", TUESDAY - timedelta(hours=3))
    assert (second.case.card_channel, second.case.card_ts) == ("C_NLP", "1.2")


def test_disputes_and_wishes_to_skip_wait_too(store: Store, filed: int) -> None:
    with store.write() as session:
        for key, lifted in (("NLP-1", None), ("NLP-2", TUESDAY)):
            case_id = change(session, key).pk
            restriction = Restriction(
                workspace_id=filed,
                case_id=case_id,
                kind=RestrictionKind.DISPUTE,
                placed_by="U_RITA",
                placed_at=TUESDAY,
                lifted_at=lifted,
            )
            session.add(restriction)
        change(session, "NLP-3", waiver_requested_by="U_RITA", waiver_reason="doxxing")
        change(session, "NLP-4", waiver_requested_by="U_RITA", waiver_granted_by="U_CARLA")
    found = facts(store, filed)
    assert [row.case.key for row in found.disputes.rows] == ["NLP-1"]
    assert [(row.case.key, row.asked_by) for row in found.waivers.rows] == [("NLP-3", "U_RITA")]
    assert found.waiting == Length(2)


def test_today_ends_at_local_midnight(store: Store, filed: int) -> None:
    midnight = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    with store.write() as session:
        change(
            session,
            "NLP-1",
            deadline_at=midnight - timedelta(seconds=1),
            deadline_kind=DeadlineKind.PLATFORM_ANSWER,
        )
        change(session, "NLP-2", deadline_at=midnight)
        change(session, "NLP-3", deadline_at=TUESDAY - timedelta(seconds=1))
        change(session, "NLP-4", deadline_at=TUESDAY - timedelta(days=9))
        change(session, "NLP-5", deadline_at=TUESDAY - timedelta(days=9), status=CaseStatus.WITHDRAWN)
    found = facts(store, filed)
    assert [(row.key, row.deadline_kind) for row in found.due_today.rows] == [("NLP-1", "platform_answer")]
    assert [row.key for row in found.overdue.rows] == ["NLP-4", "NLP-3"]


@pytest.mark.parametrize(
    ("now", "zone", "end"),
    [
        ("2026-10-24T12:00+00:00", "Europe/Berlin", "2026-10-24T22:00+00:00"),
        ("2026-10-25T12:00+00:00", "Europe/Berlin", "2026-10-25T23:00+00:00"),
        ("2026-03-29T00:30+00:00", "Europe/Berlin", "2026-03-29T22:00+00:00"),
        ("2026-11-24T23:30+00:00", "Europe/Berlin", "2026-11-25T23:00+00:00"),
        ("2026-11-24T23:30+00:00", "Pacific/Auckland", "2026-11-25T11:00+00:00"),
    ],
)
def test_the_day_ends_once_also_when_the_clocks_change(now: str, zone: str, end: str) -> None:
    midnight = end_of_day(local_date(datetime.fromisoformat(now), ZoneInfo(zone)), ZoneInfo(zone))
    assert midnight == datetime.fromisoformat(end)


def test_news_count_since_the_last_digest(store: Store, filed: int) -> None:
    with store.write() as session:
        change(session, "NLP-1", created_at=TUESDAY - timedelta(hours=23))
        change(session, "NLP-2", created_at=TUESDAY - timedelta(hours=47))
        change(session, "NLP-3", status=CaseStatus.RESOLVED, resolved_at=TUESDAY - timedelta(hours=1))
        change(session, "NLP-4", owner_id=None)
    found = facts(store, filed)
    assert [row.key for row in found.new.rows] == ["NLP-1"]
    assert [row.key for row in found.resolved.rows] == ["NLP-3"]
    assert [row.key for row in found.unowned.rows] == ["NLP-4"]
    assert facts(store, filed, since=TUESDAY - timedelta(days=2)).new.total == Length(2)


def test_a_persons_own_digest_is_about_what_they_can_do(store: Store, filed: int) -> None:
    with store.write() as session:
        session.add(notice(change(session, "NLP-1"), NoticeStatus.IN_REVIEW))
        session.add(notice(change(session, "NLP-2"), NoticeStatus.IN_REVIEW, author="U1"))
        session.add(notice(change(session, "NLP-3"), NoticeStatus.APPROVED, approved_at=TUESDAY))
        decided = notice(change(session, "NLP-4"), NoticeStatus.IN_REVIEW)
        session.add(decided)
        session.add(notice(change(session, "SEC-1"), NoticeStatus.IN_REVIEW))
        session.flush()
        session.add(
            Approval(
                workspace_id=filed,
                notice_id=decided.pk,
                content_hash=decided.content_hash,
                slot=ApprovalSlot.A,
                user_id="U1",
                role=Role.REVIEWER,
                decision=Decision.APPROVED,
                at=TUESDAY,
                expires_at=TUESDAY + timedelta(days=1),
            )
        )
        change(session, "NLP-5", deadline_at=TUESDAY - timedelta(1), owner_id="U2")
        change(session, "NLP-6", deadline_at=TUESDAY - timedelta(1))
    found = facts(store, filed, user_id="U1")
    assert [row.case.key for row in found.notices.rows] == ["NLP-1"]
    assert [row.key for row in found.overdue.rows] == ["NLP-6"]


def test_a_digest_is_of_a_channel_or_of_a_person(store: Store, filed: int) -> None:
    with pytest.raises(ValueError, match="channel's or a person's"):
        facts(store, filed, channel_id=None)


def test_ten_thousand_open_cases_cost_a_fixed_number_of_statements(
    store: Store, workspace: Workspace, clock: MovableClock
) -> None:
    rows = "".join(f"NLP,https://x.com/a{number}/status/{number}\n" for number in range(10_000))
    workspace_id = workspace.pk
    import_rows(
        store, clock, workspace_id, io.BytesIO(f"matter,url\n{rows}".encode()), create_matters=NewMatters()
    )
    with store.write() as session:
        session.connection().execute(sa.update(Case).values(deadline_at=TUESDAY - timedelta(days=1)))
    statements: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    found = facts(store, workspace_id)
    assert [listed.total for listed in (found.unowned, found.overdue, found.new)] == [Length(10_000)] * 3
    assert len(found.unowned.rows) == 5
    assert len(statements) <= 17
