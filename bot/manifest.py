"""The app manifest: what the desk asks of a Slack workspace, as Slack reads it.

Every scope stands beside the calls and events that need it; `docs/slack-app.md` tells the same to a person.
"""

from typing import Any

from bot.settings_checks import site

COMMAND = "/takedown"
FILE_SHORTCUT = "file_takedown"
FILE_FROM_MESSAGE_SHORTCUT = "file_takedown_from_message"
EVENTS_PATH = "/slack/events"

_SCOPES = (
    "commands",  # the slash command and both shortcuts
    "chat:write",  # cards, threads, digests; chat.postMessage, chat.update, chat.postEphemeral
    "im:write",  # conversations.open, for a direct message to a person
    "users:read",  # users.info and user_change: who is a guest, a bot, deactivated or foreign
    "channels:read",  # conversations.info and .members, and the events of public channels
    "groups:read",  # the same for private channels
    "channels:history",  # conversations.history and .replies: was this message posted already?
    "groups:history",  # the same for private channels
    "im:history",  # the same for direct messages
    "files:read",  # files.info and the download of evidence given in a modal
)
_EVENTS = (
    "app_home_opened",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "user_change",
)
_LONG_DESCRIPTION = (
    "Takedown Desk helps a legal or trust team with accounts and posts that spread what should not be "
    "spread. File an account, ask the person first, go to the platform only when asking did not help, and "
    "prove at any time who decided what, what was sent, and what became of it. Nothing leaves the workspace "
    "before the people it needs have approved exactly that text."
)


def build_manifest(*, socket_mode: bool, url: str | None) -> dict[str, Any]:
    """Return a Slack app manifest for Socket Mode, or for HTTP requests to `url`.

    Raise ValueError unless exactly one of the two is given, or if `url` is no https address
    (plain http is for this machine only).
    """
    if socket_mode == (url is not None):
        raise ValueError("give either Socket Mode or the https:// address under which Slack reaches the desk")
    endpoint = None if url is None else site(url) + EVENTS_PATH
    return {
        "display_information": {
            "name": "Takedown Desk",
            "description": "Ask first, escalate with care, prove the outcome.",
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f3a4d",
        },
        "features": _features(endpoint),
        "oauth_config": {"scopes": {"bot": list(_SCOPES)}},
        "settings": _settings(endpoint),
    }


def _features(endpoint: str | None) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "takedown", "always_online": True},
        "shortcuts": [
            _shortcut("global", FILE_SHORTCUT, "File an account or posts in a matter"),
            _shortcut("message", FILE_FROM_MESSAGE_SHORTCUT, "File the links of this message in a matter"),
        ],
        "slash_commands": [_at(endpoint, "url", _command())],
    }


def _command() -> dict[str, Any]:
    return {
        "command": COMMAND,
        "description": "File, find and follow takedowns",
        "usage_hint": "[file URL | matter new | list | case KEY | find WORD | digest | roles | help]",
        "should_escape": True,
    }


def _shortcut(kind: str, callback_id: str, description: str) -> dict[str, str]:
    return {"name": "File a takedown", "type": kind, "callback_id": callback_id, "description": description}


def _settings(endpoint: str | None) -> dict[str, Any]:
    return {
        "event_subscriptions": _at(endpoint, "request_url", {"bot_events": list(_EVENTS)}),
        "interactivity": _at(endpoint, "request_url", {"is_enabled": True}),
        "org_deploy_enabled": False,
        "socket_mode_enabled": endpoint is None,
        "token_rotation_enabled": False,
    }


def _at(endpoint: str | None, key: str, part: dict[str, Any]) -> dict[str, Any]:
    return part if endpoint is None else {**part, key: endpoint}
