"""What a person types, as Slack's client sends it."""

import re
from collections.abc import Callable

from bot.simulator.slack.state.state import State

_URL = re.compile(r"https?://[^\s<>|]+")
_TRAILING = ".,;:!?)]}'\""
_MENTION = re.compile(r"(?<![\w@<])@([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)
_CHANNEL = re.compile(r"(?<![\w#<&])#([\w-]+)")


def escaped(text: str) -> str:
    """Return text with `&`, `<` and `>` as Slack's entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(state: State, text: str) -> str:
    """Return a typed message: entities escaped, links as `<url>`, known @names and #channels as mentions."""
    return _outside_links(escaped(text), lambda part: _mentions(state, part, named=False))


def as_command_text(state: State, text: str, *, should_escape: bool) -> str:
    """Return a command's text; should_escape turns names and links into `<@U…|name>`, `<url>`."""
    if not should_escape:
        return escaped(text)
    return _outside_links(escaped(text), lambda part: _mentions(state, part, named=True))


def _outside_links(text: str, change: Callable[[str], str]) -> str:
    pieces: list[str] = []
    rest = 0
    for match in _URL.finditer(text):
        url = match.group().rstrip(_TRAILING)
        pieces += [change(text[rest : match.start()]), f"<{url}>"]
        rest = match.start() + len(url)
    return "".join([*pieces, change(text[rest:])])


def _mentions(state: State, text: str, *, named: bool) -> str:
    users = {user.name.lower(): user for user in state.users.values() if not user.deleted}
    channels = {channel.name: channel for channel in state.channels.values() if channel.name != "directmessage"}

    def user(match: re.Match[str]) -> str:
        name = match[1].rstrip("._-")
        found = users.get(match[1].lower()) or users.get(name.lower())
        if found is None:
            return match[0]
        tail = match[1][len(name) :] if match[1].lower() not in users else ""
        return (f"<@{found.id}|{found.name}>" if named else f"<@{found.id}>") + tail

    def channel(match: re.Match[str]) -> str:
        found = channels.get(match[1])
        return f"<#{found.id}|{found.name}>" if found else match[0]

    return _CHANNEL.sub(channel, _MENTION.sub(user, text))
