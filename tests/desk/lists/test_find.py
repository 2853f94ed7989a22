"""Finding and listing: by whatever one has at hand, and only what one is shown."""

import io
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.clock import MovableClock
from bot.desk.importing.running import import_rows
from bot.desk.importing.runs import NewMatters
from bot.desk.lists.find import find
from storage.database.engine import Store
from storage.lists.search import Cursor, Listing, list_cases
from storage.lists.top_rows import Length
from storage.lists.visibility import visible_matters
from storage.models import Case, ChannelMember, Matter, Workspace
from storage.vocabulary import CaseStatus
from tests.support.database import TUESDAY

ROWS = """matter,url,account,external_id
NLP,https://x.com/LeakMirror/status/1,,T-1
NLP,https://x.com/LeakMirror/status/2,,T-2
NLP,https://chirp.example/@ann/12345,,
NLP,https://youtu.be/abc12345678,@Channel,
NLP,https://leaks.example/list,,
HAR,https://reddit.com/user/leakmirror,,T-1
SEC,https://x.com/LeakMirror/status/1,,T-1
"""


@pytest.fixture
def filed(store: Store, workspace: Workspace, clock: MovableClock) -> int:
    """SEC lives in a channel of which only U_IN is a member; the other matters have no channel yet."""
    workspace_id = workspace.pk
    import_rows(store, clock, workspace_id, io.BytesIO(ROWS.encode()), create_matters=NewMatters())
    with store.write() as session:
        secret = session.exec(select(Matter).where(Matter.key == "SEC")).one()
        secret.channel_id = "C_SECRET"
        session.add(secret)
        session.add(ChannelMember(workspace_id=workspace_id, channel_id="C_SECRET", user_id="U_IN"))
        other = Workspace(key="other", created_at=TUESDAY)
        session.add(other)
        session.flush()
        other_id = other.pk
    import_rows(store, clock, other_id, io.BytesIO(ROWS.encode()), create_matters=NewMatters())
    return workspace_id


def keys(store: Store, workspace_id: int, text: str, user: str = "U_OUT") -> list[str]:
    with store.read() as session:
        return [line.key for line in find(session, workspace_id, user, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nlp-2", ["NLP-2"]),
        (" NLP-1-4K2 ", ["NLP-1"]),
        ("leakmirror", ["HAR-1", "NLP-1"]),
        ("@LEAKMIRROR", ["HAR-1", "NLP-1"]),
        ("ann", ["NLP-2"]),
        ("@ann@chirp.example", ["NLP-2"]),
        ("channel", ["NLP-3"]),
        ("https://twitter.com/leakmirror/status/2?s=20", ["NLP-1"]),
        ("x.com/leakmirror/status/2", ["NLP-1"]),
        ("https://x.com/leakmirror", ["NLP-1"]),
        ("https://m.youtube.com/watch?v=abc12345678&t=3", ["NLP-3"]),
        ("http://www.leaks.example/list/", ["NLP-4"]),
        ("T-1", ["HAR-1", "NLP-1"]),
        ("t-1", []),
        ("", []),
        ("@", []),
        ("%", []),
        ("a\0b", []),
        ("x" * 5000, []),
        ("SEC-1", []),
        ("NLP-99", []),
        ("NLP-999999999", []),
        ("NLP-4294967297", []),
        ("NLP-99999999999999999999999", []),
        ("99999999999999999999999", []),
    ],
)
def test_a_case_is_found_by_what_one_has_at_hand(
    store: Store, filed: int, text: str, expected: list[str]
) -> None:
    assert keys(store, filed, text) == expected


def test_a_member_of_the_matters_channel_finds_more(store: Store, filed: int) -> None:
    assert keys(store, filed, "leakmirror", "U_IN") == ["SEC-1", "HAR-1", "NLP-1"]
    assert keys(store, filed, "SEC-1", "U_IN") == ["SEC-1"]
    with store.read() as session:
        assert len(visible_matters(session, filed, "U_IN")) == 3
        assert len(visible_matters(session, filed, "U_OUT")) == 2


def listed(store: Store, workspace_id: int, which: Listing | str, user: str = "U_OUT") -> list[str]:
    with store.read() as session:
        page = list_cases(session, workspace_id, which, user, TUESDAY, limit=100)
        assert page.total == Length(len(page.lines))
        assert page.after is None
        return [line.key for line in page.lines]


def change(store: Store, workspace_id: int, key: str, **values: object) -> None:
    with store.write() as session:
        case = session.exec(select(Case).where(Case.workspace_id == workspace_id, Case.key == key)).one()
        for name, value in values.items():
            setattr(case, name, value)
        session.add(case)


def test_lists_hold_what_they_say(store: Store, filed: int) -> None:
    change(store, filed, "NLP-1", owner_id="U_OUT", deadline_at=TUESDAY - timedelta(hours=1))
    change(store, filed, "NLP-2", status=CaseStatus.WARNING_REVIEW, deadline_at=TUESDAY - timedelta(days=1))
    change(
        store, filed, "NLP-3", owner_id="U_OUT", status=CaseStatus.RESOLVED, deadline_at=TUESDAY - timedelta(1)
    )
    change(store, filed, "NLP-4", deadline_at=TUESDAY + timedelta(hours=1))
    assert listed(store, filed, Listing.MINE) == ["NLP-1"]
    assert listed(store, filed, Listing.WAITING) == ["NLP-2"]
    assert listed(store, filed, Listing.OVERDUE) == ["NLP-2", "NLP-1"]
    assert listed(store, filed, Listing.ALL) == ["NLP-1", "NLP-2", "NLP-4", "HAR-1"]
    assert listed(store, filed, "nlp") == ["NLP-1", "NLP-2", "NLP-3", "NLP-4"]
    assert listed(store, filed, "SEC") == []
    assert listed(store, filed, "SEC", "U_IN") == ["SEC-1"]


@pytest.mark.parametrize("which", [Listing.ALL, Listing.OVERDUE, "NLP"])
def test_pages_follow_each_other_without_a_gap(store: Store, filed: int, which: Listing | str) -> None:
    for key in ("NLP-1", "NLP-2", "NLP-3", "NLP-4"):
        change(store, filed, key, deadline_at=TUESDAY - timedelta(days=1))
    found: list[str] = []
    after: Cursor | None = None
    with store.read() as session:
        while True:
            page = list_cases(session, filed, which, "U_OUT", TUESDAY, after=after, limit=2)
            found += [line.key for line in page.lines]
            assert len(page.lines) <= 2
            if page.after is None:
                break
            after = Cursor.read(str(page.after))
    assert Length(len(found)) == Length(len(set(found))) == page.total


@pytest.mark.parametrize("text", ["", "x", "1@", "1@yesterday", "1@2026-11-24", "9" * 30, "-1"])
def test_a_cursor_that_was_tampered_with_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Cursor.read(text)
