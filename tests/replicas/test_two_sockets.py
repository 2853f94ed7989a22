"""Two real processes on one Socket Mode app: whichever of them Slack asks, there is one decision each."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import select

from bot.simulator.person import Person, SlackSaidNo, shown_text
from storage.audit import chain
from storage.models import Case, Event, Workspace
from storage.vocabulary import EventKind
from tests.replicas.house import House, at_once, until
from tests.support.slack_side import free_port

Json = dict[str, Any]
MATTER = {
    "key": "NLP", "title": "The leak", "client": "Northlight Pictures", "facts": "Files were copied.",
    "ground": "private_info",
}  # fmt: skip


@dataclass
class Pair:
    """Two processes with a socket each, and the people whom they serve."""

    house: House
    ada: Person
    rita: Person
    rob: Person
    processes: list[Any] = field(default_factory=list)

    @property
    def channel(self) -> str:
        return self.house.side.channel

    def start(self) -> None:
        """Start both processes and wait for their sockets."""
        urls = []
        for _ in range(2):
            port = free_port()
            token = self.house.side.slack.app_token
            self.processes.append(self.house.start("run", PORT=str(port), SLACK_APP_TOKEN=token))
            urls.append(f"http://127.0.0.1:{port}")
        self.house.await_ready(*urls)
        assert self.house.side.slack.connected_sockets == 2

    def says(self, person: Person, text: str) -> str:
        answer = person.command(text, self.channel)
        return f"{answer['text']}\n{shown_text(answer)}" if answer else ""

    def opens(self, person: Person, text: str) -> Json:
        person.command(text, self.channel)
        return person.modal(30)

    def count(self, kind: EventKind) -> int:
        with self.house.store.read() as session:
            return len(session.exec(select(Event).where(Event.kind == kind)).all())

    def prepare(self) -> None:
        """Give roles and open the matter, each request at whichever process has its turn."""
        for name in ("rita", "rob"):
            assert "You typed" not in self.says(self.ada, f"/takedown roles add @{name} reviewer")
        form = self.opens(self.ada, "/takedown matter new")
        answer = self.ada.submit(form, **MATTER, channel=self.channel)
        assert answer["response_action"] == "update", answer
        self.ada.close_view(self.ada.views()[-1], whole_stack=True)
        until(lambda: "NLP" in self.says(self.rita, "/takedown matter list"), 30)

    def file(self, number: int) -> str:
        """File an account and return its case's key."""
        form = self.opens(self.rita, f"/takedown file NLP https://x.com/mirror{number}/status/{number}")
        assert self.rita.submit(form)["response_action"] == "update"
        said = shown_text(self.rita.views()[-1])
        self.rita.close_view(self.rita.views()[-1], whole_stack=True)
        assert "NLP-" in said or "taken in already" in said, said
        return self.says(self.rita, f"/takedown find mirror{number}").partition(" ")[0]

    def card(self, key: str) -> Json:
        def found() -> Json | None:
            shown = [each for each in self.rita.messages(self.channel) if not each["ephemeral"]]
            return next((each for each in shown if shown_text(each).startswith(f"{key} ·")), None)

        return self.rita.wait_for(found, 60)

    def private(self, person: Person) -> list[str]:
        shown = [each for each in person.messages(self.channel) if each["ephemeral"]]
        direct = [each for each in person.messages(person.im()) if each["bot"]]
        return [f"{each['text']}\n{shown_text(each)}" for each in (*shown, *direct)]

    def breaks(self) -> list[object]:
        with self.house.store.read() as session:
            ids = [each.pk for each in session.exec(select(Workspace))]
            return [found for each in ids for found in chain.check_chains(session, each) if found]


@pytest.fixture
def pair(house: House) -> Iterator[Pair]:
    side = house.side
    with ExitStack() as stack:
        people = [stack.enter_context(Person(side.url, user)) for user in (side.ada, side.rita, side.rob)]
        made = Pair(house, *people)
        made.start()
        made.prepare()
        yield made
        assert made.breaks() == []
        assert "Traceback" not in house.log()


def test_two_clicks_at_once_are_one_decision_and_the_other_is_told(pair: Pair) -> None:
    keys = [pair.file(number) for number in (1, 2)]
    doubled, contested = (pair.card(key) for key in keys)
    at_once(lambda: pair.rob.click(doubled, "Take"), lambda: pair.rob.click(doubled, "Take"))
    until(lambda: any(f"{keys[0]} is yours already" in said for said in pair.private(pair.rob)), 30)
    assert pair.count(EventKind.OWNER_CHANGED) == 1
    at_once(lambda: pair.ada.click(contested, "Take"), lambda: pair.rob.click(contested, "Take"))
    both = (pair.ada, pair.rob)
    until(
        lambda: any(keys[1] in said and "meanwhile" in said for who in both for said in pair.private(who)), 30
    )
    assert pair.count(EventKind.OWNER_CHANGED) == 2


def test_a_form_handed_in_twice_at_once_is_taken_once_and_both_are_answered(pair: Pair) -> None:
    form = pair.opens(pair.rita, "/takedown file NLP https://x.com/once/status/1")
    answers = at_once(lambda: pair.rita.submit(form), lambda: pair.rita.submit(form))
    actions = [each.error if isinstance(each, SlackSaidNo) else each.get("response_action") for each in answers]
    assert "update" in actions
    # The second comes to a form that is open no more, or that was taken in already.
    assert set(actions) <= {"update", "view_not_found", "not_found"}, answers
    assert pair.count(EventKind.CASE_FILED) == 1
    with pair.house.store.read() as session:
        assert len(session.exec(select(Case)).all()) == 1


def test_the_same_envelope_at_both_is_one_decision_each_and_answered(pair: Pair) -> None:
    pair.house.side.slack.deliver_to_every_socket()
    key = pair.file(1)
    assert pair.count(EventKind.CASE_FILED) == 1
    pair.rob.click(pair.card(key), "Take")
    until(lambda: f"<@{pair.rob.id}>" in shown_text(pair.card(key)))
    assert pair.count(EventKind.OWNER_CHANGED) == 1
    said = [pair.says(pair.ada, "/takedown pause"), pair.says(pair.ada, "/takedown resume")]
    assert all("paused" in each or "taken in already" in each for each in said[:1]), said
    assert all("goes on" in each or "resume" in each or "taken in already" in each for each in said[1:]), said
    assert pair.count(EventKind.PAUSED) == pair.count(EventKind.RESUMED) == 1
    assert not [each for each in pair.private(pair.rob) if "already" in each or "meanwhile" in each]


def test_when_one_process_dies_the_other_serves_everybody(pair: Pair) -> None:
    key = pair.file(1)
    card = pair.card(key)
    pair.processes[0].send_signal(signal.SIGKILL)
    pair.processes[0].wait()
    until(lambda: pair.house.side.slack.connected_sockets == 1, 30)
    pair.rob.click(card, "Take")
    # What the dead process held is taken over when its lease has run out.
    until(lambda: f"<@{pair.rob.id}>" in shown_text(pair.card(key)))
    assert pair.count(EventKind.OWNER_CHANGED) == 1
