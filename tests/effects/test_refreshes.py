"""Standing acts asked for together: in one statement, whatever each of them needs."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from bot.desk.importing.running import import_rows
from bot.desk.importing.runs import NewMatters
from storage.ledger import cards, refresh_queue
from storage.ledger.refresh_queue import Asking
from storage.models import Card, Case, Effect
from storage.vocabulary import EffectKind, EffectStatus
from tests.effects.stage import Stage

MINUTE = timedelta(minutes=1)


@pytest.fixture
def filed(stage: Stage) -> Stage:
    """Three cases, of which the first has a card posted and the second one that is on its way."""
    rows = "".join(f"NLP,https://x.com/a{number}/status/{number}\n" for number in (1, 2, 3))
    file = io.BytesIO(f"matter,url\n{rows}".encode())
    import_rows(stage.store, stage.clock, stage.workspace_id, file, create_matters=NewMatters())
    with stage.store.write() as session:
        for case_id, ts in ((1, "1.1"), (2, None)):
            card = Card(workspace_id=stage.workspace_id, case_id=case_id, channel_id="C1", ts=ts)
            session.add(card)
    return stage


def noted(stage: Stage, act: Callable[[Session], None]) -> list[str]:
    """Act in a transaction; return the statements that took."""
    told: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        told.append(statement)

    sa.event.listen(stage.store.engine, "before_cursor_execute", note)
    with stage.store.write() as session:
        act(session)
    sa.event.remove(stage.store.engine, "before_cursor_execute", note)
    return [statement for statement in told if not statement.startswith("BEGIN")]


def ask(stage: Stage, *askings: Asking) -> list[str]:
    """Ask for acts together; return the statements that took."""
    now = stage.clock.now()
    return noted(
        stage, lambda session: refresh_queue.refresh_together(session, stage.workspace_id, askings, now)
    )


def history(stage: Stage, case_id: int) -> Asking:
    now = stage.clock.now()
    return Asking(EffectKind.HISTORY, f"history:{case_id}", now, case_id=case_id, without_card_at=now + MINUTE)


def home(stage: Stage) -> Asking:
    return Asking(EffectKind.HOME, "home:U1", stage.clock.now(), payload={"user": "U1"}, follows=True)


@pytest.mark.parametrize(("case_id", "waits"), [(1, False), (2, True), (3, True)])
def test_a_thread_waits_for_a_card_that_is_not_posted(filed: Stage, case_id: int, waits: bool) -> None:
    asking = history(filed, case_id)
    assert len(ask(filed, asking)) == 1
    due = filed.row(f"history:{case_id}").due_at
    assert due == (asking.without_card_at if waits else asking.due_at)


def test_what_follows_is_served_only_if_it_was_asked_for_before(filed: Stage) -> None:
    assert len(ask(filed, history(filed, 1), home(filed))) == 1
    with filed.store.read() as session:
        assert session.scalars(sa.select(Effect.kind)).all() == [EffectKind.HISTORY]
    filed.refresh("home:U1", EffectKind.HOME, payload={"user": "U1"})
    filed.change("home:U1", status=EffectStatus.SENT)
    assert len(ask(filed, history(filed, 1), home(filed))) == 1
    assert (filed.row("home:U1").status, filed.row("home:U1").requested_rev) == (EffectStatus.READY, 2)
    assert filed.row("history:1").requested_rev == 2


def test_some_with_a_new_payload_and_some_without_are_no_one_asking(filed: Stage) -> None:
    now = filed.clock.now()
    new = Asking(EffectKind.HOME, "home:U1", now, payload={"user": "U1"})
    with pytest.raises(ValueError, match="new payload"):
        ask(filed, new, history(filed, 1))


def test_nothing_asked_for_is_nothing_done(filed: Stage) -> None:
    assert ask(filed) == []


def test_all_cards_in_work_are_brought_up_to_date_by_one_statement_latest_first(filed: Stage) -> None:
    with filed.store.write() as session:
        later = sa.update(Case).where(col(Case.id) == 2).values(updated_at=filed.clock.now() + MINUTE)
        session.execute(later)
    told = noted(filed, lambda session: cards.show_in_work(session, filed.workspace_id, filed.clock.now()))
    with filed.store.read() as session:
        acts = session.scalars(sa.select(Effect).order_by(col(Effect.id))).all()
    assert [(act.idem_key, act.case_id, act.lane) for act in acts] == [
        ("card:2", 2, "slack:chat.update"),
        ("card:1", 1, "slack:chat.update"),
    ]
    assert len(told) == 1
