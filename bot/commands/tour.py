"""The tour: the whole story, played by the people of the local workspace through Slack's own protocol."""

import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.commands.local_desk import LocalDesk
from bot.commands.pictures import capture_of
from bot.commands.seeding import HANDLE, Cast, cast
from bot.simulator.person import NotThere, Person, shown_text
from storage.audit import chain
from storage.queries.workspaces import all_workspaces

Json = dict[str, Any]
Say = Callable[[str], None]
PATIENCE = 20.0
TRIES = 3


class TourFailed(Exception):
    """The story did not go as it should; says at which step."""


@dataclass
class Tour:
    """One playing of the story: the desk, its people, and what was reached so far."""

    desk: LocalDesk
    people: Cast
    say: Say
    home: str
    watch: str
    step: int = 0

    def tell(self, what: str) -> None:
        """Print one line for a step that was seen to work."""
        self.step += 1
        now = self.desk.town.clock.now().strftime("%a %d %b %H:%M UTC")
        self.say(f"{self.step:2}. [{now}] {what}")

    def card(self) -> Json:
        """Return the card as it stands now in its channel, apart from digests that name the case too."""
        rita = self.people.rita

        def shown() -> Json | None:
            found = (each for each in rita.messages(self.home) if each["text"].startswith("NLP-1 "))
            return next(found, None)

        return rita.wait_for(shown, PATIENCE)

    def card_offering(self, label: str) -> Json:
        """Wait until the card offers a button, and return the card."""
        rita = self.people.rita

        def offered() -> Json | None:
            card = self.card()
            return card if label in rita.buttons(card) else None

        return rita.wait_for(offered, PATIENCE)

    def press(self, person: Person, label: str) -> Json:
        """Have a person press a button of the card, and return the modal that opens.

        On a busy machine Slack may close the three seconds in which it can open; people press again then.
        """
        for _ in range(TRIES):
            person.click(self.card_offering(label), label)
            with suppress(NotThere):
                return person.modal(PATIENCE / TRIES)
        raise TourFailed(f"step {self.step + 1}: “{label}” opened nothing")

    def submit(self, person: Person, form: Json, **values: Any) -> None:
        """Have a person submit a modal. Raise TourFailed if the desk does not take it."""
        answer = person.submit(form, **values)
        if answer.get("response_action") in ("errors", "push"):
            said = answer.get("errors") or shown_text(person.modal())
            raise TourFailed(f"step {self.step + 1}: {said}")

    def outside(self, path: str, **act: Any) -> Json:
        """Do something in the outside world, or look at it if nothing is to be done."""
        url = f"{self.desk.url}/outside/{path}"
        answer = httpx.post(url, json=act, timeout=10) if act else httpx.get(url, timeout=10)
        found: Json = answer.json()
        return found

    def until(self, what: str, look: Callable[[], Any]) -> Any:
        """Return the first truthy thing that `look` finds. Raise TourFailed if it never does."""
        try:
            return self.people.rita.wait_for(look, PATIENCE)
        except NotThere as missing:
            raise TourFailed(f"step {self.step + 1}: {what}") from missing


def play(desk: LocalDesk, say: Say) -> int:
    """Play the whole story once; print a line for each step and a summary. Return the exit status."""
    with closing(cast(desk)) as people:
        return _played(desk, people, say)


def _played(desk: LocalDesk, people: Cast, say: Say) -> int:
    slack = desk.town.slack
    tour = Tour(
        desk,
        people,
        say,
        home=slack.channel_named("takedowns") or "",
        watch=slack.channel_named("press-watch") or "",
    )
    began = time.monotonic()
    try:
        for act in (_file, _show, _ask_first, _wait, _escalate, _resolve, _digest, _prove):
            act(tour)
    except (TourFailed, NotThere, AssertionError) as failure:
        say(f"The tour stopped: {failure}")
        return 1
    say(f"The whole story in {tour.step} steps and {time.monotonic() - began:.0f} s: nothing sent twice.")
    return 0


def _file(tour: Tour) -> None:
    rita = tour.people.rita
    seen = rita.message_with(tour.watch, HANDLE, PATIENCE)
    rita.shortcut("file_takedown_from_message", seen)
    tour.submit(rita, rita.modal(PATIENCE), matter="NLP", kind="screenshot", ground="private_info")
    rita.close_view(rita.modal(PATIENCE), whole_stack=True)
    tour.card_offering("Request approval")
    tour.tell(f"Rita files two posts of {HANDLE} from a message; NLP-1 has its card.")


def _show(tour: Tour) -> None:
    rita = tour.people.rita
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "capture.png"
        picture.write_bytes(capture_of("Two posts by @leakmirror"))
        file = rita.upload(picture)
    tour.submit(rita, tour.press(rita, "Add evidence"), items=["1", "2"], files=[file])
    tour.until("evidence is stored", lambda: _told(tour).count("Evidence is kept") == 2)
    tour.tell("Rita adds a capture as evidence; it is kept under its SHA-256.")


