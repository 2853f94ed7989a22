"""The local Slack and the outside world beside it, as one application under one clock."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Host, Mount, Route

from bot.clock import MovableClock
from bot.simulator.outside.apps import api_app, public_app
from bot.simulator.outside.chirp import Chirp
from bot.simulator.outside.mailbox import Mailbox
from bot.simulator.outside.routes import outside_routes
from bot.simulator.page import page_routes
from bot.simulator.slack.server import LocalSlack

CHIRP_HOST = "chirp.localhost"
FIRST_PERSON = "rita"
LONGEST_STEP = timedelta(days=366)


class Town:
    """Everything around the bot: Slack with its people, the platform Chirp, and its legal desk's mailbox."""

    def __init__(
        self, port: int, manifest: dict[str, Any], *, state: Path | None = None, start: datetime | None = None
    ) -> None:
        self._kept_time = state / "clock.json" if state else None
        self.clock = MovableClock(start or self._last_time())
        self.slack = LocalSlack(self.clock, manifest, state_dir=state, team_name="Northlight")
        self.chirp = Chirp(
            self.clock,
            public_url=f"http://{CHIRP_HOST}:{port}",
            changed=self.slack.changed,
            state_dir=state,
        )
        self.mailbox = Mailbox(changed=self.slack.changed, state_dir=state)
        self._time_moved: Callable[[], None] = lambda: None

    def app(self) -> Starlette:
        """Return the application: Chirp's pages under its own host, everything else under any."""
        routes: list[BaseRoute] = [
            Host(CHIRP_HOST, public_app(self.chirp)),
            Mount("/chirp", api_app(self.chirp)),
            Route("/ui/clock", self._clock, methods=["GET", "POST"]),
            *outside_routes(self.chirp, self.mailbox),
            *self.slack.routes(),
            *page_routes(self._acting),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    def when_time_moves(self, act: Callable[[], None]) -> None:
        """Call `act` whenever time was moved forward."""
        self._time_moved = act

    def move_time(self, by: timedelta) -> datetime:
        """Move time forward for everybody; return the new instant (UTC). Raise ValueError for a wrong step."""
        if not timedelta(0) < by <= LONGEST_STEP:
            raise ValueError("time moves forward, by at most a year at a time")
        now = self.clock.advance(by)
        if self._kept_time is not None:
            self._kept_time.write_text(json.dumps({"now": now.isoformat()}), encoding="utf-8")
        self._time_moved()
        self.slack.changed("clock", "outside", "workspace")
        return now

    def close(self) -> None:
        """Let go of everybody who watches."""
        self.slack.close_streams()

    def _acting(self, given: str | None) -> str | None:
        return self.slack.user_named(given or FIRST_PERSON) or given

    def _last_time(self) -> datetime | None:
        if self._kept_time is None or not self._kept_time.exists():
            return None
        kept = datetime.fromisoformat(json.loads(self._kept_time.read_text(encoding="utf-8"))["now"])
        return max(kept, MovableClock().now()).astimezone(UTC)

    async def _clock(self, request: Request) -> Response:
        if request.method == "POST":
            try:
                seconds = int((await request.json())["seconds"])
                self.move_time(timedelta(seconds=seconds))
            except (ValueError, KeyError, TypeError, OverflowError) as wrong:
                return JSONResponse({"ok": False, "error": str(wrong)}, 400)
        return JSONResponse({"ok": True, "now": self.clock.now().isoformat()})

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self.mailbox.start()
        async with self.slack.lifespan():
            yield
        self.mailbox.stop()
