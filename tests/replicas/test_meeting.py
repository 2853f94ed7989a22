"""Two processes that do the same at the same moment: each here has its own connections to one database."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from threading import Event
from typing import Any

import pytest
from sqlmodel import select

from bot.clock import MovableClock
from bot.desk.core.refusals import Overtaken
from bot.desk.matters.opening import NewMatter, open_matter
from bot.desk.review.approving import Attestation, approve, decline
from handlers.base.request import Command
from handlers.front.errors import Problem, guarded
from storage.audit import chain, events
from storage.database.engine import Store, open_store
from storage.ledger.notify import Listener, Notifier
from storage.models import Approval, Case, Workspace
from storage.models import Event as Happened
from storage.vocabulary import CaseStatus, EventKind, Ground
from tests.desk.office import CARLA, ROB, ROSA, Office, opened_office
from tests.effects.stage import Stage
from tests.replicas.house import at_once

EACH = 20


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """The same database as another process has it."""
    opened = open_store(store.engine.url.render_as_string(hide_password=False))
    yield opened
    opened.close()


@pytest.fixture
def offices(
    store: Store, other: Store, workspace: Workspace, clock: MovableClock, tmp_path: Path
) -> tuple[Office, Office]:
    """One office, and the same one as another process has it."""
    here = opened_office(store, clock, workspace.pk, tmp_path)
    return here, replace(here, desk=replace(here.desk, store=other))


def breaks(store: Store, workspace_id: int) -> list[chain.Break]:
    with store.read() as session:
        return [found for found in chain.check_chains(session, workspace_id) if found]


def test_a_chain_that_two_append_to_has_no_gap_and_no_fork(
    store: Store, other: Store, workspace: Workspace, clock: MovableClock
) -> None:
    def append_to(which: Store) -> Callable[[], None]:
        def append() -> None:
            for _ in range(EACH):
                with which.write() as session:
                    events.record(
                        session,
                        workspace_id=workspace.pk,
                        kind=EventKind.ROLE_GIVEN,
                        actor="U1",
                        now=clock.now(),
                    )

        return append

    at_once(append_to(store), append_to(other), append_to(store), append_to(other))
    with store.read() as session:
        assert sorted(session.exec(select(Happened.seq)).all()) == list(range(1, 4 * EACH + 1))
    assert breaks(store, workspace.pk) == []


def in_review(office: Office, turn: int) -> tuple[int, int, Attestation]:
    """Have a text asked approval for; return its case, itself, and what whoever approves it says."""
    case_id = office.file(f"https://x.com/mirror{turn}/status/1")
    notice_id = office.draft(case_id, ROB)
    return case_id, notice_id, Attestation(office.notice(case_id).content_hash)


@pytest.mark.parametrize("turn", range(5))
def test_two_who_approve_at_once_make_one_decision(offices: tuple[Office, Office], turn: int) -> None:
    here, there = offices
    case_id, notice_id, assent = in_review(here, turn)

    def say(office: Office, who: str) -> Callable[[], bool]:
        return lambda: approve(office.desk, office.actor(who), notice_id, assent)

    results = at_once(say(here, CARLA), say(there, ROSA))
    assert sorted(map(str, results))[1] == "True", results
    [refused] = [each for each in results if isinstance(each, Overtaken)]
    assert "approved this text meanwhile" in refused.sentence
    with here.desk.store.read() as session:
        assert len(session.exec(select(Approval).where(Approval.notice_id == notice_id)).all()) == 1
    assert here.kinds(case_id).count(EventKind.APPROVAL_GIVEN) == 1
    assert breaks(here.desk.store, here.workspace_id) == []


@pytest.mark.parametrize("turn", range(5))
def test_an_approval_and_a_refusal_at_once_leave_one_truth(offices: tuple[Office, Office], turn: int) -> None:
    here, there = offices
    case_id, notice_id, assent = in_review(here, turn)
    at_once(
        lambda: approve(here.desk, here.actor(CARLA), notice_id, assent),
        lambda: decline(there.desk, there.actor(ROSA), notice_id, "Not like this."),
    )
    # An approved text may still be declined; a declined one can no longer be approved.
    assert here.case(case_id).status is CaseStatus.OPEN
    assert here.kinds(case_id).count(EventKind.APPROVAL_DECLINED) == 1
    assert breaks(here.desk.store, here.workspace_id) == []


def test_filing_one_account_twice_at_once_opens_one_case(offices: tuple[Office, Office]) -> None:
    here, there = offices
    urls = [f"https://x.com/same{number}/status/{number}" for number in range(4)]
    results = at_once(
        *(
            lambda office=office, order=order: [office.file(url) for url in order]
            for office in (here, there)
            for order in (urls, urls[::-1])
        )
    )
    assert [sorted(each) for each in results] == [sorted(results[0])] * 4
    with here.desk.store.read() as session:
        keys = sorted(session.exec(select(Case.key)).all())
    assert keys == [f"NLP-{number}" for number in range(1, 5)]
    assert breaks(here.desk.store, here.workspace_id) == []


def test_opening_one_matter_twice_at_once_opens_one(offices: tuple[Office, Office]) -> None:
    wanted = NewMatter(
        "HAR", "The leak", "Northlight Pictures", "Files were copied.", Ground.PRIVATE_INFO, "C0H"
    )

    def ask(office: Office, who: str) -> Any:
        command = Command(office.desk, office.actor(who), who, word="matter", rest="new", channel_id="C0H")
        return guarded(lambda: open_matter(office.desk, office.actor(who), wanted), command, "form:matter")

    here, there = offices
    results = at_once(lambda: ask(here, ROB), lambda: ask(there, ROSA))
    [problem] = [each for each in results if isinstance(each, Problem)]
    assert (problem.field, problem.is_outage) == ("key", False)
    assert "There is a matter HAR already" in problem.sentence


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_bell_wakes_a_worker_that_would_have_slept_on(stage: Stage, other: Store) -> None:
    arrived = Event()
    stage.receiver.after = lambda _: arrived.set()
    worker = stage.worker(poll=timedelta(seconds=20), lease=timedelta(seconds=30))
    listener, notifier = Listener(stage.store, worker.wake), Notifier(other)
    for each in (listener, notifier, worker):
        each.start()
    waited = []
    for number in range(11):
        time.sleep(0.3)
        arrived.clear()
        stage.order(f"t{number}")
        began = time.monotonic()
        notifier.notify()
        assert arrived.wait(19)
        waited.append(time.monotonic() - began)
    assert worker.stop()
    listener.stop()
    notifier.stop()
    print(f"enqueued to started, by a bell from another process: median {median(waited) * 1000:.0f} ms")
    assert median(waited) < 1.0
