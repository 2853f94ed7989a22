"""The stage of the journeys: people who act in Slack, accounts out there, and what each can see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bot.commands.local_desk import LocalDesk
from bot.commands.pictures import capture_of
from bot.simulator.person import Person, shown_text
from storage.audit import chain
from storage.models import Member
from storage.queries import people
from storage.queries.workspaces import all_workspaces
from tests.journeys.case import PATIENCE, Case, Json

FACTS = (
    "On 12 November 2026 somebody entered the file servers of Northlight Pictures and copied internal "
    "e-mails and an unfinished script. The company reported the intrusion and said so in public."
)
ROLES = {
    "rita": ("reporter",),
    "rob": ("reviewer",),
    "ada": ("reviewer",),
    "carla": ("counsel",),
    "simon": ("signatory",),
}


@dataclass
class Stage:
    """A running desk with its people. Every case gets an account of its own, so that stories do not meet.

    `forgiven` are refusals of Slack that a story provokes.
    """

    desk: LocalDesk
    folder: Path
    forgiven: set[str] = field(default_factory=set)
    _people: dict[str, Person] = field(default_factory=dict)
    _http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10, trust_env=False, verify=False))
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def home(self) -> str:
        return self.channel("takedowns")

    @property
    def now(self) -> datetime:
        return self.desk.town.clock.now()

    def channel(self, name: str) -> str:
        found = self.desk.town.slack.channel_named(name)
        assert found is not None, f"there is no #{name}"
        return found

    def person(self, name: str) -> Person:
        """Return the person of this name; the same one each time."""
        if name not in self._people:
            user = self.desk.town.slack.user_named(name)
            assert user is not None, f"nobody is called {name}"
            self._people[name] = Person(self.desk.url, user, rest=self.desk.town.slack.watch())
        return self._people[name]

    def close(self) -> None:
        """Have everybody leave."""
        for person in self._people.values():
            person.close()
        self._http.close()

    def newcomer(
        self, name: str, real_name: str, *roles: str, channels: tuple[str, ...] = ("takedowns",)
    ) -> Person:
        """Have somebody join the workspace, some channels and the desk."""
        slack = self.desk.town.slack
        user = slack.add_user(name, real_name, tz="Europe/Berlin")
        for each in channels:
            slack.add_member(self.channel(each), user)
        if roles:
            self.says("ada", f"/takedown roles add @{name} {' '.join(roles)}")
            place = self.channel(channels[0])
            self.until(lambda: "You have no role" not in self.says(name, "/takedown help", place))
            self.until(lambda: self._member(self.person(name)))
        return self.person(name)

    def change(self, person: Person, **facts: Any) -> None:
        """Change what Slack says of a person, and wait until the desk has heard of it."""
        heard = {"is_restricted": "is_guest", "deleted": "is_deactivated", "team_id": "is_foreign"}
        self.desk.town.slack.change_user(person.id, **facts)
        self.until(lambda: all(getattr(self._member(person), heard.get(each, each)) for each in facts))

    def knows_everybody(self) -> bool:
        """Whether the desk has heard from Slack who each of its people is: nobody else decides."""
        return all(self._member(self.person(name)) for name in ROLES)

    def _member(self, person: Person) -> Member | None:
        with self.desk.process.store.read() as session:
            [workspace] = all_workspaces(session)
            return people.member(session, workspace.pk, person.id)

    def says(self, name: str, text: str, channel: str | None = None) -> str:
        """Have a person type a command; return all words of the answer."""
        answer = self.person(name).command(text, channel or self.home)
        return f"{answer['text']}\n{shown_text(answer)}" if answer else ""

    def opens(self, name: str, text: str, channel: str | None = None) -> Json:
        """Have a person type a command that opens a modal; return the modal."""
        person = self.person(name)
        self.clear(person)
        person.command(text, channel or self.home)
        return person.modal(PATIENCE)

    def clear(self, person: Person) -> None:
        """Have a person close every open modal."""
        open_now = person.views()
        if open_now:
            person.close_view(open_now[-1], whole_stack=True)

    def open_matter(self, key: str, ground: str = "private_info", channel: str = "takedowns") -> None:
        """Open a matter through its form."""
        form = self.opens("ada", "/takedown matter new")
        done = self.person("ada").submit(
            form,
            key=key,
            title=f"The {key} leak",
            client="Northlight Pictures",
            facts=FACTS,
            ground=ground,
            channel=self.channel(channel),
        )
        assert done.get("response_action") == "update", done
        self.clear(self.person("ada"))
        self.until(lambda: f"*{key}*" in self.says("rita", "/takedown matter list"))

    def move(self, **by: float) -> None:
        """Move time forward for everybody."""
        self.desk.town.move_time(timedelta(**by))

    def move_to(self, instant: datetime) -> None:
        """Move time forward to an instant."""
        self.desk.town.move_time(instant - self.now)

    def until(self, look: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Return the first truthy thing that `look` finds."""
        return self.person("rita").wait_for(look, seconds)

    def outside(self, path: str, **act: Any) -> Json:
        """Do something in the outside world, or look at it if nothing is to be done."""
        url = f"{self.desk.url}/outside/{path}"
        answer = self._http.post(url, json=act) if act else self._http.get(url)
        found: Json = answer.json()
        assert found["ok"], found
        return found

    def mails(self, about: str = "") -> list[Json]:
        """Return the letters in the legal desk's mailbox that speak of something, newest first."""
        found: list[Json] = self.outside("mail")["messages"]
        return [each for each in found if about in each["subject"] + each["text"]]

    def attachment(self, mail: Json, index: int = 0) -> bytes:
        """Return a letter's attachment."""
        return self._http.get(f"{self.desk.url}/outside/mail/{mail['id']}/attachment/{index}").content

    def direct_messages(self, name: str) -> list[str]:
        """Return what the desk told a person directly, oldest first."""
        person = self.person(name)
        return [f"{each['text']}\n{shown_text(each)}" for each in person.messages(person.im()) if each["bot"]]

    def told_directly(self, name: str, words: str) -> str:
        """Wait until the desk told a person something directly."""
        found: str = self.until(
            lambda: next((each for each in reversed(self.direct_messages(name)) if words in each), None)
        )
        return found

    def picture(self, words: str = "As seen", name: str = "capture.png") -> Path:
        """Return a picture on this machine, as somebody would take one of their screen."""
        path = self.folder / name
        path.write_bytes(capture_of(words))
        return path

    def account(self, posts: int = 1) -> tuple[str, list[str]]:
        """Open an account on Chirp with some posts; return its name and the posts' links, oldest first."""
        chirp, handle = self.desk.town.chirp, f"leaker{next(self._number)}"
        chirp.add_account(handle, "A Leaker")
        numbers = [chirp.add_post(handle, f"Page {number} of the script.") for number in range(1, posts + 1)]
        return handle, [f"{chirp.public_url}/@{handle}/{number}" for number in numbers]

    def on_x(self, posts: int = 1) -> tuple[str, list[str]]:
        """Return the name of an account on X, where nothing can be sent by the desk, and links to posts."""
        number = next(self._number)
        handle = f"mirror_{number}"
        return handle, [f"https://x.com/{handle}/status/{number * 1000 + each}" for each in range(1, posts + 1)]

    def file(self, *links: str, by: str = "rita", matter: str = "NLP", **facts: Any) -> Case:
        """File links through the form; return the case whose card then stands in the channel."""
        form = self.opens(by, f"/takedown file {matter} {' '.join(links)}")
        done = self.person(by).submit(form, **facts)
        assert done.get("response_action") == "update", done
        told = shown_text(self.person(by).modal())
        self.clear(self.person(by))
        key = re.search(rf"{matter}-\d+", told)
        assert key is not None, told
        case = Case(self, key[0], tuple(links))
        case.card()
        return case

    def chirp_case(self, posts: int = 1, *, shown: bool = True, by: str = "rita", **facts: Any) -> Case:
        """File posts of a new account on Chirp, with evidence if they are `shown`."""
        handle, links = self.account(posts)
        case = self.file(*links, by=by, **facts)
        case.handle = handle
        return case.shown() if shown else case

    def x_case(self, posts: int = 1, *, shown: bool = True, by: str = "rita", **facts: Any) -> Case:
        """File posts of a new account on X, with evidence if they are `shown`."""
        handle, links = self.on_x(posts)
        case = self.file(*links, by=by, **facts)
        case.handle = handle
        return case.shown() if shown else case

    def broken_chains(self) -> list[object]:
        """Return the first break of each workspace's audit record that does not hold."""
        with self.desk.process.store.read() as session:
            ids = [each.pk for each in all_workspaces(session)]
            return [broken for each in ids for broken in chain.check_chains(session, each) if broken]
