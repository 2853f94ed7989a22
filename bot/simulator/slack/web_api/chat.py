"""The `chat.*` and `reactions.*` methods of the Web API."""

import json

from bot.simulator.slack.app.core import Core
from bot.simulator.slack.app.render import slack_message
from bot.simulator.slack.block_kit import limits
from bot.simulator.slack.block_kit.blocks import check_message_blocks
from bot.simulator.slack.block_kit.elements import with_ids
from bot.simulator.slack.state.records import Channel, Json, Message
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.web_api.arguments import Arguments

_FALLBACK = "This content can't be displayed."


def content(arguments: Arguments) -> tuple[str, list[Json]]:
    """Return text and blocks of a new message; raise no_text or what is wrong with the blocks."""
    blocks = blocks_of(arguments)
    text = arguments.words("text")[: limits.MESSAGE_TEXT]
    if not text.strip() and not blocks:
        raise RefusedError(Refusal.NO_TEXT)
    return text or _FALLBACK, blocks


def blocks_of(arguments: Arguments) -> list[Json]:
    """Return the checked blocks with ids filled in; raise what Slack would."""
    given = arguments.structure("blocks", Refusal.INVALID_BLOCKS_FORMAT)
    return with_ids(check_message_blocks(given)) if given is not None else []


def metadata_of(arguments: Arguments) -> Json | None:
    """Return the message metadata, None if absent; raise invalid_metadata_format or metadata_too_large."""
    given = arguments.structure("metadata", Refusal.INVALID_METADATA)
    if not given:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise RefusedError(Refusal.INVALID_METADATA)
    if not isinstance(given.get("event_payload"), dict):
        raise RefusedError(Refusal.INVALID_METADATA)
    if len(json.dumps(given["event_payload"])) > limits.METADATA_BYTES:
        raise RefusedError(Refusal.METADATA_TOO_LARGE)
    return given


def _writable(core: Core, arguments: Arguments) -> Channel:
    channel = core.bot_channel(arguments.words("channel"))
    open_to_all = "chat:write.public" in core.manifest.scopes
    if core.keys.bot_user_id not in channel.members and not open_to_all:
        raise RefusedError(Refusal.NOT_IN_CHANNEL)
    if channel.is_archived:
        raise RefusedError(Refusal.IS_ARCHIVED)
    return channel


def post_message(core: Core, arguments: Arguments) -> Json:
    """chat.postMessage: a new message of the bot; a user id opens the IM."""
    channel = _writable(core, arguments)
    text, blocks = content(arguments)
    message = core.bot_message(channel, text, blocks)
    message.thread_ts = arguments.words("thread_ts") or None
    message.broadcast = arguments.flag("reply_broadcast")
    message.metadata = metadata_of(arguments)
    core.post(channel, message)
    shown = slack_message(core, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def update(core: Core, arguments: Arguments) -> Json:
    """chat.update: replaces one's own message. New text without blocks removes the blocks."""
    channel = core.bot_channel(arguments.words("channel"))
    message = _own(core, channel, arguments.words("ts"), Refusal.CANT_UPDATE_MESSAGE)
    if channel.is_archived:
        raise RefusedError(Refusal.IS_INACTIVE)
    if len(arguments.words("text")) > limits.UPDATE_TEXT:
        raise RefusedError(Refusal.MSG_TOO_LONG)
    _replace(core, message, arguments)
    if arguments.has("metadata"):
        message.metadata = metadata_of(arguments)
    core.changed(f"messages:{channel.id}")
    shown = slack_message(core, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def _replace(core: Core, message: Message, arguments: Arguments) -> None:
    if not arguments.has("text") and not arguments.has("blocks"):
        if not arguments.has("metadata"):
            raise RefusedError(Refusal.NO_TEXT)
        return
    blocks = blocks_of(arguments)
    if not blocks and not arguments.words("text").strip():
        raise RefusedError(Refusal.NO_TEXT)
    message.earlier = [message.blocks, *message.earlier][:10]
    message.blocks = blocks
    message.text = arguments.words("text") or _FALLBACK
    if not blocks:
        message.edited = {"user": core.keys.bot_user_id, "ts": core.state.next_ts()}


def _own(core: Core, channel: Channel, ts: str, otherwise: Refusal) -> Message:
    message = core.state.message(channel, ts)
    if message.ephemeral_to:
        raise RefusedError(Refusal.MESSAGE_NOT_FOUND)
    if not message.bot:
        raise RefusedError(otherwise)
    return message


def delete(core: Core, arguments: Arguments) -> Json:
    """chat.delete: removes one's own message."""
    channel = core.bot_channel(arguments.words("channel"))
    message = _own(core, channel, arguments.words("ts"), Refusal.CANT_DELETE_MESSAGE)
    core.state.remove_message(channel, message)
    core.changed(f"messages:{channel.id}", "workspace")
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(core: Core, arguments: Arguments) -> Json:
    """chat.postEphemeral: a message only one member of the channel sees."""
    channel = _writable(core, arguments)
    user = arguments.words("user")
    if user not in channel.members:
        raise RefusedError(Refusal.USER_NOT_IN_CHANNEL)
    text, blocks = content(arguments)
    message = core.bot_message(channel, text, blocks)
    message.thread_ts = arguments.words("thread_ts") or None
    message.ephemeral_to = user
    core.post(channel, message)
    return {"message_ts": message.ts}


def permalink(core: Core, arguments: Arguments) -> Json:
    """chat.getPermalink: a link to a message in the page of this workspace."""
    channel = core.bot_channel(arguments.words("channel"))
    message = core.state.message(channel, arguments.words("message_ts"))
    link = f"{core.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(core: Core, arguments: Arguments) -> Json:
    """reactions.add: the bot's reaction, once per name."""
    channel = core.bot_channel(arguments.words("channel"))
    message = core.state.message(channel, arguments.words("timestamp"))
    name = arguments.words("name").strip(":")
    if not name:
        raise RefusedError(Refusal.INVALID_NAME)
    users = message.reactions.setdefault(name, [])
    if core.keys.bot_user_id in users:
        raise RefusedError(Refusal.ALREADY_REACTED)
    users.append(core.keys.bot_user_id)
    core.changed(f"messages:{channel.id}")
    return {}
