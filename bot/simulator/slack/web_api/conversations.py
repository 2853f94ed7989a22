"""The `conversations.*` methods of the Web API."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.simulator.slack.app.core import Core
from bot.simulator.slack.app.render import channel_object, slack_message
from bot.simulator.slack.state.records import Channel, ChannelKind, Json, Message, ts_key
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.web_api.arguments import Arguments

Entry = TypeVar("Entry")

_SCOPES = {
    ChannelKind.PUBLIC: "channels", ChannelKind.PRIVATE: "groups", ChannelKind.IM: "im",
}  # fmt: skip
_TYPES = {
    "public_channel": ChannelKind.PUBLIC, "private_channel": ChannelKind.PRIVATE, "im": ChannelKind.IM,
}  # fmt: skip


def page(entries: Sequence[Entry], arguments: Arguments, default: int) -> tuple[list[Entry], str]:
    """Return one page of entries and the cursor of the next, empty at the end; raise invalid_cursor."""
    start = _cursor_start(arguments.words("cursor"))
    size = arguments.number("limit", default, 1000)
    following = base64.b64encode(f"next:{start + size}".encode()).decode()
    return list(entries[start : start + size]), following if len(entries) > start + size else ""


def _cursor_start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise RefusedError(Refusal.INVALID_CURSOR) from None


def _need_scope(core: Core, channel: Channel, right: str) -> None:
    scope = f"{_SCOPES[channel.kind]}:{right}"
    if scope not in core.manifest.scopes:
        provided = ",".join(sorted(core.manifest.scopes))
        raise RefusedError(Refusal.MISSING_SCOPE, needed=scope, provided=provided)


def _channel(core: Core, arguments: Arguments, right: str) -> Channel:
    channel_id = arguments.words("channel")
    channel = core.state.seen_by(core.keys.bot_user_id, channel_id)
    _need_scope(core, channel, right)
    return channel


def _joined(core: Core, arguments: Arguments) -> Channel:
    channel = _channel(core, arguments, "history")
    if core.keys.bot_user_id not in channel.members:
        raise RefusedError(Refusal.NOT_IN_CHANNEL)
    return channel


def open_im(core: Core, arguments: Arguments) -> Json:
    """conversations.open: the direct conversation with one user."""
    users = [user for user in arguments.words("users").split(",") if user]
    if arguments.words("channel") and not users:
        channel = core.state.seen_by(core.keys.bot_user_id, arguments.words("channel"))
    elif len(users) != 1:
        raise RefusedError(Refusal.USERS_NOT_FOUND if users else Refusal.INVALID_ARGUMENTS)
    else:
        channel = core.state.im_between(core.keys.bot_user_id, core.state.user(users[0]).id)
        core.changed("workspace")
    full = arguments.flag("return_im")
    return {"channel": channel_object(core, channel) if full else {"id": channel.id}}


def info(core: Core, arguments: Arguments) -> Json:
    """conversations.info: one conversation; private ones only for members."""
    channel = _channel(core, arguments, "read")
    return {"channel": channel_object(core, channel, num_members=arguments.flag("include_num_members"))}


def members(core: Core, arguments: Arguments) -> Json:
    """conversations.members: ids of the members, in pages of 100 unless told."""
    channel = _channel(core, arguments, "read")
    found, cursor = page(channel.members, arguments, 100)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def history(core: Core, arguments: Arguments) -> Json:
    """conversations.history: the main flow, newest first."""
    channel = _joined(core, arguments)
    within = _window(arguments)
    flow = [message for message in reversed(channel.top_level()) if within(message)]
    return _messages(core, *page(flow, arguments, 100), arguments)


def replies(core: Core, arguments: Arguments) -> Json:
    """conversations.replies: parent and replies, oldest first; a reply's own ts gives that reply alone."""
    channel = _joined(core, arguments)
    asked = channel.messages.get(arguments.words("ts"))
    if asked is None or asked.ephemeral_to:
        raise RefusedError(Refusal.THREAD_NOT_FOUND)
    parent, *rest = core.state.thread(channel, asked.ts)
    within = _window(arguments)
    found, cursor = page([parent, *(reply for reply in rest if within(reply))], arguments, 1000)
    return _messages(core, found, cursor, arguments)


def _window(arguments: Arguments) -> Callable[[Message], bool]:
    """Return whether a message lies between `oldest` and `latest`, the ends only if `inclusive`."""
    oldest = arguments.moment("oldest") or (-1, 0)
    latest = arguments.moment("latest") or (10**12, 0)
    if arguments.flag("inclusive"):
        return lambda message: oldest <= ts_key(message.ts) <= latest
    return lambda message: oldest < ts_key(message.ts) < latest


def _messages(core: Core, found: list[Message], cursor: str, arguments: Arguments) -> Json:
    metadata = arguments.flag("include_all_metadata")
    shown = [slack_message(core, message, metadata=metadata) for message in found]
    following = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": shown, "has_more": bool(cursor), "pin_count": 0, **following}


def join(core: Core, arguments: Arguments) -> Json:
    """conversations.join: the bot enters a public channel."""
    channel = core.state.seen_by(core.keys.bot_user_id, arguments.words("channel"))
    if channel.kind is not ChannelKind.PUBLIC:
        raise RefusedError(Refusal.METHOD_NOT_SUPPORTED)
    if channel.is_archived:
        raise RefusedError(Refusal.IS_ARCHIVED)
    if core.keys.bot_user_id not in channel.members:
        channel.members.append(core.keys.bot_user_id)
        core.changed("workspace")
    return {"channel": channel_object(core, channel)}


def list_all(core: Core, arguments: Arguments) -> Json:
    """conversations.list: what the bot may see, of the `types` asked for."""
    return _listing(core, arguments, list(core.state.visible_channels(core.keys.bot_user_id)))


def of_user(core: Core, arguments: Arguments) -> Json:
    """users.conversations: the conversations of a user that the bot may see too."""
    bot_id = core.keys.bot_user_id
    user = core.state.user(arguments.words("user") or bot_id)
    visible = core.state.visible_channels(bot_id)
    return _listing(core, arguments, [channel for channel in visible if user.id in channel.members])


def _listing(core: Core, arguments: Arguments, channels: list[Channel]) -> Json:
    kinds = _kinds(arguments)
    for kind in kinds:
        _need_scope(core, Channel("", "", kind, [], 0), "read")
    wanted = [
        c for c in channels if c.kind in kinds and not (c.is_archived and arguments.flag("exclude_archived"))
    ]
    found, cursor = page(wanted, arguments, 100)
    shown = [channel_object(core, channel, num_members=True) for channel in found]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _kinds(arguments: Arguments) -> list[ChannelKind]:
    types = (arguments.words("types") or "public_channel").replace(" ", "").split(",")
    return [_TYPES[name] for name in types if name in _TYPES]
