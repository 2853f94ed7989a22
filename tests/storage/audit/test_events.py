"""The audit record: append-only, chained, and erasable beside the chain."""

from datetime import UTC, datetime
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from storage.audit import chain, events
from storage.database.engine import Store
from storage.models import EventContent, Workspace
from storage.vocabulary import EventKind
from tests.complaints.spoiling import never, spoil

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REPLACING = {
    "sqlite": "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 2",
    "postgresql": "INSERT INTO event SELECT * FROM event WHERE seq = 2 "
    "ON CONFLICT (id) DO UPDATE SET actor = 'U9'",
}
UNGUARDING = {
    "sqlite": ("DROP TRIGGER event_keeps_rows", "DROP TRIGGER event_keeps_words"),
    "postgresql": ("ALTER TABLE event DISABLE TRIGGER USER", "SET session_replication_role = replica"),
}

# PostgreSQL lets no broken JSON in.
UNREADABLE = [*product(("sqlite", "postgresql"), ("kind", "at")), ("sqlite", "facts")]


@pytest.fixture
def chained(store: Store, workspace: Workspace) -> Store:
    with store.write() as session:
        for word in ("first", "second", "third"):
            events.record(
                session,
                workspace_id=workspace.id,
                kind=EventKind.ROLE_GIVEN,
                actor="U1",
                now=NOW,
                facts={"role": "reviewer"},
                content=word,
            )
    return store


def breaks(store: Store) -> list[chain.Break]:
    with store.read() as session:
        return [found for found in chain.check_chains(session, 1) if found]


def test_an_untouched_chain_is_sound(chained: Store) -> None:
    assert breaks(chained) == []


def test_an_event_follows_those_that_came_since_the_end_of_its_chain_was_told(chained: Store) -> None:
    with chained.write() as session:
        events.expect_tail(session, 1, events.WORKSPACE_CHAIN, 2, "0" * 64)
        events.record(session, workspace_id=1, kind=EventKind.ROLE_TAKEN, actor="U1", now=NOW)
        events.record(session, workspace_id=1, kind=EventKind.ROLE_GIVEN, actor="U1", now=NOW)
    assert breaks(chained) == []
    with chained.read() as session:
        assert chain.count_events(session, 1) == 5


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE event SET actor = 'U9' WHERE seq = 2", "DELETE FROM event WHERE seq = 2"],
)
def test_the_database_itself_refuses_to_change_an_event(chained: Store, tampering: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), chained.write() as session:
        session.connection().execute(sa.text(tampering))


def test_replacing_a_row_does_not_slip_past_the_trigger(chained: Store) -> None:
    copy = REPLACING[chained.engine.dialect.name]
    with pytest.raises(DatabaseError, match="append-only"), chained.write() as session:
        session.connection().execute(sa.text(copy))


@pytest.mark.parametrize(
    ("tampering", "seq", "reason"),
    [
        ("UPDATE event SET actor = 'U9' WHERE seq = 2", 2, "what it says was changed"),
        ("DELETE FROM event WHERE seq = 2", 3, "event 2 is missing"),
        ("UPDATE event_content SET content = 'other' WHERE event_id = 3", 3, "content beside it was changed"),
    ],
)
def test_tampering_with_the_triggers_off_is_found_and_named(
    chained: Store, tampering: str, seq: int, reason: str
) -> None:
    with chained.write() as session:
        for statement in UNGUARDING[chained.engine.dialect.name]:
            session.connection().execute(sa.text(statement))
        session.connection().execute(sa.text("DELETE FROM event_content WHERE event_id = 2"))
        session.connection().execute(sa.text(tampering))
    [found] = breaks(chained)
    assert (found.seq, reason in found.reason) == (seq, True)


def test_erasing_what_was_typed_leaves_the_chain_sound(chained: Store) -> None:
    with chained.write() as session:
        session.delete(session.get(EventContent, 2))
    assert breaks(chained) == []


@pytest.mark.parametrize("page", [1, 2, 1000])
@pytest.mark.parametrize("seq", [1, 2, 3])
@pytest.mark.parametrize(("database_kind", "trouble"), UNREADABLE)
def test_an_event_that_cannot_be_read_is_a_break_that_names_it(
    chained: Store, trouble: str, seq: int, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PAGE", page)
    word = {"kind": "odd", "at": never(chained), "facts": "{broken"}[trouble]
    spoil(chained, "event", f"{trouble} = '{word}'", f"seq = {seq}")
    with chained.read() as session:
        told = list(chain.check_chains(session, 1))
    assert told[:-1] == [None] * (seq - 1)
    assert told[-1] == chain.Break(1, "workspace", seq, "it cannot be read by this version of the desk")
