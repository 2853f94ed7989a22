"""A local Slack: the workspace itself, as an object one seeds and a set of routes one serves."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from bot.clock import Clock
from bot.simulator.slack.app.core import Core, Refused
from bot.simulator.slack.people import members
from bot.simulator.slack.people.ui import PeopleRoutes
from bot.simulator.slack.state.archive import Archive
from bot.simulator.slack.state.identity import AppManifest, Keys
from bot.simulator.slack.state.records import Channel, ChannelKind, Json, User, new_id
from bot.simulator.slack.state.refusals import RefusedError
from bot.simulator.slack.state.state import State
from bot.simulator.slack.state.stress import Stress
from bot.simulator.slack.web_api.answer_urls import answer
from bot.simulator.slack.web_api.api import WebApi

SAVE_EVERY_SECONDS = 1.0
MOST_SOCKETS = 10


class LocalSlack:
    """One workspace with one app in it, described by the app's manifest."""

    def __init__(
        self,
        clock: Clock,
        manifest: Json,
        *,
        state_dir: Path | None = None,
        team_name: str = "Local workspace",
    ) -> None:
        self._archive = Archive(state_dir)
        kept = self._archive.load(clock)
        state = kept or State(clock, Keys.fresh())
        self._core = Core(state, AppManifest.read(manifest), team_name)
        self._api = WebApi(self._core)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._saver: asyncio.Task[None] | None = None
        self._saving = threading.Lock()
        self.restored = kept is not None
        if not self.restored:
            self._add_bot()

    def _add_bot(self) -> None:
        manifest = self._core.manifest
        self.add_user(manifest.bot_name, manifest.name, tz="UTC", id=self.bot_user_id, is_bot=True)

    @property
    def bot_token(self) -> str:
        """The bot's token (`xoxb-…`)."""
        return self._core.keys.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode (`xapp-…`)."""
        return self._core.keys.app_token

    @property
    def signing_secret(self) -> str:
        """The secret with which requests to the app are signed."""
        return self._core.keys.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self._core.keys.team_id

    @property
    def bot_user_id(self) -> str:
        """The user id of the app's bot."""
        return self._core.keys.bot_user_id

    @property
    def refused(self) -> list[Refused]:
        """What the app asked or answered and was refused, oldest first: empty for an app that behaves."""
        return self._core.refused

    @property
    def stress(self) -> Stress:
        """How slow and faulty this Slack is just now; replace it to change that."""
        return self._core.stress

    @stress.setter
    def stress(self, stress: Stress) -> None:
        self._core.stress = stress

    def deliver_to(self, url: str | None) -> None:
        """Send requests to the app as signed HTTP POSTs to this URL; None: over Socket Mode."""
        self._core.courier.url = url

    def deliver_to_every_socket(self, is_so: bool = True) -> None:
        """Send every request over all Socket Mode connections at once, of which the first answer counts."""
        self._core.courier.to_every_socket = is_so

    def changed(self, *topics: str) -> None:
        """Tell all open pages that these topics changed; may be called from any thread."""
        self._core.topics.publish(*topics)

    def watch(self) -> Callable[[float], None]:
        """Return what rests until something has changed since it last did, at most for given seconds."""
        return self._core.topics.watch()

    def add_user(
        self,
        name: str,
        real_name: str,
        *,
        tz: str,
        id: str | None = None,  # noqa: A002 - the word Slack's own user object uses
        is_bot: bool = False,
        is_restricted: bool = False,
        deleted: bool = False,
        team_id: str | None = None,
        title: str = "",
    ) -> str:
        """Add a person (or bot) and return the id; people get a direct conversation with the app.

        `tz` is an IANA zone; raise ZoneInfoNotFoundError for an unknown one.
        """
        user = User(
            id or new_id("U0"), name, real_name, ZoneInfo(tz).key, team_id or self.team_id,
            is_bot=is_bot, is_restricted=is_restricted, deleted=deleted, title=title,
        )  # fmt: skip
        self._core.state.users[user.id] = user
        if not is_bot:
            self._core.state.im_between(self.bot_user_id, user.id)
        self._core.changed("workspace")
        return user.id

    def add_channel(self, name: str, members: list[str], *, private: bool = False, topic: str = "") -> str:
        """Add a channel with these members (the bot only if named) and return its id."""
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        created = int(self._core.state.now().timestamp())
        channel = Channel(new_id("C0"), name, kind, list(members), created, topic)
        self._core.state.channels[channel.id] = channel
        self._core.changed("workspace")
        return channel.id

    def channel_named(self, name: str) -> str | None:
        """Return the id of the channel with this name, or None."""
        channels = self._core.state.channels.values()
        return next((c.id for c in channels if c.name == name and c.kind is not ChannelKind.IM), None)

    def user_named(self, name: str) -> str | None:
        """Return the id of the user with this name, or None."""
        return next((user.id for user in self._core.state.users.values() if user.name == name), None)

    def change_user(self, user_id: str, **facts: object) -> None:
        """Change facts of a user, such as `deleted` or `is_restricted`; the app hears user_change."""
        self._act(members.change_user(self._core, self._core.state.user(user_id), **facts))

    def archive_channel(self, channel_id: str, *, archived: bool = True) -> None:
        """Archive a channel or bring it back; the app hears of it."""
        channel = self._core.state.channel(channel_id)
        # An app is deaf to what it does itself, so it is somebody else who does this.
        someone = next(
            (user.id for user in self._core.state.users.values() if not user.is_bot), self.bot_user_id
        )
        self._act(members.archive(self._core, channel, someone, archived=archived))

    def rename_channel(self, channel_id: str, name: str) -> None:
        """Rename a channel; the app hears of it."""
        self._act(members.rename(self._core, self._core.state.channel(channel_id), name))

    def add_member(self, channel_id: str, user_id: str) -> None:
        """Make a user (or the bot) a member; the app hears member_joined_channel."""
        channel, user = self._core.state.channel(channel_id), self._core.state.user(user_id)
        self._act(members.admit(self._core, channel, user, by=user_id))

    def remove_member(self, channel_id: str, user_id: str) -> None:
        """End a membership; the app hears member_left_channel."""
        channel, user = self._core.state.channel(channel_id), self._core.state.user(user_id)
        self._act(members.dismiss(self._core, channel, user, by=user_id))

    def redeliver(self, envelope: Json) -> None:
        """Deliver an event envelope again, as Slack does when it missed the acknowledgement."""
        self._act(self._core.courier.tell(envelope, self.stress))

    def disconnect_sockets(self, reason: str = "refresh_requested") -> None:
        """Ask every Socket Mode connection to reconnect."""
        self._act(self._core.courier.disconnect(reason))

    @property
    def connected_sockets(self) -> int:
        """How many Socket Mode connections there are."""
        return len(self._core.courier.sockets)

    def _act(self, work: Coroutine[object, object, None]) -> None:
        """Run in the serving loop; before anyone serves there is no app to tell, so at once."""
        if self._loop is None or self._loop.is_closed():
            with suppress(StopIteration):
                work.send(None)
            return
        try:
            running: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            running = None
        if running is self._loop:
            self._core.background(work)
        else:
            asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the Web API, files, response URLs, Socket Mode and the page's JSON."""
        people = PeopleRoutes(self._core, self._archive).routes()
        plain: list[BaseRoute] = [
            Route("/api/{method}", self._api.endpoint, methods=["GET", "POST"]),
            Route("/files/{file_id}/{name:path}", self._download, methods=["GET"]),
            Route("/archives/{channel}/p{digits:int}", self._permalink, methods=["GET"]),
            Route("/response/{token}", self._response_url, methods=["POST"]),
            *people,
        ]
        for route in plain:
            if isinstance(route, Route):
                route.app = _Noticing(route.app, self._notice)
        return [*plain, WebSocketRoute("/socket", self._socket)]

    def _notice(self, scope: Scope) -> None:
        """Learn from a request where this Slack is served, and keep saving while it is."""
        host, port = scope.get("server") or ("127.0.0.1", None)
        self._core.base_url = f"http://{host}:{port}" if port else f"http://{host}"
        if self._loop is None or self._loop is not asyncio.get_running_loop():
            self._loop = asyncio.get_running_loop()
            if self._archive.lasts:
                self._saver = self._loop.create_task(self._keep_saving())

    async def _keep_saving(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY_SECONDS)
            if self._core.dirty:
                self._core.dirty = False
                await asyncio.to_thread(self._write, self._archive.picture(self._core.state))

    def _write(self, picture: dict[str, str]) -> None:
        with self._saving:
            self._archive.write(picture)

    def save(self) -> None:
        """Write the state to the state folder now, if there is one."""
        self._write(self._archive.picture(self._core.state))

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Keep this Slack open while the application serves; close everything and save at the end."""
        self._loop = asyncio.get_running_loop()
        if self._archive.lasts:
            self._saver = self._loop.create_task(self._keep_saving())
        try:
            yield
        finally:
            await self.aclose()

    def close_streams(self) -> None:
        """End all event streams, so that a server can shut down; may be called from any thread."""
        self._core.topics.close()

    async def aclose(self) -> None:
        """End streams, sockets and deliveries, and save."""
        self.close_streams()
        if self._saver is not None:
            self._saver.cancel()
            self._saver = None
        await self._core.stop_background()
        await self._core.courier.close()
        self.save()
        self._loop = None

    async def _permalink(self, request: Request) -> Response:
        """Lead a message's link to the page, with the thread it stands in."""
        digits = str(request.path_params["digits"])
        query = {"channel": request.path_params["channel"], "thread": f"{digits[:-6]}.{digits[-6:]}"}
        if "thread_ts" in request.query_params:
            query["thread"] = request.query_params["thread_ts"]
        return RedirectResponse(f"/?{urlencode(query)}", 302)

    async def _download(self, request: Request) -> Response:
        file = self._core.state.files.get(request.path_params["file_id"])
        allowed = "files:read" in self._core.manifest.scopes
        if request.headers.get("authorization") != f"Bearer {self.bot_token}" or not allowed:
            return RedirectResponse(f"/?redir={request.url.path}", 302)
        if file is None or file.name != request.path_params["name"]:
            return PlainTextResponse("Not found", 404)
        return Response(self._archive.file(file.id), media_type=file.mimetype)

    async def _response_url(self, request: Request) -> Response:
        try:
            await answer(self._core, request.path_params["token"], await request.body())
        except RefusedError as error:
            self._core.note_refusal("response_url", error)
            return JSONResponse(error.as_slack(), 404 if error.refusal.value.endswith("_url") else 400)
        return PlainTextResponse("ok")

    async def _socket(self, websocket: WebSocket) -> None:
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._core.sockets_by_ticket:
            await websocket.close(4001)
            return
        self._core.sockets_by_ticket.discard(ticket)
        await websocket.accept()
        if self.connected_sockets >= MOST_SOCKETS:
            await websocket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await websocket.close()
            return
        await self._core.courier.serve(websocket)


class _Noticing:
    """Wraps a route so that its first request tells where this Slack is served."""

    def __init__(self, app: ASGIApp, notice: Callable[[Scope], None]) -> None:
        self._app = app
        self._notice = notice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._notice(scope)
        await self._app(scope, receive, send)
