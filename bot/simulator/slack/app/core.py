"""What all parts of the local Slack share."""

import asyncio
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass

from bot.simulator.slack.app.courier import Courier
from bot.simulator.slack.state.identity import AppManifest
from bot.simulator.slack.state.records import Channel, ChannelKind, Json, Message, User
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.state.state import State
from bot.simulator.slack.state.stress import Stress
from bot.simulator.slack.state.topics import Topics
from bot.simulator.slack.state.triggers import Triggers

RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 30 * 60.0


@dataclass(frozen=True)
class Refused:
    """A call or answer of the app that Slack refused: what a developer wants to see first."""

    where: str
    error: str
    messages: tuple[str, ...] = ()


@dataclass
class ResponseUrl:
    """Where an answer to one act goes: its channel, person and, for an ephemeral message, that message."""

    user: str
    channel: str
    message_ts: str | None
    issued: float
    uses: int = 0


class Core:
    """State, app, deliveries and topics of one local Slack."""

    def __init__(self, state: State, manifest: AppManifest, team_name: str) -> None:
        self.state = state
        self.manifest = manifest
        self.team_name = team_name
        self.keys = state.keys
        self.topics = Topics()
        self.stress = Stress()
        self.triggers = Triggers(lambda: self.stress.ack_seconds)
        self.courier = Courier(state.keys)
        self.refused: list[Refused] = []
        self.response_urls: dict[str, ResponseUrl] = {}
        self.sockets_by_ticket: set[str] = set()
        self.base_url = "http://127.0.0.1"
        self.dirty = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def bot(self) -> User:
        """The app's bot user."""
        return self.state.users[self.keys.bot_user_id]

    @property
    def team_domain(self) -> str:
        """The workspace's domain, as in `acme.slack.com`."""
        return "".join(c for c in self.team_name.lower() if c.isalnum()) or "local"

    def changed(self, *topics: str) -> None:
        """Note that the state must be saved, and tell the pages what changed."""
        self.dirty = True
        self.topics.publish(*topics)

    def note_refusal(self, where: str, error: RefusedError) -> None:
        """Remember what was refused, for tests and for the person who develops."""
        self.refused.append(Refused(where, error.refusal.value, error.messages))
        del self.refused[:-500]

    def background(self, work: Coroutine[object, object, None]) -> None:
        """Run work beside the request that caused it; drop it when no loop runs, as nobody serves."""
        try:
            task = asyncio.get_running_loop().create_task(work)
        except RuntimeError:
            work.close()
            return
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop_background(self) -> None:
        """Cancel what still runs."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def response_url(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """Return a URL for up to five answers within 30 real minutes."""
        token = secrets.token_urlsafe(18)
        self.response_urls[token] = ResponseUrl(user, channel, message_ts, time.monotonic())
        self._forget_old_urls()
        return f"{self.base_url}/response/{token}"

    def redeem_url(self, token: str) -> ResponseUrl:
        """Return where this answer goes and count the use; raise expired_url or used_url."""
        url = self.response_urls.get(token)
        if url is None or time.monotonic() - url.issued > RESPONSE_URL_SECONDS:
            raise RefusedError(Refusal.EXPIRED_URL)
        if url.uses >= RESPONSE_URL_USES:
            raise RefusedError(Refusal.USED_URL)
        url.uses += 1
        return url

    def _forget_old_urls(self) -> None:
        horizon = time.monotonic() - 2 * RESPONSE_URL_SECONDS
        while next(iter(self.response_urls.values())).issued < horizon:
            del self.response_urls[next(iter(self.response_urls))]

    def post(self, channel: Channel, message: Message) -> Message:
        """Store a message and tell the pages."""
        self.state.add_message(channel, message)
        self.changed(f"messages:{channel.id}", "workspace")
        return message

    def bot_message(self, channel: Channel, text: str, blocks: list[Json]) -> Message:
        """Return a new message of the bot, not yet posted."""
        return Message(
            self.state.next_ts(), channel.id, self.keys.bot_user_id, bot=True, text=text, blocks=blocks
        )

    def bot_channel(self, name_or_id: str) -> Channel:
        """Return the channel the bot means: an id, a `#name`, or a user whose IM is opened."""
        state, bot_id = self.state, self.keys.bot_user_id
        if name_or_id in state.users and name_or_id != bot_id:
            return state.im_between(bot_id, name_or_id)
        for channel in state.channels.values():
            named = channel.kind is not ChannelKind.IM and channel.name == name_or_id.removeprefix("#")
            if channel.id == name_or_id or named:
                return state.seen_by(bot_id, channel.id)
        raise RefusedError(Refusal.CHANNEL_NOT_FOUND)

    async def send_event(self, event: Json) -> None:
        """Deliver an event the manifest subscribes to, and again if the app does not take it."""
        if event["type"] in self.manifest.events:
            self.background(self.courier.tell(self.event_envelope(event), self.stress))

    def event_envelope(self, event: Json) -> Json:
        """Return Slack's event_callback around an event."""
        keys = self.keys
        stamped = event | {"event_ts": event.get("event_ts", self.state.next_ts())}
        authorization = {
            "enterprise_id": None, "team_id": keys.team_id, "user_id": keys.bot_user_id,
            "is_bot": True, "is_enterprise_install": False,
        }  # fmt: skip
        return {
            "token": keys.verification, "team_id": keys.team_id, "context_team_id": keys.team_id,
            "context_enterprise_id": None, "api_app_id": keys.app_id, "event": stamped,
            "type": "event_callback", "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self.state.now().timestamp()), "authorizations": [authorization],
            "is_ext_shared_channel": False, "event_context": secrets.token_urlsafe(24),
        }  # fmt: skip
