"""One event that cannot be read stops neither its case's thread nor its card: it is named by its reference."""

from itertools import product
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.clock import MovableClock
from bot.desk.card.history import history_facts
from bot.desk.tracking.replies import record_reply
from handlers.card.card_message import card_message
from handlers.card.history_lines import history_lines, sentences
from storage.audit import events
from storage.database.engine import Store
from storage.models import Card, Event, Workspace
from storage.vocabulary import EventKind, ReplyKind
from tests.complaints.spoiling import never, spoil
from tests.desk.life import asked
from tests.desk.office import ROB, Office, opened_office
from tests.journeys.stage import Stage
from tests.support.database import clock, database_kind, database_url, store, workspace

__all__ = ["clock", "database_kind", "database_url", "store", "workspace"]

CANNOT = "cannot be read by this version of the desk"
UNREADABLE = [
    *product(("sqlite", "postgresql"), ("kind = 'odd'", "at = NEVER", "facts = '[7]'", "facts = 'null'")),
    # PostgreSQL lets no broken JSON in.
    ("sqlite", "facts = '{broken'"),
]
SENSELESS = ['{"reply": "sang"}', "{}", '{"reply": ["agreed"]}']


@pytest.fixture
def office(store: Store, workspace: Workspace, clock: MovableClock, tmp_path: Path) -> Office:
    return opened_office(store, clock, workspace.pk, tmp_path)


def spoil_event(store: Store, change: str, case_id: int, seq: int) -> str:
    """Make an event of a case unreadable; return the reference by which it is to be named."""
    with store.read() as session:
        chain = events.case_chain(case_id)
        number = session.exec(select(col(Event.id)).where(Event.chain == chain, Event.seq == seq)).one()
    spoil(store, "event", change.replace("NEVER", f"'{never(store)}'"), f"id = {number}")
    return f"event:{number}"


def told(office: Office, case_id: int, after: int = 0) -> list[str]:
    with office.desk.read() as work:
        return history_lines(history_facts(work, office.workspace_id, case_id, after=after))


def replied(office: Office) -> tuple[int, int]:
    """Return a case with a recorded reply, and the place of that in its chain."""
    case_id = asked(office)
    record_reply(office.desk, office.actor(ROB), case_id, ReplyKind.AGREED, "I will.")
    return case_id, office.kinds(case_id).index(EventKind.REPLY_RECORDED) + 1


@pytest.mark.parametrize(("database_kind", "change"), UNREADABLE)
def test_the_others_of_the_case_are_told(office: Office, change: str) -> None:
    case_id = asked(office)
    before = told(office, case_id)
    reference = spoil_event(office.desk.store, change, case_id, 2)
    lines = told(office, case_id)
    assert lines[1] == f"Something happened that {CANNOT} (reference {reference})"
    assert [lines[0], *lines[2:]] == [before[0], *before[2:]]
    assert told(office, case_id, after=1) == lines[1:]


@pytest.mark.parametrize("facts", SENSELESS)
def test_one_that_makes_no_sense_is_told_like_one_that_cannot_be_read(office: Office, facts: str) -> None:
    case_id, seq = replied(office)
    reference = spoil_event(office.desk.store, f"facts = '{facts}'", case_id, seq)
    with office.desk.read() as work:
        said = sentences(history_facts(work, office.workspace_id, case_id, after=seq - 1))
    assert said[0] == f"Something happened that {CANNOT} (reference {reference})"


@pytest.mark.parametrize("change", ["at = NEVER", *(f"facts = '{facts}'" for facts in SENSELESS)])
def test_the_card_names_a_reply_that_cannot_be_read_and_stays_a_card(office: Office, change: str) -> None:
    case_id, seq = replied(office)
    reference = spoil_event(office.desk.store, change, case_id, seq)
    text, blocks = card_message(office.facts(case_id))
    assert f"last reply {CANNOT} (reference {reference})" in str(blocks)
    assert "No reply yet" not in text + str(blocks)
    assert office.facts(case_id).steps


@pytest.mark.parametrize("table", ["takedown_case", "notice", "evidence"])
def test_the_thread_is_told_whatever_else_of_its_case_cannot_be_read(office: Office, table: str) -> None:
    case_id = asked(office)
    before = told(office, case_id)
    of_case = "id" if table == "takedown_case" else "case_id"
    spoil(office.desk.store, table, "status = 'frozen'", f"{of_case} = {case_id}")
    assert told(office, case_id) == before


def card_in(store: Store, **changed: int) -> Card:
    with store.write() as session:
        card = session.exec(select(Card)).one()
        card.sqlmodel_update(changed)
        session.add(card)
    return card


def test_the_thread_goes_on_beyond_it(own_stage: Stage) -> None:
    """Its second event is one that the thread has yet to tell."""
    stage, store = own_stage, own_stage.desk.process.store
    rita, rob = stage.person("rita"), stage.person("rob")
    case = stage.x_case(shown=False)
    case.click("rob", "Take")
    case.told(f"<@{rob.id}> looks after this case now")
    card = stage.until(lambda: (found := card_in(store)).thread_seq == 3 and found)
    reference = spoil_event(store, "kind = 'odd'", card.case_id, 2)
    card_in(store, thread_seq=1)
    case.click("rita", "Take")
    case.told(f"(reference {reference})", f"<@{rita.id}> looks after this case now")
    case.click("rob", "Take")
    stage.until(lambda: case.thread().count(f"<@{rob.id}> looks after this case now") == 3)
    assert case.thread().count(reference) == 1
