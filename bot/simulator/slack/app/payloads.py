"""The bodies of Slack's requests to an app."""

from bot.simulator.slack.app.core import Core
from bot.simulator.slack.app.render import channel_name, slack_message, view_object
from bot.simulator.slack.state.records import Channel, Json, Message, User, View


def command(core: Core, user: User, channel: Channel, name: str, text: str) -> Json:
    """Return the form fields of a slash command."""
    return {
        "token": core.keys.verification, "team_id": core.keys.team_id, "team_domain": core.team_domain,
        "channel_id": channel.id, "channel_name": channel_name(channel), "user_id": user.id,
        "user_name": user.name, "command": name, "text": text, "api_app_id": core.keys.app_id,
        "is_enterprise_install": "false", "response_url": core.response_url(user.id, channel.id),
        "trigger_id": core.triggers.issue(user.id),
    }  # fmt: skip


def _interaction(core: Core, kind: str, user: User, view: View | None = None) -> Json:
    keys = core.keys
    return {
        "type": kind, "token": keys.verification, "api_app_id": keys.app_id,
        "team": {"id": keys.team_id, "domain": core.team_domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "enterprise": None, "is_enterprise_install": False,
        "trigger_id": core.triggers.issue(user.id, view=view.id if view else None),
    }  # fmt: skip


def message_action(
    core: Core, user: User, channel: Channel, message: Message, action: Json, state: Json
) -> Json:
    """Return the payload of block_actions on a message; an ephemeral one is not included."""
    container: Json = {
        "type": "message", "message_ts": message.ts, "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }  # fmt: skip
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.ephemeral_to else {"message": slack_message(core, message, metadata=True)}
    return _interaction(core, "block_actions", user) | shown | {
        "container": container, "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": state}, "actions": [action],
        "response_url": core.response_url(user.id, channel.id, message.ts),
    }  # fmt: skip


def view_action(core: Core, user: User, view: View, action: Json) -> Json:
    """Return the payload of block_actions in a modal or Home tab."""
    return _interaction(core, "block_actions", user, view) | {
        "container": {"type": "view", "view_id": view.id}, "view": view_object(core, view),
        "actions": [action],
    }  # fmt: skip


def submission(core: Core, user: User, view: View) -> Json:
    """Return the payload of view_submission, with response URLs for inputs that ask for one."""
    urls = list(_response_urls(core, user, view))
    return _interaction(core, "view_submission", user, view) | {
        "view": view_object(core, view), "response_urls": urls,
    }  # fmt: skip


def _response_urls(core: Core, user: User, view: View) -> list[Json]:
    found: list[Json] = []
    for block in view.blocks:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        answer = view.values[block["block_id"]][element["action_id"]]
        channel = answer.get("selected_conversation") or answer.get("selected_channel")
        if channel:
            url = core.response_url(user.id, channel)
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            found.append(ids | {"channel_id": channel, "response_url": url})
    return found


def closed(core: Core, user: User, view: View, *, whole_stack: bool) -> Json:
    """Return the payload of view_closed."""
    payload = _interaction(core, "view_closed", user, view)
    del payload["trigger_id"]
    return payload | {"view": view_object(core, view), "is_cleared": whole_stack}


def global_shortcut(core: Core, user: User, callback_id: str) -> Json:
    """Return the payload of a global shortcut."""
    stamp = {"callback_id": callback_id, "action_ts": core.state.next_ts()}
    return _interaction(core, "shortcut", user) | stamp


def message_shortcut(core: Core, user: User, callback_id: str, channel: Channel, message: Message) -> Json:
    """Return the payload of a message shortcut."""
    return _interaction(core, "message_action", user) | {
        "callback_id": callback_id, "action_ts": core.state.next_ts(), "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": slack_message(core, message, metadata=True),
        "response_url": core.response_url(user.id, channel.id),
    }  # fmt: skip
