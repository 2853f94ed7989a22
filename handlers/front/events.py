"""What Slack tells us by itself: the Home tab was opened, people and channels changed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.desk.core import refresh
from bot.desk.core.context import Actor, Desk, Once
from bot.desk.team import members

Event = Mapping[str, Any]
_IDS = re.compile(r"[A-Z0-9_]{1,32}")
_CHANNEL_CHANGES = (
    "channel_archive",
    "channel_unarchive",
    "channel_rename",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_unarchive",
    "group_rename",
    "group_deleted",
    "group_left",
)


def handle(desk: Desk, workspace_id: int, event_id: str, event: Event) -> None:
    """Take in one event; a repeated one changes nothing."""
    handler = HANDLERS.get(str(event.get("type")))
    if handler is not None:
        handler(replace(desk, once=Once(workspace_id, f"event:{event_id}"[:255])), workspace_id, event)


def _home_opened(desk: Desk, workspace_id: int, event: Event) -> None:
    if event.get("tab") not in (None, "home"):
        return
    with desk.write() as work:
        actor = Actor(workspace_id, _id(event["user"]))
        members.learn_if_stale(work, workspace_id, actor.user_id)
        refresh.open_home(work, actor)


def _joined(desk: Desk, workspace_id: int, event: Event) -> None:
    members.joined(desk, workspace_id, _id(event["channel"]), _id(event["user"]))


def _left(desk: Desk, workspace_id: int, event: Event) -> None:
    members.left(desk, workspace_id, _id(event["channel"]), _id(event["user"]))


def _person_changed(desk: Desk, workspace_id: int, event: Event) -> None:
    members.person_changed(desk, workspace_id, _id(event["user"]["id"]))


def _channel_changed(desk: Desk, workspace_id: int, event: Event) -> None:
    channel = event.get("channel")
    found = channel.get("id") if isinstance(channel, Mapping) else channel
    members.channel_changed(desk, workspace_id, _id(found))


def _id(value: object) -> str:
    if not isinstance(value, str) or not _IDS.fullmatch(value):
        raise ValueError("this is no id of Slack's")
    return value


HANDLERS: dict[str, Callable[[Desk, int, Event], None]] = {
    "app_home_opened": _home_opened,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "user_change": _person_changed,
    **dict.fromkeys(_CHANNEL_CHANGES, _channel_changed),
}
