"""State as Slack's JSON objects, and as the page's."""

from urllib.parse import quote

from bot.simulator.slack.app.core import Core
from bot.simulator.slack.state.records import Channel, ChannelKind, Json, Message, StoredFile, View


def slack_message(core: Core, message: Message, *, metadata: bool = False) -> Json:
    """Return a message as Slack's API shows it; metadata only when asked for."""
    shown: Json = {
        "type": "message", "user": message.user, "ts": message.ts, "text": message.text,
        "team": core.keys.team_id,
    }  # fmt: skip
    if message.bot:
        shown |= {"bot_id": core.keys.bot_id, "app_id": core.keys.app_id, "bot_profile": bot_profile(core)}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.deleted:
        shown |= {"subtype": "tombstone", "hidden": True}
    if message.edited:
        shown["edited"] = message.edited
    if message.files:
        shown["files"] = [file_object(core, core.state.files[file_id]) for file_id in message.files]
    if message.metadata and metadata:
        shown["metadata"] = message.metadata
    return shown | _reactions(message) | _threading(core, message)


def _reactions(message: Message) -> Json:
    found = [{"name": n, "users": users, "count": len(users)} for n, users in message.reactions.items()]
    return {"reactions": found} if found else {}


def _threading(core: Core, message: Message) -> Json:
    if message.thread_ts is None:
        return {}
    parent = core.state.channels[message.channel].messages.get(message.thread_ts)
    if message.is_reply:
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else None}
    if not message.replies:
        return {}
    return {
        "thread_ts": message.thread_ts, "reply_count": len(message.replies),
        "reply_users": reply_users(core, message), "reply_users_count": len(reply_users(core, message)),
        "latest_reply": message.replies[-1], "is_locked": False, "subscribed": False,
    }  # fmt: skip


def reply_users(core: Core, message: Message) -> list[str]:
    """Return who replied in a message's thread, each once."""
    messages = core.state.channels[message.channel].messages
    return list(dict.fromkeys(messages[reply].user for reply in message.replies))


def bot_profile(core: Core) -> Json:
    """Return Slack's bot_profile of the app."""
    keys = core.keys
    return {
        "id": keys.bot_id, "app_id": keys.app_id, "user_id": keys.bot_user_id, "name": core.manifest.name,
        "deleted": False, "updated": 0, "team_id": keys.team_id, "icons": {},
    }  # fmt: skip


def page_message(core: Core, message: Message) -> Json:
    """Return a message as the page shows it."""
    return {
        "ts": message.ts, "channel": message.channel, "user": message.user, "bot": message.bot,
        "text": message.text, "blocks": message.blocks, "thread_ts": message.thread_ts,
        "reply_count": len(message.replies), "reply_users": reply_users(core, message),
        "edited": bool(message.edited), "ephemeral": message.ephemeral_to is not None,
        "files": [page_file(core.state.files[file_id]) for file_id in message.files],
        "metadata": message.metadata, "deleted": message.deleted,
        "reactions": [{"name": n, "users": users} for n, users in message.reactions.items()],
    }  # fmt: skip


def page_file(file: StoredFile) -> Json:
    """Return a file as the page shows it."""
    return {"id": file.id, "name": file.name, "size": file.size, "mimetype": file.mimetype}


def file_object(core: Core, file: StoredFile) -> Json:
    """Return Slack's file object; `url_private` needs the bot's token as a Bearer header."""
    url = f"{core.base_url}/files/{file.id}/{quote(file.name, safe='')}"
    return {
        "id": file.id, "created": file.created, "timestamp": file.created, "name": file.name,
        "title": file.name, "mimetype": file.mimetype, "filetype": filetype(file.name),
        "pretty_type": filetype(file.name).upper(), "user": file.user, "user_team": core.keys.team_id,
        "editable": False, "size": file.size, "mode": "hosted", "is_external": False, "external_type": "",
        "is_public": False, "public_url_shared": False, "display_as_bot": False, "username": "",
        "url_private": url, "url_private_download": url, "permalink": url, "file_access": "visible",
    }  # fmt: skip


def filetype(name: str) -> str:
    """Return Slack's filetype for a file name: the extension in small letters, jpeg as jpg."""
    _, dot, extension = name.rpartition(".")
    found = extension.lower() if dot else "binary"
    return {"jpeg": "jpg", "txt": "text"}.get(found, found)


def channel_object(core: Core, channel: Channel, *, num_members: bool = False) -> Json:
    """Return Slack's conversation object as the bot sees it."""
    common: Json = {
        "id": channel.id, "created": channel.created, "is_archived": channel.is_archived,
        "is_im": channel.kind is ChannelKind.IM, "is_org_shared": False,
        "context_team_id": core.keys.team_id, "updated": channel.created * 1000,
    }  # fmt: skip
    if channel.kind is ChannelKind.IM:
        other = (channel.others(core.keys.bot_user_id) or [core.keys.bot_user_id])[0]
        return common | {"user": other, "is_user_deleted": core.state.user(other).deleted, "priority": 0}
    private = channel.kind is ChannelKind.PRIVATE
    named: Json = {
        "name": channel.name, "name_normalized": channel.name, "is_channel": not private,
        "is_group": private, "is_mpim": False, "is_private": private, "is_general": False,
        "is_shared": False, "is_ext_shared": False, "unlinked": 0, "creator": core.keys.bot_user_id,
        "is_member": core.keys.bot_user_id in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0}, "previous_names": [],
    }  # fmt: skip
    return common | named | ({"num_members": len(channel.members)} if num_members else {})


def channel_name(channel: Channel) -> str:
    """Return the channel's name as Slack writes it into payloads."""
    names = {ChannelKind.IM: "directmessage", ChannelKind.PRIVATE: "privategroup"}
    return names.get(channel.kind, channel.name)


def view_object(core: Core, view: View) -> Json:
    """Return Slack's view object, with `state.values` as far as they are known."""
    keys, definition = core.keys, view.definition
    own = {name: definition.get(name) for name in ("title", "submit", "close")}
    return own | {
        "id": view.id, "team_id": keys.team_id, "type": definition["type"], "blocks": view.blocks,
        "private_metadata": definition.get("private_metadata") or "",
        "callback_id": definition.get("callback_id") or "", "state": {"values": view.values},
        "hash": view.hash, "clear_on_close": bool(definition.get("clear_on_close")),
        "notify_on_close": bool(definition.get("notify_on_close")), "root_view_id": view.root,
        "previous_view_id": view.previous, "app_id": keys.app_id, "app_installed_team_id": keys.team_id,
        "external_id": definition.get("external_id") or "", "bot_id": keys.bot_id,
    }  # fmt: skip
