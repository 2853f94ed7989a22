"""Slack's requests to the desk as the app gets them, one at a time, and what the person then sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import event
from sqlmodel import select

from bot.desk.core.context import Desk
from bot.simulator.person import Person, shown_text
from handlers.front.connection import web_client
from handlers.front.listeners import Front
from handlers.front.routes import Routes
from handlers.front.teams import Teams
from storage.models import Effect, Event
from storage.vocabulary import EffectKind, EventKind
from tests.support.slack_side import SlackSide

Json = dict[str, Any]
_NUMBERS = count(1)


@dataclass
class Line:
    """Slack's requests to the desk, as the app gets them."""

    side: SlackSide
    desk: Desk
    app: App
    workspace_id: int
    user: str
    sent: list[Json] = field(default_factory=list)

    def send(self, body: Json) -> BoltResponse:
        self.sent.append(body)
        return self.app.dispatch(BoltRequest(body=body, mode="socket_mode"))

    def again(self) -> BoltResponse:
        """Deliver the last request once more."""
        return self.send(self.sent[-1])

    def trigger(self, user: str = "") -> str:
        return self.side.slack._core.triggers.issue(user or self.user)

    def command(self, text: str, **changed: Any) -> Json:
        """Type a command and return what is answered."""
        body = {"command": "/takedown", "text": text, "team_id": self.side.slack.team_id, "user_id": self.user}
        body |= {"channel_id": self.side.channel, "trigger_id": self.trigger()}
        return answered(self.send(body | changed))

    def click(self, act: str, value: str | None, **changed: Any) -> BoltResponse:
        """Press a button under a message."""
        action = {"type": "button", "action_id": act, "block_id": "b", "action_ts": f"{next(_NUMBERS)}.1"}
        body = self.interaction("block_actions") | {
            "actions": [action | ({} if value is None else {"value": value})],
            "container": {"type": "message", "message_ts": "1.1", "channel_id": self.side.channel},
            "channel": {"id": self.side.channel, "name": "desk"},
        }
        return self.send(body | changed)

    def submit(self, form: str, value: str, inputs: dict[str, Json] | None = None, **changed: Any) -> Json:
        """Hand in a modal with these inputs by block id."""
        given = inputs or {}
        blocks = [{"type": "input", "block_id": name} for name in given] or [{"type": "section"}]
        view = {
            "id": f"V{next(_NUMBERS)}",
            "hash": "h.1",
            "type": "modal",
            "callback_id": form,
            "private_metadata": value,
            "blocks": blocks,
            "state": {"values": {name: {name: element} for name, element in given.items()}},
        }
        return answered(self.send(self.interaction("view_submission") | {"view": view} | changed))

    def event(self, kind: str, **facts: Any) -> BoltResponse:
        """Tell of something that happened."""
        event = {"type": kind, "event_ts": "1.1", **facts}
        body = {"type": "event_callback", "team_id": self.side.slack.team_id, "event": event}
        return self.send(body | {"event_id": f"Ev{next(_NUMBERS)}", "event_time": 1, "api_app_id": "A1"})

    def shortcut(self, callback_id: str, **changed: Any) -> BoltResponse:
        body = self.interaction("shortcut") | {"callback_id": callback_id, "action_ts": "1.1"}
        return self.send(body | changed)

    def interaction(self, kind: str) -> Json:
        team = self.side.slack.team_id
        return {
            "type": kind,
            "team": {"id": team, "domain": "north"},
            "user": {"id": self.user, "team_id": team},
            "api_app_id": "A1",
            "token": "t",
            "trigger_id": self.trigger(),
        }

    def modals(self) -> list[str]:
        """Return what the person's open modals say, and close them."""
        with Person(self.side.url, self.user) as person:
            views = person.views()
            if views:
                person.close_view(views[-1], whole_stack=True)
        return [shown_text(view) for view in views]

    def ephemerals(self) -> list[str]:
        """Return what the desk has ordered to tell people alone, oldest first."""
        kinds = {EffectKind.DIRECT_MESSAGE, EffectKind.EPHEMERAL}
        with self.desk.store.read() as session:
            rows = session.exec(select(Effect).order_by(Effect.id))  # type: ignore[arg-type]
            return [row.payload["text"] for row in rows if row.kind in kinds]

    def events(self, kind: EventKind) -> int:
        with self.desk.store.read() as session:
            return len(session.exec(select(Event).where(Event.kind == kind)).all())


def answered(response: BoltResponse) -> Json:
    assert response.status == 200, response.body
    if not response.body:
        return {}
    found = json.loads(response.body) if response.body.startswith("{") else {"text": response.body}
    return dict(found)


def connected(side: SlackSide, desk: Desk, routes: Routes, *, knows_team: bool = True) -> App:
    token = side.slack.bot_token
    app = App(
        client=web_client(token, f"{side.url}/api/"),
        authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id=side.slack.team_id, bot_token=token),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
    teams = Teams(desk)
    if knows_team:
        teams.serve(side.slack.team_id)
    Front(desk, teams, routes).attach(app)
    return app


@contextmanager
def database_away(desk: Desk) -> Iterator[None]:
    """Let nobody connect with the database while the block lasts."""
    engine = desk.store.engine

    def refuse(*_: object) -> None:
        raise engine.dialect.loaded_dbapi.OperationalError("there is no database here")

    engine.dispose()
    event.listen(engine, "do_connect", refuse)
    try:
        yield
    finally:
        event.remove(engine, "do_connect", refuse)


MATTER: dict[str, Json] = {
    "key": {"type": "plain_text_input", "value": "NEW"},
    "title": {"type": "plain_text_input", "value": "The leak"},
    "client": {"type": "plain_text_input", "value": "Northlight"},
    "facts": {"type": "plain_text_input", "value": "It was copied."},
    "ground": {"type": "static_select", "selected_option": {"value": "private_info"}},
    "channel": {"type": "conversations_select", "selected_conversation": "C0HOME"},
}
