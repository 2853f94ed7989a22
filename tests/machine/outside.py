"""A Slack and an outside world that remember what arrived, and that fail when they are told to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from slack_sdk.web import WebClient

from bot.effects.protocols import Absent, Done, MayBeDone, NotDone
from bot.platforms.base import Delivery, DeliveryUnknown, DirectMessage, Letter, NotDelivered
from handlers.slack.downloads import Downloads
from handlers.slack.web_api import Post, Slack

Result = TypeVar("Result")
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


class Killed(BaseException):
    """The process died at this point: nothing may clean up after it."""


class Fate(StrEnum):
    """What becomes of the next act towards one side."""

    ARRIVES = "arrives"
    REFUSED_FOR_NOW = "refused for now"
    REFUSED = "refused"
    LOST_IN_DOUBT = "lost, and nobody can tell"
    ARRIVED_IN_DOUBT = "arrived, and nobody can tell"
    BREAKS = "breaks in a way that nobody foresaw"
    KILLED_BEFORE = "killed before it arrives"
    KILLED_AFTER = "killed after it arrived"


class Meanwhile(StrEnum):
    """What may come between an order to send and the sending."""

    NOTHING = "nothing"
    PAUSED = "the desk was paused"
    ANSWERED = "the person wants no contact"
    A_DAY_PASSED = "a day passed"
    APPROVER_LEFT = "who approved it left"


ARRIVING = {Fate.ARRIVES, Fate.ARRIVED_IN_DOUBT, Fate.KILLED_AFTER}


@dataclass
class Fates:
    """What is to become of the next acts, one after the other; all others arrive."""

    waiting: list[Fate] = field(default_factory=list)

    def meet(
        self, arrive: Callable[[], Result], refused: Callable[[bool], Exception], doubt: Exception
    ) -> Result:
        """Let the next act meet its fate; `refused` is told whether that is for good."""
        fate = self.waiting.pop(0) if self.waiting else Fate.ARRIVES
        if fate is Fate.KILLED_BEFORE:
            raise Killed
        if fate is Fate.BREAKS:
            raise ZeroDivisionError("nobody foresaw this")
        if fate in {Fate.REFUSED, Fate.REFUSED_FOR_NOW}:
            raise refused(fate is Fate.REFUSED)
        result = arrive() if fate in ARRIVING else None
        if fate is Fate.KILLED_AFTER:
            raise Killed
        if result is None or fate is Fate.ARRIVED_IN_DOUBT:
            raise doubt
        return result


@dataclass(frozen=True)
class Arrival:
    """One message or letter that reached somebody outside."""

    key: str
    recipient: str
    body: str
    at: datetime


class World:
    """Everybody outside: people on a platform, and whoever reads the mail."""

    def __init__(self, now: Callable[[], datetime], witness: Callable[[Arrival], None]) -> None:
        self.fates = Fates()
        self.arrived: list[Arrival] = []
        self.mistakes: list[str] = []
        self.answers = True
        self._now = now
        self._witness = witness

    def count(self, key: str) -> int:
        return sum(each.key == key for each in self.arrived)

    def take(self, key: str, recipient: str, body: str) -> Delivery:
        def arrive() -> Delivery:
            arrival = Arrival(key, recipient, body, self._now())
            # The worker survives whatever a performer raises, so a mistake is kept until somebody looks.
            try:
                self._witness(arrival)
            except AssertionError as mistake:
                self.mistakes.append(f"{key}: {mistake}")
            self.arrived.append(arrival)
            return Delivery(f"ref-{key}", None)

        def refused(for_good: bool) -> Exception:
            return NotDelivered("It was refused.", None if for_good else timedelta(seconds=1))

        return self.fates.meet(arrive, refused, DeliveryUnknown("The connection broke."))


class Inbox:
    """A messenger on every server."""

    def __init__(self, world: World) -> None:
        self._world = world

    def send(self, message: DirectMessage) -> Delivery:
        return self._world.take(message.idem_key, message.handle, message.text)

    def find(self, message: DirectMessage, *, since: datetime | None = None) -> Delivery | None:
        del since
        if not self._world.answers:
            raise DeliveryUnknown("The server does not answer.")
        return Delivery(f"ref-{message.idem_key}", None) if self._world.count(message.idem_key) else None


class Mailbox:
    """The mailbox of every legal desk."""

    def __init__(self, world: World) -> None:
        self._world = world

    def send(self, letter: Letter) -> Delivery:
        if not letter.pdf:
            self._world.mistakes.append("a letter has no PDF beside it")
        return self._world.take(letter.idem_key, letter.recipient, letter.text)


class PretendSlack(Slack):
    """Keeps messages by channel and timestamp; the desk's own performers work on it."""

    def __init__(self, channel: str, people: dict[str, str], team: str) -> None:
        super().__init__(WebClient())
        self.fates = Fates()
        self.messages: dict[tuple[str, str], Post] = {}
        self.people: dict[str, dict[str, Any]] = {
            user_id: {"id": user_id, "team_id": team, "profile": {"real_name": name}}
            for user_id, name in people.items()
        }
        self.inside: dict[str, set[str]] = {channel: set(people)}
        self._count = 0

    def post(self, post: Post) -> Done:
        return self._meet(lambda: self._posted(post))

    def update(self, post: Post, ts: str) -> Done:
        if (post.channel, ts) not in self.messages:
            raise NotDone("message_not_found", final=True)
        return self._meet(lambda: self._changed(post, ts))

    def post_ephemeral(self, post: Post, user_id: str) -> Done:
        return self._meet(Done)

    def find(self, post: Post) -> Done | Absent | None:
        found = [ts for (_, ts), each in self.messages.items() if each.key == post.key]
        return Done(found[0], {"channel": post.channel}) if found else Absent()

    def permalink(self, channel: str, ts: str) -> str | None:
        return f"https://slack.example/{channel}/{ts}"

    def publish(self, user_id: str, view: dict[str, Any]) -> Done:
        return self._meet(Done)

    def user(self, user_id: str) -> dict[str, Any]:
        return self._meet(lambda: self.people[user_id])

    def channel(self, channel_id: str) -> dict[str, Any]:
        return {"id": channel_id, "name": "takedowns", "is_member": True}

    def members(self, channel_id: str) -> frozenset[str]:
        return self._meet(lambda: frozenset(self.inside[channel_id]))

    def file(self, file_id: str) -> dict[str, Any]:
        return self._meet(lambda: {"id": file_id, "url_private_download": "https://slack.example/file"})

    def _meet(self, arrive: Callable[[], Result]) -> Result:
        def refused(for_good: bool) -> Exception:
            # Slack refuses for good what somebody has to mend; a busy Slack is what happens every day.
            return NotDone("Slack asks for patience.", timedelta(seconds=1))

        return self.fates.meet(arrive, refused, MayBeDone("Slack did not answer."))

    def _posted(self, post: Post) -> Done:
        self._count += 1
        ts = f"1764000000.{self._count:06d}"
        self.messages[post.channel, ts] = post
        return Done(ts, {"channel": post.channel})

    def _changed(self, post: Post, ts: str) -> Done:
        self.messages[post.channel, ts] = post
        return Done(ts, {"channel": post.channel})


class Pictures(Downloads):
    """Every file is the same small picture."""

    def __init__(self) -> None:
        super().__init__("https://slack.example/api/", "")

    def fetch(self, url: str, largest: int) -> bytes:
        return PICTURE
