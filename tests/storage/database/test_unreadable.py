"""Statements about several cases pass over one that cannot be read, and keep the order of the others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from bot.clock import MovableClock
from bot.desk.core.context import Actor, Desk, Installation, UnitOfWork
from bot.desk.core.refresh import show_case, show_channel
from bot.desk.team.pause import pause, resume
from storage.database.engine import Store
from storage.ledger import cards, effects
from storage.models import Card, Effect, Person, Workspace
from storage.vocabulary import EffectStatus, Platform
from tests.complaints.spoiling import spoil
from tests.handlers import shelf
from tests.handlers.office import HOME
from tests.support.database import TUESDAY
from tests.support.platforms import SmallWorld


@pytest.fixture
def case_ids(store: Store, workspace: Workspace) -> list[int]:
    """Three cases about one person, of which the second cannot be read."""
    matter_id = shelf.matter(store, workspace.pk)
    with store.write() as session:
        person = Person(workspace_id=workspace.pk, platform=Platform.X, handle="leakmirror", created_at=TUESDAY)
        session.add(person)
        session.flush()
        made = [shelf.case(session, workspace.pk, matter_id, number) for number in (1, 2, 3)]
        for case in made:
            case.person_id = person.id
        session.flush()
        for case in made:
            shelf.notice(session, case)
            show_case(session, case, TUESDAY)
            session.add(
                Card(workspace_id=case.workspace_id, case_id=case.pk, channel_id=HOME, ts=f"{case.id}.1")
            )
        ids = [case.pk for case in made]
    spoil(store, "takedown_case", "status = 'frozen'", f"id = {ids[1]}")
    return ids


def test_the_other_cards_about_a_person_follow(store: Store, workspace: Workspace, case_ids: list[int]) -> None:
    with store.read() as session:
        found = cards.shown_of_person(session, workspace.pk, 1)
        assert sorted(case.pk for case in found) == [case_ids[0], case_ids[2]]


def test_the_other_cards_of_a_channel_come_when_they_can_be_posted(
    store: Store, workspace: Workspace, case_ids: list[int]
) -> None:
    def card_of(case_id: int) -> Effect:
        with store.read() as session:
            found = effects.find(session, workspace.pk, f"card:{case_id}")
            assert found is not None
            return found

    with store.write() as session:
        for case_id in case_ids:
            row = session.merge(card_of(case_id))
            row.status = EffectStatus.FAILED
    with store.write() as session:
        show_channel(UnitOfWork(session, TUESDAY, Installation(), SmallWorld()), workspace.pk, HOME)
    assert [card_of(case_id).status for case_id in case_ids] == ["ready", "failed", "ready"]


@pytest.mark.parametrize("turn", [pause, resume])
def test_the_kill_switch_works_both_ways(
    store: Store, workspace: Workspace, case_ids: list[int], turn: Callable[..., bool]
) -> None:
    """The matter of all three cannot be read either."""
    spoil(store, "matter", "ground = 'envy'", "id = 1")
    actor = Actor(workspace.pk, "U1ADMIN", HOME)
    desk = Desk(
        store, MovableClock(TUESDAY + timedelta(hours=1)), Installation(admins=("U1ADMIN",)), SmallWorld()
    )
    with store.write() as session:
        session.get_one(Workspace, workspace.id).paused_at = None if turn is pause else TUESDAY
    with store.read() as session:
        before = {case_id: wanted(session, workspace, case_id) for case_id in case_ids}
    assert pause(desk, actor, "wrong list") if turn is pause else resume(desk, actor)
    with store.read() as session:
        assert (session.get_one(Workspace, workspace.id).paused_at is not None) is (turn is pause)
        assert {case_id: wanted(session, workspace, case_id) - 1 for case_id in case_ids} == before


def wanted(session: Session, workspace: Workspace, case_id: int) -> int:
    """Return how often a card was asked for."""
    found = effects.find(session, workspace.pk, f"card:{case_id}")
    assert found is not None
    return found.requested_rev


def test_where_nothing_is_broken_one_statement_does(
    store: Store, workspace: Workspace, case_ids: list[int]
) -> None:
    spoil(store, "takedown_case", "status = 'open'", f"id = {case_ids[1]}")
    asked: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    with store.read() as session:
        found = cards.shown_of_person(session, workspace.pk, 1)
    assert sorted(case.pk for case in found) == case_ids
    assert len([statement for statement in asked if statement.startswith("SELECT takedown_case")]) == 1