def _ask_first(tour: Tour) -> None:
    people = tour.people
    tour.submit(people.rita, tour.press(people.rita, "Request approval"))
    tour.tell("Rita asks for approval of exactly this text.")
    tour.submit(people.rob, tour.press(people.rob, "Approve"))
    tour.card_offering("Send warning")
    tour.tell("Rob, who did not write it, approves. Nothing was sent by that.")
    people.rita.click(tour.card_offering("Send warning"), "Send warning")
    letter = tour.until("the message arrives", lambda: _inbox(tour))
    tour.tell(f"Rita presses Send warning; {HANDLE} reads: “{letter.splitlines()[0][:60]}”")


def _wait(tour: Tour) -> None:
    posts = tour.outside(f"chirp?as={HANDLE}")["posts"]
    first = min(posts, key=lambda post: int(post["id"]))
    tour.outside("chirp/delete", **{"as": HANDLE, "id": first["id"]})
    tour.outside("chirp/reply", **{"as": HANDLE, "to": _sender(tour), "text": "One is down. The other stays."})
    rita = tour.people.rita
    tour.submit(rita, tour.press(rita, "Record reply"), reply="removed", quote="One is down. The other stays.")
    tour.submit(rita, tour.press(rita, "Record outcome"), item_1="user_removed_after_contact")
    tour.tell(f"{HANDLE} takes one post down; the reply and the outcome are recorded.")
    _move(tour, timedelta(days=6))
    tour.card_offering("Escalate")
    tour.tell("The time to answer passes: 72 hours and two business days, whichever ends later.")


def _escalate(tour: Tour) -> None:
    people = tour.people
    tour.submit(people.rita, tour.press(people.rita, "Escalate"))
    tour.submit(people.rita, people.rita.modal(PATIENCE))
    tour.tell("Rita drafts the report to Chirp about the one post that is left.")
    tour.submit(people.rob, tour.press(people.rob, "Approve"))
    tour.until("one approval is shown", lambda: "Approve" in people.rita.buttons(tour.card()))
    tour.submit(people.carla, tour.press(people.carla, "Approve"))
    tour.tell("Rob approves as reviewer and Carla as counsel: three different people stand behind it.")
    people.carla.click(tour.card_offering("Send escalation"), "Send escalation")
    mail = tour.until("the letter arrives", lambda: tour.outside("mail")["messages"])[0]
    names = ", ".join(attachment["name"] for attachment in mail["attachments"])
    tour.tell(f"The letter reaches {mail['to']} with its PDF ({names}).")


def _resolve(tour: Tour) -> None:
    people = tour.people
    left = [post for post in tour.outside(f"chirp?as={HANDLE}")["posts"] if post["state"] == "up"]
    tour.outside("chirp/remove", id=left[0]["id"])
    form = tour.press(people.rita, "Record answer")
    tour.submit(people.rita, form, reference="CHIRP-2207", forwarded="yes")
    tour.submit(people.rita, tour.press(people.rita, "Record outcome"), item_2="platform_removed")
    tour.card_offering("Reopen")
    tour.tell("Chirp removes the post; answer and outcome are recorded, and the case is resolved.")


def _digest(tour: Tour) -> None:
    now = tour.desk.town.clock.now()
    next_morning = (now + timedelta(days=1)).replace(hour=8, minute=5, second=0, microsecond=0)
    while next_morning.weekday() > 4:
        next_morning += timedelta(days=1)
    before = len(_digests(tour))
    _move(tour, next_morning - now)
    message = tour.until("the digest is posted", lambda: _digests(tour)[before:])[-1]
    tour.tell(f"The digest of the morning: “{shown_text(message).splitlines()[0][:70]}”")


def _prove(tour: Tour) -> None:
    with tour.desk.process.store.read() as session:
        ids = [workspace.pk for workspace in all_workspaces(session)]
        checked = [found for each in ids for found in chain.check_chains(session, each)]
    if any(checked):
        raise TourFailed("the audit record does not hold")
    sent = len(tour.outside("mail")["messages"]) + 1
    if sent != len({_inbox(tour), *[mail["message_id"] for mail in tour.outside("mail")["messages"]]}):
        raise TourFailed("something was sent twice")
    tour.tell(f"The audit record holds: {len(checked)} events, every one chained to the one before.")


def _told(tour: Tour) -> str:
    card = tour.card()
    return "\n".join(shown_text(each) for each in tour.people.rita.thread(tour.home, card["ts"]))


def _inbox(tour: Tour) -> str | None:
    conversations = tour.outside(f"chirp?as={HANDLE}")["inbox"]
    messages = [message for each in conversations for message in each["messages"]]
    return str(messages[0]["text"]) if messages else None


def _sender(tour: Tour) -> str:
    return str(tour.outside(f"chirp?as={HANDLE}")["inbox"][0]["with"])


def _digests(tour: Tour) -> list[Json]:
    return [each for each in tour.people.rita.messages(tour.home) if each["text"].startswith("Takedowns")]


def _move(tour: Tour, by: timedelta) -> None:
    seconds = int(by.total_seconds())
    httpx.post(f"{tour.desk.url}/ui/clock", json={"seconds": seconds}, timeout=10)
