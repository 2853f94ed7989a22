"""Answers through a response_url: up to five within 30 minutes."""

import json

from bot.simulator.slack.app.core import Core, ResponseUrl
from bot.simulator.slack.state.records import Channel, Json, Message
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.web_api.arguments import Arguments
from bot.simulator.slack.web_api.chat import content, metadata_of


async def answer(core: Core, token: str, body: bytes) -> None:
    """Post, replace or delete as the body says; raise used_url, expired_url, no_text, invalid_blocks …"""
    said = _parsed(body)
    url = core.redeem_url(token)
    channel = core.state.channel(url.channel)
    target = channel.messages.get(url.message_ts or "")
    if said.get("delete_original"):
        _delete(core, channel, target)
    elif said.get("replace_original") and target is not None:
        _replace(core, channel, target, said)
    else:
        _post(core, channel, url, said)


def _parsed(body: bytes) -> Json:
    try:
        said = json.loads(body)
    except ValueError:
        raise RefusedError(Refusal.INVALID_JSON) from None
    if not isinstance(said, dict):
        raise RefusedError(Refusal.INVALID_JSON)
    return said


def _delete(core: Core, channel: Channel, target: Message | None) -> None:
    if target is None:
        raise RefusedError(Refusal.MESSAGE_NOT_FOUND)
    core.state.remove_message(channel, target)
    core.changed(f"messages:{channel.id}", "workspace")


def _replace(core: Core, channel: Channel, target: Message, said: Json) -> None:
    text, blocks = content(Arguments(said))
    target.earlier = [target.blocks, *target.earlier][:10]
    target.text, target.blocks = text, blocks
    core.changed(f"messages:{channel.id}")


def _post(core: Core, channel: Channel, url: ResponseUrl, said: Json) -> None:
    text, blocks = content(Arguments(said))
    message = core.bot_message(channel, text, blocks)
    message.ephemeral_to = None if said.get("response_type") == "in_channel" else url.user
    message.thread_ts = said.get("thread_ts")
    message.metadata = metadata_of(Arguments(said))
    core.post(channel, message)
