"""From Slack's payloads to typed requests."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.desk.core.context import Actor, Desk, Once
from handlers.base.ids import unpacked
from handlers.base.request import Click, Command, Shortcut, Submission
from handlers.base.slack_text import storable
from handlers.front.teams import Teams

Body = Mapping[str, Any]


def command_from(body: Body, desk: Desk, teams: Teams) -> Command:
    """Return a slash command; raise ForeignTeam for another team's."""
    channel = str(body.get("channel_id") or "")
    actor = Actor(teams.workspace_of(str(body["team_id"])), str(body["user_id"]), channel or None)
    word, _, rest = storable(str(body.get("text") or "")).strip().partition(" ")
    key = f"command:{body.get('trigger_id') or ''}"
    return Command(_once(desk, actor, key), actor, key, word.lower(), rest.strip(), channel)


def click_from(body: Body, desk: Desk, teams: Teams) -> Click:
    """Return a click or a choice; raise ForeignTeam, or Unreadable for a value that is none of ours."""
    action = body["actions"][0]
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    actor = _actor(body, teams, channel)
    key = f"click:{actor.user_id}:{action.get('action_ts')}:{action.get('action_id')}"
    chosen = (action.get("selected_option") or {}).get("value")
    carried = action.get("value")
    view = body.get("view") or {}
    state = view.get("state") or body.get("state") or {}
    return Click(
        _once(desk, actor, key),
        actor,
        key,
        value=unpacked(carried if carried is not None else view.get("private_metadata")),
        channel_id=channel,
        message_ts=container.get("message_ts"),
        thread_ts=_thread_of(container, body.get("message") or {}),
        in_view=bool(view) and view.get("type") == "modal",
        choice=chosen,
        values=state.get("values") or {},
    )


def _thread_of(container: Body, message: Body) -> str | None:
    # A message that has replies names itself as its thread; whoever clicks it may not have that thread open.
    thread = container.get("thread_ts") or message.get("thread_ts")
    return None if thread == container.get("message_ts") else thread


def submission_from(body: Body, desk: Desk, teams: Teams) -> Submission:
    """Return a submitted modal; raise ForeignTeam, or Unreadable for a value that is none of ours."""
    view = body["view"]
    value = unpacked(view.get("private_metadata"))
    actor = _actor(body, teams, value.channel)
    # A view that comes back unchanged has the same hash: a second delivery, not a second decision.
    key = f"submit:{view['id']}:{view.get('hash')}"
    inputs = (view.get("state") or {}).get("values") or {}
    return Submission(_once(desk, actor, key), actor, key, value, inputs)


def shortcut_from(body: Body, desk: Desk, teams: Teams) -> Shortcut:
    """Return a global shortcut or one on a message; raise ForeignTeam for another team's."""
    channel = (body.get("channel") or {}).get("id")
    actor = _actor(body, teams, channel)
    key = f"shortcut:{body.get('trigger_id') or ''}"
    text = storable(str((body.get("message") or {}).get("text") or ""))
    return Shortcut(_once(desk, actor, key), actor, key, text, channel)


def _actor(body: Body, teams: Teams, channel: str | None) -> Actor:
    team = (body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id") or ""
    return Actor(teams.workspace_of(str(team)), str(body["user"]["id"]), channel)


def _once(desk: Desk, actor: Actor, key: str) -> Desk:
    return replace(desk, once=Once(actor.workspace_id, key[:255]))
