"""Lists are as a plain recount says, as far as they are counted, and the indexes of lists are used."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.clock import MovableClock
from bot.desk.importing.running import import_rows
from bot.desk.importing.runs import NewMatters
from storage.database.engine import Store
from storage.lists import search, top_rows
from storage.lists.search import Listing
from storage.lists.top_rows import Length
from storage.models import Case, ChannelMember, Matter, Workspace
from storage.vocabulary import CaseStatus
from tests.support.database import TUESDAY

STATUSES = list(CaseStatus)
READER = "U1RITA"


@pytest.fixture
def mixed(store: Store, workspace: Workspace, clock: MovableClock) -> int:
    """Cases of three matters in every status, some owned, some due; one matter is not shown to the reader."""
    rows = "".join(f"M{'ABC'[n % 3]},https://x.com/a{n}/status/{n}\n" for n in range(200))
    workspace_id = workspace.pk
    file = io.BytesIO(f"matter,url\n{rows}".encode())
    import_rows(store, clock, workspace_id, file, create_matters=NewMatters())
    with store.write() as session:
        for case in session.scalars(sa.select(Case)):
            number = case.pk
            case.status = STATUSES[number % len(STATUSES)]
            case.owner_id = READER if number % 4 == 0 else None
            case.deadline_at = TUESDAY + timedelta(days=number % 7 - 3) if number % 2 else None
        for key, channel in (("MA", "C1SEEN"), ("MB", "C1HIDDEN")):
            session.execute(sa.update(Matter).where(col(Matter.key) == key).values(channel_id=channel))
        session.add(ChannelMember(workspace_id=workspace_id, channel_id="C1SEEN", user_id=READER))
    return workspace_id


def recount(store: Store, which: Listing | str) -> list[int]:
    """Return the ids of a list by looking at every case there is."""
    ended = (CaseStatus.RESOLVED, CaseStatus.WITHDRAWN, CaseStatus.REFUSED)
    with store.read() as session:
        every = session.execute(
            sa.select(Case, Matter).join(Matter, col(Matter.id) == col(Case.matter_id))
        ).all()
    shown = [(case, matter) for case, matter in every if matter.key != "MB"]
    wanted = {
        Listing.ALL: lambda case, _: case.status not in ended,
        Listing.MINE: lambda case, _: case.status not in ended and case.owner_id == READER,
        Listing.WAITING: lambda case, _: case.status.endswith(("review", "approved")),
        Listing.OVERDUE: lambda case, _: (
            case.status not in ended and case.deadline_at is not None and case.deadline_at < TUESDAY
        ),
    }.get(which, lambda _, matter: matter.key == which)  # type: ignore[call-overload]  # a key is in none of them
    found = [case for case, matter in shown if wanted(case, matter)]
    if which is Listing.OVERDUE:
        found.sort(key=lambda case: (case.deadline_at, case.id))
    else:
        found.sort(key=lambda case: case.id)
    return [case.id for case in found]


@pytest.mark.parametrize("which", [*Listing, "MA", "MB", "MC"])
def test_the_pages_and_the_length_of_a_list_equal_a_recount(store: Store, mixed: int, which: str) -> None:
    expected, found, after = recount(store, which), [], None
    with store.read() as session:
        while True:
            page = search.list_cases(session, mixed, which, READER, TUESDAY, after=after, limit=7)
            assert page.total == Length(len(expected))
            found += [line.case_id for line in page.lines]
            after = page.after
            if after is None:
                break
    assert found == expected


def test_a_list_is_counted_as_far_as_people_read_it(
    store: Store, mixed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(top_rows, "MOST_COUNTED", 20)
    with store.read() as session:
        page = search.list_cases(session, mixed, Listing.ALL, READER, TUESDAY, limit=7)
    assert len(recount(store, Listing.ALL)) > 21
    assert page.total == Length(20, has_more=True)


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("which", [*Listing, "MA"])
def test_no_list_walks_through_a_workspace(store: Store, mixed: int, which: str) -> None:
    asked: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    sa.event.listen(store.engine, "before_cursor_execute", note)
    with store.read() as session:
        search.list_cases(session, mixed, which, READER, TUESDAY, limit=7)
    sa.event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[call-overload]  # as it was asked
            steps = [step.detail for step in plan if "takedown_case" in step.detail]
            assert steps
            assert all("matter_id=" in step or "PRIMARY KEY" in step for step in steps), steps
