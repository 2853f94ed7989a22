"""A served local Slack with two people in it, and a tiny real Bolt app beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import MovableClock
from bot.simulator.person import Person
from bot.simulator.slack.server import LocalSlack
from tests.support.serving import serving

SCOPES = [
    "chat:write", "commands", "im:write", "channels:read", "groups:read", "im:read", "channels:history",
    "groups:history", "im:history", "channels:join", "users:read", "files:read", "reactions:write",
]  # fmt: skip

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Takedown Desk"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "Takedown Desk"},
        "slash_commands": [
            {"command": "/takedown", "description": "d", "usage_hint": "help", "should_escape": True},
            {"command": "/plain", "description": "d", "should_escape": False},
        ],
        "shortcuts": [
            {"name": "File", "type": "global", "callback_id": "file_global", "description": "d"},
            {"name": "File it", "type": "message", "callback_id": "file_message", "description": "d"},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened", "member_joined_channel", "member_left_channel", "user_change",
                "channel_archive", "channel_rename", "channel_left", "app_mention",
            ]
        },
        "interactivity": {"is_enabled": True},
    },
}  # fmt: skip


@dataclass
class Place:
    """A served workspace: Rita and Carla share #desk, Rita alone is in #secret; the bot is in #desk."""

    slack: LocalSlack
    clock: MovableClock
    url: str
    rita: Person
    carla: Person
    desk: str
    lobby: str
    secret: str
    stack: ExitStack = field(default_factory=ExitStack)

    def client(self, token: str | None = None) -> WebClient:
        """Return slack_sdk's client of this Slack."""
        return WebClient(token or self.slack.bot_token, base_url=f"{self.url}/api/")


def application(slack: LocalSlack) -> Starlette:
    """Return an ASGI application that serves this Slack alone."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        async with slack.lifespan():
            yield

    return Starlette(routes=slack.routes(), lifespan=lifespan)


@pytest.fixture
def place() -> Iterator[Place]:
    """A fresh workspace, served."""
    clock = MovableClock()
    slack = LocalSlack(clock, MANIFEST)
    rita = slack.add_user("rita", "Rita Reviewer", tz="Europe/Berlin")
    carla = slack.add_user("carla", "Carla Counsel", tz="America/New_York")
    desk = slack.add_channel("desk", [rita, carla, slack.bot_user_id])
    lobby = slack.add_channel("lobby", [rita, carla])
    secret = slack.add_channel("secret", [rita], private=True)
    with ExitStack() as stack:
        url = stack.enter_context(serving(application(slack)))
        people = [stack.enter_context(Person(url, user)) for user in (rita, carla)]
        yield Place(slack, clock, url, people[0], people[1], desk, lobby, secret, stack)


def bolt_app(place: Place) -> App:
    """Return a real Bolt app that talks to this Slack."""
    return App(
        client=place.client(),
        signing_secret=place.slack.signing_secret,
        process_before_response=True,
        token_verification_enabled=False,
    )


def over_http(place: Place, app: App) -> None:
    """Serve a Bolt app by signed HTTP and let Slack deliver to it."""
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(_dispatch, handler, request, body)

    url = place.stack.enter_context(
        serving(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])]))
    )
    place.slack.deliver_to(f"{url}/slack/events")


def _dispatch(handler: SlackRequestHandler, request: Request, body: bytes) -> Response:
    from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response

    return to_starlette_response(handler.app.dispatch(to_bolt_request(request, body)))
