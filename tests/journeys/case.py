"""One case as people see it: its card in the channel, the thread below, and what they press."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import col

from bot.effects import rates
from bot.simulator.person import NotThere, shown_text
from bot.simulator.town import CHIRP_HOST
from storage.ledger import lanes
from storage.models import RateLimit
from storage.vocabulary import Platform

if TYPE_CHECKING:
    from tests.journeys.stage import Stage

Json = dict[str, Any]
PATIENCE = 40.0
SOON = 0.4
_ENDS = re.compile(r"The time to answer ends <!date\^(\d+)\^")


@dataclass
class Case:
    """One case as people see it: its card in the channel, the thread below, and what they press."""

    stage: Stage
    key: str
    links: tuple[str, ...]
    handle: str = ""
    channel: str = ""
    _ts: str = ""

    def __post_init__(self) -> None:
        self.channel = self.channel or self.stage.home

    # Seeing

    def find_card(self) -> Json | None:
        """Return the card if it stands in the channel."""
        watcher = self.stage.person("rita")
        if self._ts:
            return watcher.thread(self.channel, self._ts)[0]
        cards = (each for each in watcher.messages(self.channel) if not each["ephemeral"])
        found = next((each for each in cards if _title(each).startswith(f"{self.key} · ")), None)
        self._ts = found["ts"] if found else ""
        return found

    def card(self) -> Json:
        """Wait for the card."""
        found: Json = self.stage.until(self.find_card)
        return found

    def text(self) -> str:
        """Return everything the card says, in words and in blocks."""
        card = self.card()
        return f"{card['text']}\n{shown_text(card)}"

    def buttons(self) -> list[str]:
        """Return the labels of the card's buttons."""
        return self.stage.person("rita").buttons(self.card())

    def until(self, *words: str) -> str:
        """Wait until the card says all these words; return all it says."""
        return self._waited_for(self.text, words, "the card does not say")

    def offering(self, label: str) -> Json:
        """Wait until the card offers a button; return the card."""
        watcher = self.stage.person("rita")

        def offered() -> Json | None:
            card = self.card()
            return card if label in watcher.buttons(card) else None

        try:
            found: Json = self.stage.until(offered)
        except NotThere as missing:
            raise NotThere(
                f"no {label!r} but {self.buttons()} on a card that says:\n{self.text()}"
            ) from missing
        return found

    def withdrawn(self, label: str) -> None:
        """Wait until the card no longer offers a button."""
        self.stage.until(lambda: label not in self.buttons())

    def thread(self) -> str:
        """Return what the thread tells, one message after another."""
        told = self.stage.person("rita").thread(self.channel, self.card()["ts"])[1:]
        return "\n".join(each["text"] for each in told)

    def told(self, *words: str) -> str:
        """Wait until the thread tells all these words; return all it tells."""
        return self._waited_for(self.thread, words, "the thread does not tell")

    # Acting

    def press(self, name: str, label: str, card: Json | None = None) -> Json:
        """Have a person press a button; return the modal that opens."""
        person = self.stage.person(name)
        self.stage.clear(person)
        person.click(card or self.offering(label), label)
        return person.modal(PATIENCE)

    def click(self, name: str, label: str, card: Json | None = None) -> None:
        """Have a person press a button after which nothing opens."""
        self.stage.person(name).click(card or self.offering(label), label)

    def answered(self, name: str, label: str, card: Json | None = None) -> str:
        """Have a person press a button; return what is said to them alone, in the channel."""
        before = {each["ts"] for each in self._private(name)}
        self.click(name, label, card)
        new: Json = self.stage.until(
            lambda: next((each for each in self._private(name) if each["ts"] not in before), None)
        )
        return f"{new['text']}\n{shown_text(new)}"

    def hand_in(self, name: str, label: str, **answers: Any) -> Case:
        """Have a person press a button and hand in the form that opens, which is taken."""
        form = self.press(name, label)
        done = self.stage.person(name).submit(form, **answers)
        assert done.get("response_action") in {"clear", None}, (done, shown_text(form))
        return self

    def refused(self, name: str, label: str, card: Json | None = None, **answers: Any) -> dict[str, str]:
        """Have a person hand in a form that is not taken; return the sentences by their fields."""
        form = self.press(name, label, card)
        done = self.stage.person(name).submit(form, **answers)
        assert done.get("response_action") == "errors", done
        found: dict[str, str] = done["errors"]
        return found

    def shown(self, name: str = "rita") -> Case:
        """Add a capture as evidence of every item, and wait until it is kept."""
        file = self.stage.person(name).upload(self.stage.picture(self.key))
        numbers = [str(number) for number in range(1, len(self.links) + 1)]
        self.hand_in(name, "Add evidence", items=numbers, files=[file])
        self.stage.until(
            lambda: self.text().count("no evidence yet") == 0 and "being fetched" not in self.text()
        )
        return self

    def asked(self, by: str = "rita", approver: str = "rob") -> Case:
        """Have a warning requested and approved."""
        return self.hand_in(by, "Request approval").hand_in(approver, "Approve")

    def warned(self, by: str = "rita", approver: str = "rob") -> Case:
        """Have the person asked by the desk's direct message."""
        self.asked(by, approver)
        self.click(by, "Send warning")
        self.until("Asked first")
        return self

    def grace_ends(self) -> datetime:
        """Return the instant until which the person has time, as the card says it."""
        found = _ENDS.search(self.text())
        assert found is not None, self.text()
        return datetime.fromtimestamp(int(found[1]), UTC)

    def grace_over(self) -> Case:
        """Wait for the end of the time to answer."""
        self.stage.move_to(self.grace_ends() + timedelta(seconds=1))
        self.until("the time to answer is over")
        return self

    def unasked(self) -> Case:
        """Have counsel agree that nobody is asked first."""
        self.hand_in("rita", "Request a waiver", reason="They sell it to whoever asks.")
        self.click("carla", "Grant the waiver")
        self.offering("Escalate")
        return self

    def drafted(self, by: str = "rita", **letter: Any) -> Case:
        """Have a letter drafted and put before its approvers."""
        person = self.stage.person(by)
        form = self.press(by, "Escalate")
        done = person.submit(form, **letter)
        assert done.get("response_action") == "update", done
        done = person.submit(person.modal())
        assert done.get("response_action") == "clear", done
        self.offering("Approve")
        return self

    def escalated(self, by: str = "rita", **letter: Any) -> Case:
        """Have a report to the platform drafted, approved by reviewer and counsel, and sent."""
        self.drafted(by, **letter).hand_in("rob", "Approve")
        self.hand_in("carla", "Approve")
        self.click(by, "Send escalation")
        self.until("With the platform")
        return self

    # Outside

    def inbox(self) -> list[str]:
        """Return what the desk wrote to the person on Chirp, oldest first."""
        talks = self.stage.outside(f"chirp?as={self.handle}")["inbox"]
        return [each["text"] for talk in talks for each in talk["messages"] if each["from"] != self.handle]

    def post_ids(self) -> list[str]:
        """Return the ids of the person's posts, oldest first."""
        return [link.rpartition("/")[2] for link in self.links]

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Have the platform's lane closed meanwhile, as after its Retry-After."""
        lane = lanes.platform(Platform.MASTODON, f"{CHIRP_HOST}:{self.stage.desk.page.port}")
        with self.stage.desk.process.desk.write() as work:
            rates.pause(work.session, {}, (1, lane), timedelta(hours=1))
        try:
            yield
        finally:
            with self.stage.desk.process.desk.write() as work:
                work.session.exec(sa.delete(RateLimit).where(col(RateLimit.lane) == lane))

    def nothing_arrives(self, seconds: float = SOON) -> None:
        """Look for a while whether anything reaches the person."""
        before = self.inbox()
        try:
            self.stage.until(lambda: self.inbox() != before, seconds)
        except NotThere:
            return
        raise AssertionError(f"something reached @{self.handle}: {self.inbox()}")

    def _waited_for(self, look: Callable[[], str], words: tuple[str, ...], complaint: str) -> str:
        said = ""

        def all_there() -> str | None:
            nonlocal said
            said = look()
            return said if all(each in said for each in words) else None

        try:
            found: str = self.stage.until(all_there)
        except NotThere as missing:
            raise NotThere(f"{complaint} {words}, but:\n{said}") from missing
        return found

    def _private(self, name: str) -> list[Json]:
        return [each for each in self.stage.person(name).messages(self.channel) if each["ephemeral"]]


def _title(message: Json) -> str:
    blocks = message.get("blocks") or [{}]
    return str(blocks[0]["text"]["text"]) if blocks[0].get("type") == "header" else ""
